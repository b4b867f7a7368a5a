"""Once somebody answered, a running cycle always has a next step with a day; without activity it says so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support import ladder
from trato.cycles.calendars import working_calendar
from trato.cycles.evidence import refresh
from trato.cycles.idleness import idle_limits, set_idle_limits
from trato.cycles.models import Cycle, NextStep, Progress
from trato.cycles.next_steps import CannotSetNextStep, set_next_step
from trato.cycles.refusals import NotYours
from trato.ledger.entries import stream_entries

from .conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person


def row(cycle: Cycle) -> Progress:
    return Progress.objects.get(pk=cycle.pk)


def test_a_next_step_is_moved_but_never_blanked_once_somebody_answered(in_force: None, ec: Person, ec2: Person) -> None:
    cycle = ladder.opened(ec=ec, at=AT)
    today = working_calendar().local_date(AT)
    set_next_step(cycle, on=today, text="  Mandar   la carpeta ", by=ec.actor, at=AT)
    set_next_step(cycle, on=None, by=ec.actor, at=AT)
    assert row(cycle).next_step_on is None, "nobody answered yet"
    ladder.contacted(cycle, ec=ec, at=AT)
    promised = row(cycle)
    assert (promised.next_step_kind, promised.next_step_on is None) == (NextStep.CONTACT, False)
    seq = Cycle.objects.get(pk=cycle.pk).seq
    with pytest.raises(CannotSetNextStep, match="nunca queda en blanco"):
        set_next_step(cycle, on=None, by=ec.actor, at=AT)
    with pytest.raises(CannotSetNextStep):
        set_next_step(cycle, on=today - timedelta(days=1), by=ec.actor, at=AT)
    with pytest.raises(NotYours):
        set_next_step(cycle, on=today, by=ec2.actor, at=AT)
    later = today + timedelta(days=9)
    set_next_step(cycle, on=later, text="Llamar a Ana", by=ec.actor, at=AT)
    refresh([Cycle.objects.get(pk=cycle.pk)], at=AT + timedelta(days=1))
    kept = row(cycle)
    assert (kept.next_step_on, kept.next_step, kept.next_step_kind) == (later, "Llamar a Ana", NextStep.OWN)
    entry = stream_entries(f"next-step/{cycle.pk}")[-1]
    assert (entry.event, entry.facts) == ("next-step.set", {"cycle": cycle.code, "on": later.isoformat()})
    assert Cycle.objects.get(pk=cycle.pk).seq == seq, "a working date moves nothing in the procedure"
    # What is said afterwards takes its place; what is recorded on its day leaves the date of the step.
    ladder.scheduled(cycle, ec=ec, at=AT + timedelta(hours=1), starts_at=AT + timedelta(days=3))
    assert row(cycle).next_step_kind == NextStep.MEETING


def test_a_running_cycle_says_since_when_nothing_happens(in_force: None, ec: Person, gc: Person) -> None:
    cycle = ladder.opened(ec=ec, at=AT)
    today = working_calendar().local_date(AT)
    days = idle_limits()["8.1"]
    assert row(cycle).idle_on is None, "what only waits in the list is nobody's delay"
    ladder.contacted(cycle, ec=ec, at=AT)
    promised = row(cycle)
    assert promised.next_step_on is not None
    assert promised.idle_on == promised.next_step_on + timedelta(days=days)
    later = today + timedelta(days=40)
    set_next_step(cycle, on=later, by=ec.actor, at=AT)
    assert row(cycle).idle_on == later + timedelta(days=days), "a day agreed on holds it back"
    with pytest.raises(NotYours):
        set_idle_limits(limits={"8.1": 3}, by=ec.actor, at=AT)
    assert set_idle_limits(limits={"8.1": 3, "8.2": 10}, by=gc.actor, at=AT) == ["8.1"]
    assert Progress.objects.running().stale_by(AT).filter(pk=cycle.pk).exists()
    refresh([Cycle.objects.get(pk=cycle.pk)], at=AT)
    assert row(cycle).idle_on == later + timedelta(days=3)
    set_idle_limits(limits={"8.1": 0}, by=gc.actor, at=AT)
    refresh([Cycle.objects.get(pk=cycle.pk)], at=AT)
    assert row(cycle).idle_on is None
