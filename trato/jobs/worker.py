"""The loop that runs background jobs and periodic work; start as many as the machine bears."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.jobs import ticker
from trato.jobs.actions import JobRefused
from trato.jobs.models import Job
from trato.jobs.registry import UnknownJobKind
from trato.jobs.registry import kind as kind_of

logger = logging.getLogger("trato.jobs")

# After this long on one job the worker gives the others a turn.
SLICE = timedelta(seconds=2)

# What one step moves.
ADVANCED = ("cursor", "done", "total", "result_url", "summary", "attempts", "error", "heartbeat_at")

type Clock = Callable[[], datetime]


class LostJob(Exception):
    """Another worker took the job over, or somebody ended it, between two steps."""


def run(stop: threading.Event, *, clock: Clock = timezone.now, idle_seconds: float = 1.0) -> None:
    """Work until `stop` is set; a locked or absent database is waited for, never a reason to end."""
    worker = new_worker_name()
    registered = False
    wait = idle_seconds
    while not stop.is_set():
        try:
            if not registered:
                ticker.register_works(at=clock())
                registered = True
            busy = ticker.run_due(worker=worker, clock=clock) > 0
            busy = work_on_one_job(worker=worker, clock=clock, stop=stop) or busy
            wait = idle_seconds
        except (OperationalError, InterfaceError):
            logger.warning("the database does not answer; trying again in %.0f s", wait, exc_info=True)
            connections.close_all()
            stop.wait(wait)
            wait = min(wait * 2, 30)
            continue
        if not busy:
            close_old_connections()
            stop.wait(idle_seconds)


def run_until_idle(*, at: datetime) -> None:
    """Do everything that is queued or due now, then return; for tests, the demo and maintenance."""
    worker = new_worker_name()
    ticker.register_works(at=at)
    ticker.run_due(worker=worker, clock=lambda: at)
    while work_on_one_job(worker=worker, clock=lambda: at, stop=threading.Event()):
        pass


def run_here(job: Job, *, at: datetime) -> None:
    """Do a job just queued to its end inside the caller's transaction; for the demo, which tells a past of its own."""
    job.started_at = at
    job.save(update_fields=["started_at"])
    while _advance(job, at=at, clock=lambda: at):
        pass


def new_worker_name() -> str:
    return f"{socket.gethostname()[:40]}/{os.getpid()}/{secrets.token_hex(4)}"


def work_on_one_job(*, worker: str, clock: Clock, stop: threading.Event) -> bool:
    """Claim the job that waits longest and step it for one slice of time; say whether there was one."""
    claimed = claim(worker=worker, at=clock())
    if claimed is None:
        return False
    until = clock() + SLICE
    try:
        while _step(claimed, worker=worker, clock=clock):
            if stop.is_set() or clock() >= until:
                release(claimed, worker=worker, at=clock())
                return True
    except LostJob:
        logger.info("a job went to another worker", extra={"job": claimed})
    return True


def claim(*, worker: str, at: datetime) -> int | None:
    """Take the longest waiting job, a dead worker's included; return its id. Counts one attempt."""
    # An idle worker only reads: on SQLite a transaction would take everybody's turn to write, once a second.
    if not Job.objects.claimable(worker=worker, at=at).exists():
        return None
    with transaction.atomic(durable=True):
        # Locked rows are skipped: whoever is in the middle of a step is alive, however old its heartbeat.
        job = Job.objects.claimable(worker=worker, at=at).select_for_update(skip_locked=True).first()
        if job is None:
            return None
        # Taking up again what a locked database interrupted is not another attempt.
        job.attempts += job.worker != worker
        job.worker, job.heartbeat_at, job.started_at = worker, at, job.started_at or at
        job.save(update_fields=["worker", "heartbeat_at", "started_at", "attempts"])
        if job.cancel_requested_at:
            _end(job, "cancelled_at", at)
            return None
        if job.attempts > _attempts_allowed(job):
            _fail(job, _("It stopped several times at the same point without an explanation."), at)
            return None
        return job.pk


def release(job_id: int, *, worker: str, at: datetime) -> None:
    """Give a job back between two steps so that any worker goes on with it."""
    with transaction.atomic(durable=True):
        Job.objects.filter(pk=job_id, worker=worker).update(worker="", heartbeat_at=at, attempts=0)


def _step(job_id: int, *, worker: str, clock: Clock) -> bool:
    """Run one step and advance the cursor in the same transaction; say whether the job goes on."""
    at = clock()
    try:
        with transaction.atomic(durable=True):
            job = _held(job_id, worker=worker)
            if job.cancel_requested_at:
                _end(job, "cancelled_at", at)
                return False
            return _advance(job, at=at, clock=clock)
    except (OperationalError, InterfaceError, LostJob):
        raise
    except Exception as wrong:  # noqa: BLE001 (whatever a step raises ends here)
        _after_failure(job_id, wrong, worker=worker, at=clock())
        return False


def _advance(job: Job, *, at: datetime, clock: Clock) -> bool:
    """Take one step and write down how far it came; say whether the job goes on."""
    progress = kind_of(job.kind).step(job, at)
    job.cursor, job.done = progress.cursor, progress.done
    job.total = job.total if progress.total is None else progress.total
    job.result_url, job.summary = progress.result_url, progress.summary[:500]
    job.attempts, job.error, job.heartbeat_at = 0, "", clock()
    job.save(update_fields=ADVANCED)
    if progress.finished:
        _end(job, "finished_at", clock())
    return not progress.finished


def _held(job_id: int, *, worker: str) -> Job:
    """Lock the job again and make sure it is still ours: the fence against a worker thought dead."""
    job = Job.objects.unfinished().select_for_update().filter(pk=job_id, worker=worker).first()
    if job is None:
        raise LostJob
    return job


def _after_failure(job_id: int, wrong: Exception, *, worker: str, at: datetime) -> None:
    """Put the job back with a pause, or end it: when its step says so, or at the last attempt."""
    with transaction.atomic(durable=True):
        job = _held(job_id, worker=worker)
        if isinstance(wrong, JobRefused):
            _fail(job, wrong.sentence, at)
            return
        logger.error("a step failed", exc_info=wrong, extra={"job": job_id, "kind": job.kind})
        # The exception's own text may quote the data it met, so people and the table get its name only.
        sentence = _("Something we did not foresee went wrong (%(name)s).") % {"name": type(wrong).__name__}
        if job.attempts >= _attempts_allowed(job) or isinstance(wrong, UnknownJobKind):
            _fail(job, sentence, at)
            return
        job.worker, job.error = "", sentence
        job.run_after = at + timedelta(seconds=5 * 3 ** (job.attempts - 1))
        job.save(update_fields=["worker", "error", "run_after"])


def _attempts_allowed(job: Job) -> int:
    try:
        return kind_of(job.kind).attempts
    except UnknownJobKind:
        return 1


def _fail(job: Job, sentence: str, at: datetime) -> None:
    job.error = sentence[:500]
    job.save(update_fields=["error"])
    _end(job, "failed_at", at)


def _end(job: Job, evidence: str, at: datetime) -> None:
    setattr(job, evidence, at)
    job.worker, job.heartbeat_at = "", at
    job.save(update_fields=[evidence, "worker", "heartbeat_at"])
