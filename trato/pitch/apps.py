from django.apps import AppConfig


class PitchConfig(AppConfig):
    name = "trato.pitch"
    label = "pitch"

    def ready(self) -> None:
        from trato.documents import access
        from trato.pitch.access import may_read

        access.register("document/pitch-", may_read)
