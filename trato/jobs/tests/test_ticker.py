from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from trato.jobs import registry, ticker
from trato.jobs.models import PeriodicRun
from trato.jobs.registry import every
from trato.jobs.statistics import refresh_statistics

AT = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_periodic", {})


def tick(at: datetime, worker: str = "w/1") -> int:
    ticker.register_works(at=at)
    return ticker.run_due(worker=worker, clock=lambda: at)


def test_work_runs_when_due_and_not_before() -> None:
    ran: list[datetime] = []
    every(name="test.work", minutes=10)(ran.append)
    assert tick(AT) == 1
    assert tick(AT + timedelta(minutes=9)) == 0
    assert tick(AT + timedelta(minutes=10)) == 1
    assert ran == [AT, AT + timedelta(minutes=10)]


def test_work_held_by_one_worker_is_not_run_by_another() -> None:
    ran: list[int] = []

    @every(name="test.slow", minutes=1)
    def slow(at: datetime) -> None:
        ran.append(1)
        assert ticker.run_due(worker="w/2", clock=lambda: at) == 0

    assert tick(AT) == 1
    assert ran == [1]


def test_work_of_a_dead_worker_runs_again_when_its_lease_ends() -> None:
    ran: list[datetime] = []
    every(name="test.work", minutes=1, lease_minutes=5)(ran.append)
    ticker.register_works(at=AT)
    PeriodicRun.objects.update(holder="w/dead", held_until=AT + timedelta(minutes=5), started_at=AT)
    assert tick(AT + timedelta(minutes=5)) == 0
    assert tick(AT + timedelta(minutes=5, seconds=1)) == 1


def test_work_that_fails_says_so_and_stops_nobody_else() -> None:
    ran: list[datetime] = []

    @every(name="test.a-fails", minutes=1)
    def fails(at: datetime) -> None:
        raise ValueError("secret datum")

    every(name="test.b-works", minutes=1)(ran.append)
    assert tick(AT) == 2
    assert ran == [AT]
    row = PeriodicRun.objects.get(name="test.a-fails")
    assert (row.error, row.due_at) == ("ValueError", AT + timedelta(minutes=1))


def test_an_interval_is_positive() -> None:
    with pytest.raises(ValueError, match="interval"):
        every(name="test.never")


def test_the_packages_of_the_house_declare_their_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert {"jobs.forget-rates", "mail.deliver"} <= set(registry.periodic_works())


@pytest.mark.once
def test_sqlite_looks_at_its_tables_when_asked() -> None:
    PeriodicRun.objects.create(name="test.row", due_at=AT)
    refresh_statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [PeriodicRun._meta.db_table])
        assert cursor.fetchall()
