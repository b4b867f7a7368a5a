from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "trato.desk"
    label = "desk"

    def ready(self) -> None:
        from trato.desk.front_door import foot
        from trato.people import entry

        entry.foot.append(foot)
