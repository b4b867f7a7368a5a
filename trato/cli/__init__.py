"""The `trato` command: one small module a subcommand, each with `add_parser(sub)`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import cast

COMMANDS = (
    "serve",
    "worker",
    "migrate",
    "prepare",
    "messages",
    "procedure",
    "ledger",
    "search",
    "people",
    "prospects",
    "demo",
    "backup",
    "restore",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `trato ARGUMENTS`; the last line printed is the verdict, the result is the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.project.settings")
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser(only=given[0] if given and given[0] in COMMANDS else None).parse_args(given)
    run = cast(Callable[[argparse.Namespace], int], options.func)
    return run(options)


def _parser(*, only: str | None) -> argparse.ArgumentParser:
    """Build the parser; `only` spares importing the other subcommands' modules."""
    parser = argparse.ArgumentParser(prog="trato", description="Run and look after an installation of Trato.")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        if only in {None, command}:
            import_module(f"trato.cli.{command}").add_parser(subparsers)
    return parser
