"""`trato search`: fill the index of the search anew."""

from __future__ import annotations

import argparse


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("search", help="look after the index of the search")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    rebuilding = commands.add_parser("rebuild", help="fill the index anew from everything that can be found")
    rebuilding.set_defaults(func=rebuild)


def rebuild(options: argparse.Namespace) -> int:
    """Fill the index anew; who writes meanwhile waits."""
    import django

    django.setup()
    from trato.search.feeding import rebuild

    print(f"{rebuild()} things can be found.")
    return 0
