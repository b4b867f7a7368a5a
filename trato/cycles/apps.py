from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "trato.cycles"
    label = "cycles"

    def ready(self) -> None:
        from trato.cycles.access import cycles_under, may_read, place_of
        from trato.cycles.finding import declare_all
        from trato.documents import access, usage

        access.register("cycle/", may_read, place=place_of)
        usage.register(cycles_under)
        declare_all()
