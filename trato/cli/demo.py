"""`trato demo`: tell the demonstration on an empty installation."""

from __future__ import annotations

import argparse


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("demo", help="tell the demonstration: its cast and sixty cycles, dated relative to today")
    parser.add_argument("--if-empty", action="store_true", help="do nothing, in silence, when there are cycles already")
    parser.set_defaults(func=demo)


def demo(options: argparse.Namespace) -> int:
    """Tell the demonstration; the last line is the verdict."""
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone, translation

    from trato.cycles.models import Cycle
    from trato.demo.telling import NotEmpty, is_empty, tell
    from trato.ledger.checkpoints import CannotCheckpoint, write_checkpoint
    from trato.ledger.verification import verify

    if options.if_empty and not is_empty():
        return 0
    if not settings.TRATO_DEMO:
        print("The demonstration needs TRATO_DEMO=1: its people enter with one click.")
        return 1
    with translation.override(settings.LANGUAGE_CODE):
        try:
            acts = tell(now=timezone.now())
        except NotEmpty as refused:
            print(*refused.sentences, sep="\n")
            return 1
    try:
        write_checkpoint(at=timezone.now())
    except CannotCheckpoint as refused:
        print(refused)
    # So that «Historial íntegro» shows from the first page on, with its date.
    verify(at=timezone.now(), processes=1)
    print(f"The demonstration is told: {Cycle.objects.count()} cycles, {acts} acts.")
    return 0
