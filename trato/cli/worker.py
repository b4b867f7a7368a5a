"""`trato worker`: background jobs and the ticker."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from types import FrameType


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("worker", help="run background jobs and periodic work")
    parser.set_defaults(func=work)


def work(options: argparse.Namespace) -> int:
    """Run jobs until SIGINT or SIGTERM; the job in hand keeps its cursor and is resumed later.

    At the end the history is signed: what was recorded until then cannot be cut off unnoticed while nothing runs.
    """
    import django

    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGTERM, ask_to_stop)
    django.setup()
    from django.utils import timezone

    from trato.jobs import worker
    from trato.ledger.checkpoints import CannotCheckpoint, write_checkpoint

    worker.run(stop)
    try:
        write_checkpoint(at=timezone.now())
    except CannotCheckpoint as refused:
        print(refused, file=sys.stderr)
    print("The worker has stopped.")
    return 0
