"""The ticker reminds, closes, and closes by itself what nobody attended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support import ladder
from tests.support.cast import Person
from trato.agenda.actions import Conversation, log_followup
from trato.cycles.closing import close_without_contract
from trato.cycles.models import Cycle
from trato.cycles.outside import Invitation
from trato.cycles.situation import situation_of
from trato.ledger.entries import stream_entries
from trato.organisations.actions import amend_contact
from trato.satisfaction.actions import answer_survey, send_survey
from trato.satisfaction.jobs import close_where_nobody_was_attended, remind

from .conftest import ANSWERS, AT


def day(number):
    """Return the hour of `AT` on a day of March 2026; the 10th is the day it was sent."""
    return AT + timedelta(days=number - 10)


def names(cycle):
    return [entry.event for entry in stream_entries(cycle.stream)]


def test_it_reminds_twice_and_then_closes(lost: Cycle, sent: Invitation) -> None:
    for number in range(10, 30):
        remind(day(number))
    reminded = [entry for entry in stream_entries(lost.stream) if entry.event == "survey.reminded"]
    assert [entry.recorded_at.day for entry in reminded] == [13, 18]
    assert all(entry.actor_kind == "system" for entry in reminded)
    closed = next(entry for entry in stream_entries(lost.stream) if entry.event == "survey.closed")
    assert (closed.facts, closed.recorded_at.day) == ({"reason": "unanswered"}, 25), "the 23rd and 24th are holidays"


def test_it_bears_being_repeated(lost: Cycle, sent: Invitation) -> None:
    for _time in range(3):
        remind(day(13))
    assert names(lost).count("survey.reminded") == 1


def test_who_answered_is_left_alone(lost: Cycle, sent: Invitation) -> None:
    answer_survey(lost, answers=ANSWERS, score=8, link=sent.link, by=ladder.client_of(lost), at=day(11))
    for number in range(12, 30):
        remind(day(number))
    assert "survey.reminded" not in names(lost)
    assert "survey.closed" not in names(lost)


def test_nobody_is_reminded_by_a_mail_they_cannot_get(lost: Cycle, gc: Person) -> None:
    person = ladder.signatory(lost)
    amend_contact(contact=person, changes={"mail": ""}, by=gc.actor, at=AT)
    invitation = send_survey(lost, contact=ladder.signatory(lost), by=gc.actor, at=AT)
    assert not invitation.mailed
    remind(day(13))
    assert "survey.reminded" not in names(lost)


@pytest.fixture
def silent(in_force: None, ec: Person) -> Cycle:
    """Nobody ever answered: three tries by two media over ten business days."""
    cycle = ladder.classified(ladder.opened(ec=ec, at=AT), ec=ec, at=AT)
    for number, medium in ((10, "phone"), (17, "phone"), (20, "mail")):
        said = Conversation(medium=medium, answered=False, summary="No atiende", next_on=day(number + 3).date())
        log_followup(cycle, conversation=said, by=ec.actor, at=day(number))
    return close_without_contract(cycle, motive="no-answer", lesson="Otro canal", by=ec.actor, at=day(27)).cycle


def test_where_nobody_was_attended_the_survey_does_not_apply(silent: Cycle) -> None:
    close_where_nobody_was_attended(day(28))
    closed = stream_entries(silent.stream)[-1]
    assert (closed.event, closed.facts, closed.actor_kind) == ("survey.closed", {"reason": "not-attended"}, "system")
    assert situation_of(silent, at=day(28)).evaluation.actions["verify-satisfaction"].status == "done"
    close_where_nobody_was_attended(day(29))
    assert names(silent).count("survey.closed") == 1


def test_where_somebody_was_attended_it_is_asked(lost: Cycle) -> None:
    close_where_nobody_was_attended(day(28))
    assert "survey.closed" not in names(lost)
