from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class JobsConfig(AppConfig):
    name = "trato.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Import `<package>.jobs` of every package of ours that has one, so that it declares its work."""
        from trato.jobs.registry import every

        for config in apps.get_app_configs():
            module = f"{config.name}.jobs"
            if not config.name.startswith("trato.") or find_spec(module) is None:
                continue
            import_module(module)
            # `mail` stands beside `jobs` and may not import it: it states its work as plain data.
            for name, seconds, work in getattr(sys.modules[module], "PERIODIC", ()):
                every(name=name, seconds=seconds)(work)
