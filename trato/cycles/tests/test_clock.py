"""What the clock alone changes, and the calendar it runs by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from trato.cycles.calendars import calendar_days, holiday_names, set_holiday, working_calendar
from trato.cycles.evidence import refresh
from trato.cycles.jobs import reevaluate_due
from trato.cycles.models import Cycle, Progress
from trato.cycles.refusals import NotYours
from trato.ledger.actors import SYSTEM
from trato.ledger.entries import stream_entries

from .conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person


def progress_of(cycle: Cycle) -> Progress:
    return Progress.objects.get(cycle=cycle)


def test_what_falls_due_turns_red_without_anybody_touching_it(cycle: Cycle) -> None:
    before = progress_of(cycle)
    assert before.comb.startswith("c")
    assert before.changes_at is not None
    reevaluate_due(before.changes_at - timedelta(seconds=1))
    assert progress_of(cycle).comb == before.comb
    reevaluate_due(before.changes_at)
    after = progress_of(cycle)
    assert after.comb.startswith("v")
    assert after.changes_at is None or after.changes_at > before.changes_at
    assert len(stream_entries(cycle.stream)) == 1  # the clock records nothing


def test_rows_whose_moment_has_not_come_are_left_alone(cycle: Cycle) -> None:
    Progress.objects.filter(pk=cycle.pk).update(comb="x", changes_at=AT + timedelta(days=400))
    reevaluate_due(AT + timedelta(days=399))
    assert progress_of(cycle).comb == "x"


def test_the_ticker_ends_even_when_every_row_is_due(cycle: Cycle) -> None:
    for days in range(1, 60, 7):
        Progress.objects.update(changes_at=AT)
        reevaluate_due(AT + timedelta(days=days))
        assert not Progress.objects.stale_by(AT + timedelta(days=days)).exists()


def test_evaluating_again_repairs_a_row(cycle: Cycle) -> None:
    right = progress_of(cycle)
    Progress.objects.filter(pk=cycle.pk).update(comb="", next_action="close", due_on=None, missing=9)
    assert refresh([cycle], at=AT) == 1
    mended = progress_of(cycle)
    assert (mended.comb, mended.next_action, mended.due_on, mended.missing) == (
        right.comb,
        right.next_action,
        right.due_on,
        right.missing,
    )


class TestCalendar:
    """Dated data: changing a day is an event."""

    def test_a_holiday_moves_the_deadline(self, cycle: Cycle, gc: Person) -> None:
        due = progress_of(cycle).due_on
        assert due is not None
        set_holiday(day=due, holiday=True, name="Asueto", by=gc.actor, at=AT)
        assert working_calendar().add_business_days(due, -1) < due
        reevaluate_due(AT + timedelta(minutes=1))
        assert progress_of(cycle).due_on == working_calendar().add_business_days(due - timedelta(days=1), 1)
        assert progress_of(cycle).due_on != due

    def test_it_leaves_an_entry(self, in_force: None, gc: Person) -> None:
        set_holiday(day=date(2026, 3, 11), holiday=True, name="Asueto", by=gc.actor, at=AT)
        entry = stream_entries("setting/calendar")[-1]
        assert (entry.event, entry.role) == ("calendar.changed", "GC")
        assert entry.facts == {"day": "2026-03-11", "holiday": True}

    def test_a_public_holiday_can_be_worked(self, db: Any) -> None:
        day = date(2026, 12, 25)
        assert not working_calendar().is_business_day(day)
        assert holiday_names(day, day) == {day: "Navidad"}
        set_holiday(day=day, holiday=False, name="Se trabaja", by=SYSTEM, at=AT)
        assert working_calendar().is_business_day(day)
        assert holiday_names(day, day) == {}
        assert [row.name for row in calendar_days(day, day)] == ["Se trabaja"]

    def test_a_day_is_set_once(self, db: Any) -> None:
        day = date(2026, 3, 11)
        for holiday in (True, False, True):
            set_holiday(day=day, holiday=holiday, name="Asueto", by=SYSTEM, at=AT)
        assert len(calendar_days(day, day)) == 1
        assert not working_calendar().is_business_day(day)

    @pytest.mark.parametrize("role", ["ec", "sgc", "auditor", "admin"])
    def test_only_the_gc_changes_it(self, db: Any, role: str, request: pytest.FixtureRequest) -> None:
        person = request.getfixturevalue(role)
        with pytest.raises(NotYours):
            set_holiday(day=date(2026, 3, 11), holiday=True, name="Asueto", by=person.actor, at=AT)
        assert calendar_days(date(2026, 1, 1), date(2026, 12, 31)) == []
