from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "trato.people"
    label = "people"

    def ready(self) -> None:
        post_migrate.connect(_install_triggers, sender=self)


def _install_triggers(*, using: str, **_rest: Any) -> None:
    from django.db import connections

    from trato.people import triggers

    triggers.install(connections[using])
