"""Periodic work, run by whichever worker takes its lease row."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from trato.jobs.models import PeriodicRun
from trato.jobs.registry import Periodic, periodic_works

logger = logging.getLogger("trato.jobs")


def run_due(*, worker: str, clock: Callable[[], datetime]) -> int:
    """Run every periodic work that is due and unheld, each outside a transaction; return how many ran."""
    works = periodic_works()
    at = clock()
    due = PeriodicRun.objects.filter(_free(at), due_at__lte=at, name__in=works).order_by("due_at")
    ran = 0
    for name in list(due.values_list("name", flat=True)):
        ran += _run(works[name], worker=worker, clock=clock)
    return ran


def register_works(*, at: datetime) -> None:
    """Give each declared work its row, due at once when new."""
    known = set(PeriodicRun.objects.values_list("name", flat=True))
    PeriodicRun.objects.bulk_create(
        [PeriodicRun(name=name, due_at=at) for name in periodic_works() if name not in known],
        ignore_conflicts=True,
    )


def _run(work: Periodic, *, worker: str, clock: Callable[[], datetime]) -> int:
    started = clock()
    with transaction.atomic(durable=True):
        taken = PeriodicRun.objects.filter(_free(started), name=work.name, due_at__lte=started).update(
            holder=worker, held_until=started + work.lease, started_at=started
        )
    if not taken:
        return 0
    error = ""
    try:
        work.work(started)
    except (OperationalError, InterfaceError):
        # The database itself is away or locked: give the lease back untouched if we still can, and let the loop wait.
        PeriodicRun.objects.filter(name=work.name, holder=worker).update(held_until=None, holder="")
        raise
    except Exception as wrong:
        logger.exception("periodic work failed", extra={"work": work.name})
        error = type(wrong).__name__
    finished = clock()
    with transaction.atomic(durable=True):
        PeriodicRun.objects.filter(name=work.name, holder=worker).update(
            due_at=finished + work.interval, held_until=None, holder="", finished_at=finished, error=error
        )
    return 1


def _free(at: datetime) -> Q:
    return Q(held_until=None) | Q(held_until__lt=at)
