"""What people do with jobs: ask for one, cancel it, try it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from trato.jobs import registry
from trato.jobs.models import Job
from trato.ledger.actors import Actor


class JobRefused(Exception):
    """Raised by a step that can never succeed; `sentence` (one, for people, no personal data) ends the job."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class CannotChangeJob(Exception):
    """The job is not in a state that allows it; `state` says which it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def enqueue(kind: str, payload: Mapping[str, Any], *, by: Actor, at: datetime) -> Job:
    """Queue a job in the caller's transaction; `payload` is JSON. Raise `UnknownJobKind`."""
    registry.kind(kind)
    return Job.objects.create(
        kind=kind,
        payload=dict(payload),
        by_kind=by.kind,
        by_key=by.key,
        by_role=by.role,
        by_roles=list(by.roles),
        created_at=at,
        run_after=at,
    )


@transaction.atomic
def cancel_job(*, job_id: int, at: datetime) -> Job:
    """Ask a job to stop after its present step; one that no worker holds stops at once."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.ended:
        raise CannotChangeJob(job.state)
    job.cancel_requested_at = job.cancel_requested_at or at
    if not job.worker:
        job.cancelled_at = at
    job.save(update_fields=["cancel_requested_at", "cancelled_at"])
    return job


@transaction.atomic
def retry_job(*, job_id: int, at: datetime) -> Job:
    """Queue a failed job again from where it stopped."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state != "failed":
        raise CannotChangeJob(job.state)
    job.failed_at, job.error, job.attempts, job.worker, job.run_after = None, "", 0, "", at
    job.save(update_fields=["failed_at", "error", "attempts", "worker", "run_after"])
    return job
