from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "trato.demo"
    label = "demo"

    def ready(self) -> None:
        from trato.demo.front_door import stories
        from trato.people import entry

        entry.stories.append(stories)
