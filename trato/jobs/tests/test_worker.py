from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from trato.jobs import registry, worker
from trato.jobs.actions import CannotChangeJob, JobRefused, cancel_job, enqueue, retry_job
from trato.jobs.models import DEAD_AFTER, Job, RateCounter
from trato.jobs.registry import Progress, UnknownJobKind, job_kind
from trato.ledger.actors import Actor

AT = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
ANA = Actor("user", "user/7", "GC", ("GC", "EC"))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_kinds", {})


@pytest.fixture
def counting() -> list[int]:
    """A kind of job that leaves one row a step and counts to its payload's number."""
    steps: list[int] = []

    @job_kind("test.count", label="Counting")
    def count(job: Job, at: datetime) -> Progress:
        done = (job.cursor or 0) + 1
        steps.append(done)
        RateCounter.objects.create(key_hash=f"{job.pk}/{done}", window_start=at, ends_at=at)
        return Progress(
            cursor=done,
            done=done,
            total=job.payload["to"],
            finished=done == job.payload["to"],
            result_url="/prospectos/",
            summary="Counted.",
        )

    return steps


def work(name: str = "w/1", *, at: datetime = AT, clock: Callable[[], datetime] | None = None) -> bool:
    return worker.work_on_one_job(worker=name, clock=clock or (lambda: at), stop=threading.Event())


def test_a_job_goes_step_by_step_to_its_end(counting: list[int]) -> None:
    job = enqueue("test.count", {"to": 3}, by=ANA, at=AT)
    assert job.state == "queued"
    assert work()
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.percent) == ("done", 3, 3, 100)
    assert (job.result_url, job.summary, job.worker) == ("/prospectos/", "Counted.", "")
    assert counting == [1, 2, 3]
    assert not work()


def test_a_job_remembers_who_asked_with_which_roles(counting: list[int]) -> None:
    enqueue("test.count", {"to": 1}, by=ANA, at=AT)
    assert Job.objects.get().actor == ANA


def test_an_undeclared_kind_cannot_be_queued() -> None:
    with pytest.raises(UnknownJobKind):
        enqueue("test.nobody", {}, by=ANA, at=AT)
    assert not Job.objects.exists()


def test_a_step_that_fails_writes_nothing_and_is_tried_again_later() -> None:
    outcomes = iter([ValueError("secret datum"), None])

    @job_kind("test.fragile", label="Fragile")
    def fragile(job: Job, at: datetime) -> Progress:
        RateCounter.objects.create(key_hash="x", window_start=at, ends_at=at)
        if wrong := next(outcomes):
            raise wrong
        return Progress(cursor=1, done=1, finished=True)

    job = enqueue("test.fragile", {}, by=ANA, at=AT)
    work()
    job.refresh_from_db()
    assert not RateCounter.objects.exists()
    assert job.state == "running"
    assert "ValueError" in job.error
    assert "secret" not in job.error
    assert not work(at=AT), "it waits before trying again"
    assert work(at=AT + timedelta(minutes=1))
    job.refresh_from_db()
    assert (job.state, job.error, RateCounter.objects.count()) == ("done", "", 1)


def test_a_job_that_always_fails_ends_as_failed_and_can_be_retried() -> None:
    broken = [True]

    @job_kind("test.broken", label="Broken", attempts=3)
    def step(job: Job, at: datetime) -> Progress:
        if broken[0]:
            raise RuntimeError
        return Progress(cursor=None, done=1, finished=True)

    job = enqueue("test.broken", {}, by=ANA, at=AT)
    for hour in range(4):
        work(at=AT + timedelta(hours=hour))
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 3)
    broken[0] = False
    retry_job(job_id=job.pk, at=AT + timedelta(hours=9))
    work(at=AT + timedelta(hours=9))
    job.refresh_from_db()
    assert job.state == "done"


def test_a_step_may_refuse_for_good_with_a_sentence() -> None:
    @job_kind("test.refusing", label="Refusing")
    def step(job: Job, at: datetime) -> Progress:
        raise JobRefused("El archivo está vacío.")

    job = enqueue("test.refusing", {}, by=ANA, at=AT)
    work()
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "El archivo está vacío.")


def test_a_dead_workers_job_is_taken_up_where_it_stopped(counting: list[int]) -> None:
    job = enqueue("test.count", {"to": 4}, by=ANA, at=AT)
    claimed = worker.claim(worker="w/dead", at=AT)
    assert claimed == job.pk
    worker._step(job.pk, worker="w/dead", clock=lambda: AT)
    assert not work("w/2", at=AT + DEAD_AFTER), "it may still be alive"
    assert work("w/2", at=AT + DEAD_AFTER + timedelta(seconds=1))
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 4)
    assert counting == [1, 2, 3, 4]


def test_a_worker_thought_dead_cannot_step_a_job_that_another_took(counting: list[int]) -> None:
    job = enqueue("test.count", {"to": 9}, by=ANA, at=AT)
    worker.claim(worker="w/slow", at=AT)
    later = AT + DEAD_AFTER + timedelta(seconds=1)
    assert worker.claim(worker="w/2", at=later) == job.pk
    with pytest.raises(worker.LostJob):
        worker._step(job.pk, worker="w/slow", clock=lambda: later)
    assert counting == []


def test_a_job_that_kills_every_worker_is_given_up(counting: list[int]) -> None:
    job = enqueue("test.count", {"to": 1}, by=ANA, at=AT)
    for number in range(6):
        worker.claim(worker=f"w/{number}", at=AT + number * 2 * DEAD_AFTER)
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.error


def test_a_queued_job_is_cancelled_at_once(counting: list[int]) -> None:
    job = enqueue("test.count", {"to": 2}, by=ANA, at=AT)
    assert cancel_job(job_id=job.pk, at=AT).state == "cancelled"
    assert not work()
    with pytest.raises(CannotChangeJob):
        cancel_job(job_id=job.pk, at=AT)


def test_a_running_job_stops_after_its_step_and_keeps_what_is_done(counting: list[int]) -> None:
    job = enqueue("test.count", {"to": 5}, by=ANA, at=AT)
    worker.claim(worker="w/1", at=AT)
    worker._step(job.pk, worker="w/1", clock=lambda: AT)
    assert cancel_job(job_id=job.pk, at=AT).state == "running"
    assert not worker._step(job.pk, worker="w/1", clock=lambda: AT)
    job.refresh_from_db()
    assert (job.state, job.done) == ("cancelled", 1)


def test_long_jobs_take_turns(counting: list[int]) -> None:
    first = enqueue("test.count", {"to": 5}, by=ANA, at=AT)
    second = enqueue("test.count", {"to": 5}, by=ANA, at=AT)
    ticks = iter(AT + timedelta(seconds=n) for n in range(1000))
    now: list[Any] = []

    def clock() -> datetime:
        now[:] = [next(ticks)]
        return now[0]

    work(clock=clock)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.state == "running"
    assert first.done >= 1
    assert second.done == 0
    work(clock=clock)
    second.refresh_from_db()
    assert second.done >= 1


def test_one_code_declares_one_kind(counting: list[int]) -> None:
    with pytest.raises(registry.DeclaredTwice):

        @job_kind("test.count", label="Another")
        def other(job: Job, at: datetime) -> Progress:
            return Progress(cursor=None, done=0)
