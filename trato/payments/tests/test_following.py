"""§8.3.4: overdue payments are followed up, with a day to insist."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support import ladder
from tests.support.cast import Person
from trato.cycles.models import Cycle
from trato.cycles.refusals import ProcedureViolation
from trato.cycles.situation import situation_of
from trato.ledger.entries import stream_entries
from trato.payments.actions import CannotFollow, follow_collection
from trato.payments.queries import accounts

from .conftest import AT, START

LATER = AT + timedelta(days=7)


def follow(cycle, by, **given):
    defaults = {
        "instalment": 1,
        "medium": "whatsapp",
        "answer": "will-pay",
        "summary": "Paga el viernes",
        "next_on": date(2026, 3, 20),
        "at": LATER,
    }
    return follow_collection(cycle, by=by.actor, **{**defaults, **given})


def test_a_follow_up_leaves_its_record_and_the_day_to_insist(asked: Cycle, ec: Person) -> None:
    provided = follow(asked, ec)
    assert provided.record.data["summary"] == "Paga el viernes"
    assert provided.record.data["instalment"] == 1
    entry = stream_entries(asked.stream)[-1]
    assert (entry.event, entry.facts) == ("collection.followed", {"answer": "will-pay", "next_on": "2026-03-20"})
    assert provided.situation.evaluation.actions["follow-up-payment"].status == "done"


def test_an_instalment_is_late_from_the_day_after_it_was_due(asked: Cycle) -> None:
    due = date(2026, 3, 13)
    first = accounts(situation_of(asked, at=AT + timedelta(days=3)))[0]
    assert first.due_on == due
    assert not first.late
    assert accounts(situation_of(asked, at=AT + timedelta(days=4)))[0].late


def test_there_is_nothing_to_follow_before_it_is_asked_for(contracted: Cycle, ec: Person) -> None:
    with pytest.raises(ProcedureViolation):
        follow(contracted, ec)


@pytest.mark.parametrize("given", [{"instalment": 7}, {"next_on": date(2026, 3, 16)}])
def test_what_cannot_be_followed_is_refused(asked: Cycle, ec: Person, given: dict[str, object]) -> None:
    before = len(stream_entries(asked.stream))
    with pytest.raises(CannotFollow):
        follow(asked, ec, **given)
    assert len(stream_entries(asked.stream)) == before


def test_the_rung_reaches_the_payment_verified(in_force: None, ec: Person, gc: Person) -> None:
    cycle, then = ladder.walked_to_paid(ec=ec, gc=gc, at=START)
    states = situation_of(cycle, at=then).evaluation.actions
    assert {states[action].status for action in ("request-payment", "verify-payment")} == {"done"}
