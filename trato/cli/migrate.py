"""`trato migrate`: bring the database up to date."""

from __future__ import annotations

import argparse


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("migrate", help="bring the database up to date")
    parser.set_defaults(func=migrate)


def migrate(options: argparse.Namespace) -> int:
    """Create or update the tables and gather the static files."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.TRATO_DATA_DIR.mkdir(parents=True, exist_ok=True)
    django.setup()
    call_command("migrate", interactive=False, verbosity=1)
    print("The database is up to date.")
    return 0
