from django.apps import AppConfig


class PitchConfig(AppConfig):
    name = "trato.pitch"
    label = "pitch"

    def ready(self) -> None:
        from trato.documents import access
        from trato.documents.controlled.master import register
        from trato.pitch.access import may_read
        from trato.pitch.listing import entries

        access.register("document/pitch-", may_read)
        register(entries)
