from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class LinksConfig(AppConfig):
    name = "trato.links"
    label = "links"

    def ready(self) -> None:
        """Import `<package>.purposes` of every package of ours above, so that it declares its purposes."""
        for config in apps.get_app_configs():
            module = f"{config.name}.purposes"
            if config.name.startswith("trato.") and find_spec(module) is not None:
                import_module(module)
