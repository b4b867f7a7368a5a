"""`trato migrate`: bring the database up to date."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trato.project.environment import Environment

POSTGRESQL = 15


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("migrate", help="bring the database up to date")
    parser.set_defaults(func=migrate)


def migrate(options: argparse.Namespace) -> int:
    """Create or update the tables; nothing changes when one migration fails on PostgreSQL."""
    import django
    from django.core.management import call_command
    from django.db import DatabaseError

    from trato.project.environment import environment

    settings = environment()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if obstacle := _obstacle(settings):
        print(obstacle, file=sys.stderr)
        return 1
    django.setup()
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as wrong:
        print(f"The database could not be brought up to date: {str(wrong).strip()}", file=sys.stderr)
        return 1
    _load_procedures()
    _fill_the_index()
    _refresh_statistics()
    print("The database is up to date.")
    return 0


def _refresh_statistics() -> None:
    from trato.jobs.statistics import refresh_statistics

    refresh_statistics()


def _load_procedures() -> None:
    """Load the procedures' files as seeds; one that contradicts an approved version is named and left out."""
    from django.conf import settings
    from django.utils import timezone

    from trato.documents.definitions import load_seeds

    for refusal in load_seeds(settings.TRATO_PROCEDURES_DIR, timezone.now()).refused:
        print(refusal, file=sys.stderr)


def _fill_the_index() -> None:
    """Fill the index of the search when it is empty or follows older rules; otherwise only list the documents anew."""
    from django.utils import timezone

    from trato.documents.controlled.master import list_in_search
    from trato.search.feeding import is_stale, rebuild

    if is_stale():
        rebuild()
    else:
        list_in_search(timezone.now())


def _obstacle(settings: Environment) -> str:
    """Ask a PostgreSQL server for itself: the pool would wait twenty seconds and forget the reason."""
    if settings.database.engine == "sqlite":
        return ""
    import psycopg

    try:
        with psycopg.connect(settings.database_url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.OperationalError as wrong:
        return f"PostgreSQL does not let Trato in: {str(wrong).strip()}"
    return "" if version >= POSTGRESQL else f"Trato needs PostgreSQL {POSTGRESQL} or newer; this is {version}."
