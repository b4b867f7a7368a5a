from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Literal, cast

from django.db import models
from django.db.models import F, Q

from trato.ledger.actors import Actor, ActorKind

# A worker shows life between steps; inside a step the row lock speaks for it.
DEAD_AFTER = timedelta(seconds=60)

type State = Literal["queued", "running", "done", "failed", "cancelled"]


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> JobQuerySet:
        return self.filter(finished_at=None, failed_at=None, cancelled_at=None)

    def claimable(self, *, worker: str, at: datetime) -> JobQuerySet:
        """Return the unfinished jobs that no other living worker holds, the longest waiting first."""
        return (
            self.unfinished()
            .filter(run_after__lte=at)
            .filter(Q(worker__in=["", worker]) | Q(heartbeat_at__lt=at - DEAD_AFTER))
            .order_by(F("heartbeat_at").asc(nulls_first=True), "id")
        )

    def of(self, key: str) -> JobQuerySet:
        return self.filter(by_key=key)


class Job(models.Model):
    """One piece of background work; its state is read from the evidence of what happened to it."""

    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    cursor = models.JSONField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    result_url = models.CharField(max_length=300, blank=True)
    summary = models.CharField(max_length=500, blank=True)

    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=90)
    by_role = models.CharField(max_length=32, blank=True)
    by_roles = models.JSONField(default=list)

    created_at = models.DateTimeField()
    run_after = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    cancel_requested_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="jobs_job_one_ending",
                condition=(
                    Q(finished_at=None, failed_at=None)
                    | Q(finished_at=None, cancelled_at=None)
                    | Q(failed_at=None, cancelled_at=None)
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["run_after"],
                name="jobs_job_unfinished",
                condition=Q(finished_at=None, failed_at=None, cancelled_at=None),
            ),
            models.Index(fields=["by_key", "-id"], name="jobs_job_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def actor(self) -> Actor:
        """Return who asked for the job, with the roles held then."""
        return Actor(cast(ActorKind, self.by_kind), self.by_key, self.by_role, tuple(self.by_roles))

    @property
    def state(self) -> State:
        if self.finished_at:
            return "done"
        if self.failed_at:
            return "failed"
        if self.cancelled_at:
            return "cancelled"
        return "running" if self.started_at else "queued"

    @property
    def ended(self) -> bool:
        return self.state in {"done", "failed", "cancelled"}

    @property
    def percent(self) -> int | None:
        """Return how much is done, 0 to 100; None while the total is unknown."""
        if self.finished_at:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None


class PeriodicRun(models.Model):
    """When a periodic work runs next, and which worker holds it meanwhile."""

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField(db_index=True)
    holder = models.CharField(max_length=80, blank=True)
    held_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name


class RateCounter(models.Model):
    """How often something happened in one window of time; the key is hashed, it may hold an address."""

    key_hash = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key_hash", "window_start"], name="jobs_ratecounter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key_hash[:8]} {self.count}"
