"""Fixtures of every test; `tests/support/` makes them."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.support import databases
from tests.support.browsing import axe, browser, browser_page
from tests.support.installations import installation, make_installation, make_server, server, worker

pytest_plugins = ["tests.support.cast", "tests.support.definitions"]
__all__ = ["axe", "browser", "browser_page", "installation", "make_installation", "make_server", "server", "worker"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Generator[None]:
    """Copy the migrated template for this process instead of migrating again."""
    from django.conf import settings
    from django.db import connections

    # A pool's threads outlive a test; the production server in `server` uses it.
    connections.settings["default"].get("OPTIONS", {}).pop("pool", None)
    url = settings.TRATO.database_url
    databases.copy_template(database_url=url, data_dir=settings.TRATO_DATA_DIR)
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    databases.drop(url)


@pytest.fixture(autouse=True)
def without_checkpoints() -> None:
    """Forget the checkpoints of the test before, which vouch for a history that was rolled back."""
    from django.conf import settings

    shutil.rmtree(Path(settings.TRATO_DATA_DIR) / "checkpoints", ignore_errors=True)
