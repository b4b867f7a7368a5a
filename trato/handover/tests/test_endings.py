"""Both endings close by themselves, whatever comes last. PE-CM-01 §3 and §8.4.5."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support import ladder
from tests.support.cast import Person
from trato.cycles.models import Cycle, Progress
from trato.cycles.situation import situation_of
from trato.ledger.entries import stream_entries
from trato.satisfaction.jobs import remind

from .conftest import AT, START

HOUR = timedelta(hours=1)


def last(cycle):
    return stream_entries(cycle.stream)[-1]


def closed(cycle, outcome):
    entry = last(cycle)
    assert (entry.event, entry.facts, entry.actor_kind) == ("cycle.closed", {"outcome": outcome}, "system")
    progress = Progress.objects.get(pk=cycle.pk)
    assert progress.closed_at is not None
    assert progress.outcome == outcome
    states = situation_of(cycle, at=entry.recorded_at).evaluation
    assert states.closed
    return states


def test_contracted_it_closes_when_the_survey_comes_last(
    paid: Cycle, ec: Person, gc: Person, pm: Person, po: Person, to: Person
) -> None:
    cycle = ladder.file_confirmed(paid, ec=ec, at=AT)
    link = ladder.asked_how_it_was(cycle, gc=gc, at=AT)
    cycle = ladder.handed_over(cycle, gc=gc, at=AT + HOUR)
    cycle = ladder.accepted(cycle, pm=pm, po=po, to=to, at=AT + 2 * HOUR)
    assert last(cycle).event == "handover.accepted"
    ladder.answered(cycle, link=link, at=AT + 3 * HOUR)
    states = closed(cycle, "contracted")
    required = [action.id for action in situation_of(cycle, at=AT + 4 * HOUR).definition.actions if action.required]
    assert {states.actions[action].status for action in required} <= {"done", "not_applicable"}
    assert not states.next_action


def test_contracted_it_closes_when_the_acceptance_comes_last(
    paid: Cycle, ec: Person, gc: Person, pm: Person, po: Person, to: Person
) -> None:
    cycle = ladder.file_confirmed(paid, ec=ec, at=AT)
    link = ladder.asked_how_it_was(cycle, gc=gc, at=AT)
    cycle = ladder.answered(cycle, link=link, at=AT + HOUR)
    cycle = ladder.handed_over(cycle, gc=gc, at=AT + 2 * HOUR)
    assert last(cycle).event == "handover.sent"
    ladder.accepted(cycle, pm=pm, po=po, to=to, at=AT + 3 * HOUR)
    closed(cycle, "contracted")


def test_contracted_and_never_answered_it_closes_after_two_reminders(
    paid: Cycle, ec: Person, gc: Person, pm: Person, po: Person, to: Person
) -> None:
    cycle = ladder.file_confirmed(paid, ec=ec, at=AT)
    ladder.asked_how_it_was(cycle, gc=gc, at=AT)
    cycle = ladder.handed_over(cycle, gc=gc, at=AT + HOUR)
    cycle = ladder.accepted(cycle, pm=pm, po=po, to=to, at=AT + 2 * HOUR)
    for day in range(1, 25):
        remind(AT + timedelta(days=day))
    closed(cycle, "contracted")


@pytest.mark.parametrize("file_first", [True, False])
def test_lost_it_closes_when_the_file_and_the_survey_are_done(
    in_force: None, ec: Person, gc: Person, file_first: bool
) -> None:
    cycle, then = ladder.walked_to_lost(ec=ec, gc=gc, at=START)
    link = ladder.asked_how_it_was(cycle, gc=gc, at=then + HOUR)
    if file_first:
        ladder.file_confirmed(cycle, ec=ec, at=then + 2 * HOUR)
    ladder.answered(cycle, link=link, at=then + 3 * HOUR, score=10)
    if not file_first:
        assert last(cycle).event == "survey.answered"
        ladder.file_confirmed(cycle, ec=ec, at=then + 4 * HOUR)
    states = closed(cycle, "not-contracted")
    assert states.actions["sign-contract"].status == "not_applicable"
    assert states.actions["hand-over"].status == "not_applicable"
