"""`trato migrate`: bring the database up to date."""

from __future__ import annotations

import argparse
import sys


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("migrate", help="bring the database up to date")
    parser.set_defaults(func=migrate)


def migrate(options: argparse.Namespace) -> int:
    """Create or update the tables; nothing changes when one migration fails on PostgreSQL."""
    import django
    from django.core.management import call_command
    from django.db import DatabaseError

    from trato.project.environment import environment

    environment().data_dir.mkdir(parents=True, exist_ok=True)
    django.setup()
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as wrong:
        print(f"The database could not be brought up to date: {str(wrong).strip()}", file=sys.stderr)
        return 1
    _load_procedures()
    print("The database is up to date.")
    return 0


def _load_procedures() -> None:
    """Load the procedures' files as seeds; one that contradicts an approved version is named and left out."""
    from django.conf import settings
    from django.utils import timezone

    from trato.documents.definitions import load_seeds

    for refusal in load_seeds(settings.TRATO_PROCEDURES_DIR, timezone.now()).refused:
        print(refusal, file=sys.stderr)
