"""`trato prepare`: everything between installing and running."""

from __future__ import annotations

import argparse
import io
import sys


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("prepare", help="compile texts, gather static files, update the database, tell the demo")
    parser.add_argument("--empty", action="store_true", help="on the first run, start without the demonstration")
    parser.set_defaults(func=prepare)


def prepare(options: argparse.Namespace) -> int:
    """Do what is not done yet; a new installation gets the demonstration unless told otherwise."""
    from trato.cli import main, messages, migrate, static
    from trato.project.environment import environment

    settings = environment()
    messages.compile_stale()
    new = _is_new()
    if new and not options.empty and settings.database.engine == "sqlite":
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        # Kept beside the data: a later start, without any flag, knows what kind of installation this is.
        (settings.data_dir / "demo").write_text("This installation is a demonstration: anybody enters as anybody.\n")
        environment.cache_clear()
    if status := migrate.migrate(options):
        return status
    static.gather_if_stale()
    if not _is_sound():
        return 1
    if environment().demo:
        return main(["demo", "--if-empty"])
    return 0


def _is_sound() -> bool:
    """Run Django's checks, addresses included: a broken installation is told here, not by a server that dies."""
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    try:
        call_command("check", databases=["default"], stdout=io.StringIO())
    except SystemCheckError as wrong:
        print(wrong, file=sys.stderr)
        print("Trato is not sound; the lines above say why.", file=sys.stderr)
        return False
    return True


def _is_new() -> bool:
    from pathlib import Path

    from trato.project.environment import environment

    database = environment().database
    return database.engine == "sqlite" and not Path(database.name).exists()
