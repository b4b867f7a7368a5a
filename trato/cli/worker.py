"""`trato worker`: background jobs and the ticker."""

from __future__ import annotations

import argparse
import signal
import threading
from types import FrameType


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("worker", help="run background jobs and periodic work")
    parser.set_defaults(func=work)


def work(options: argparse.Namespace) -> int:
    """Run jobs until SIGINT or SIGTERM; the job in hand keeps its cursor and is resumed later."""
    import django

    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGTERM, ask_to_stop)
    django.setup()
    from trato.jobs import worker

    worker.run(stop)
    print("The worker has stopped.")
    return 0
