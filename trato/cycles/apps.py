from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "trato.cycles"
    label = "cycles"

    def ready(self) -> None:
        from trato.cycles.access import may_read
        from trato.documents import access

        access.register("cycle/", may_read)
