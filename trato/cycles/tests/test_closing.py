"""The ending without a contract, from any open point. PE-CM-01 §8.4.5."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from trato.agenda.actions import Conversation, log_contact
from trato.cycles.calendars import working_calendar
from trato.cycles.closing import close_without_contract
from trato.cycles.evidence import provide
from trato.cycles.models import Cycle, Progress, State
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.documents.records import latest
from trato.ledger.entries import stream_entries

from .conftest import AT

if TYPE_CHECKING:
    from datetime import datetime

    from tests.support.cast import Person

LATER = AT + timedelta(hours=1)


def tried(cycle: Cycle, ec: Person, at: datetime, medium: str, **otherwise: bool) -> None:
    next_on = working_calendar().local_date(at) + timedelta(days=30)
    told = Conversation(medium=medium, **({"answered": False} | otherwise), summary="No contesta", next_on=next_on)
    log_contact(cycle, conversation=told, by=ec.actor, at=at)


def test_it_leaves_its_record_and_what_serves_the_contract_no_longer_applies(cycle: Cycle, ec: Person) -> None:
    done = close_without_contract(cycle, motive="price", lesson="Preguntar antes", by=ec.actor, at=LATER)
    assert done.recorded.event == "closing.decided"
    record = latest(cycle.stream, "closing")
    assert record is not None
    assert (record.data["motive"], record.data["lesson"]) == ("price", "Preguntar antes")
    assert "lesson" not in done.recorded.facts
    progress = Progress.objects.get(cycle=cycle)
    assert (progress.state, progress.outcome, progress.closed_at) == (State.LOST, "not-contracted", None)
    assert progress.next_action in {"update-information", "verify-satisfaction"}


def test_silence_is_a_motive_after_three_attempts_by_two_media_over_ten_days(cycle: Cycle, ec: Person) -> None:
    calendar = working_calendar()

    def close(at: datetime) -> None:
        close_without_contract(cycle, motive="no-answer", lesson="Otro horario", by=ec.actor, at=at)

    # They answered once, and wrote to us: neither was an attempt of ours in vain.
    tried(cycle, ec, LATER, "mail", answered=True)
    tried(cycle, ec, LATER, "web-form", inbound=True)
    tried(cycle, ec, AT + timedelta(days=1), "phone")
    tried(cycle, ec, AT + timedelta(days=2), "phone")
    with pytest.raises(ProcedureViolation, match="Falta"):
        close(AT + timedelta(days=30))  # two attempts
    tried(cycle, ec, AT + timedelta(days=3), "phone")
    with pytest.raises(ProcedureViolation):
        close(AT + timedelta(days=30))  # one medium
    tried(cycle, ec, AT + timedelta(days=4), "whatsapp")
    with pytest.raises(ProcedureViolation):
        close(AT + timedelta(days=8))  # too soon
    tenth = calendar.add_business_days(calendar.local_date(AT + timedelta(days=1)), 10)
    close(calendar.start_of(tenth) + timedelta(hours=12))
    assert Progress.objects.get(cycle=cycle).outcome == "not-contracted"


def test_it_is_decided_once(cycle: Cycle, ec: Person) -> None:
    close_without_contract(cycle, motive="price", lesson="Preguntar antes", by=ec.actor, at=LATER)
    with pytest.raises(ProcedureViolation):
        provide(
            cycle, "contract.issued", facts={"rar": "0" * 64, "proposal": "0" * 64, "unresolved": 0, "deviations": 0,
                                             "powers_checked": True}, by=ec.actor, at=LATER
        )  # fmt: skip


def test_another_ec_does_not_close_it(cycle: Cycle, ec2: Person) -> None:
    with pytest.raises(NotYours):
        close_without_contract(cycle, motive="price", lesson="…", by=ec2.actor, at=LATER)
    assert [entry.event for entry in stream_entries(cycle.stream)] == ["cycle.opened"]


def test_a_motive_that_is_not_in_the_catalogue_is_refused(cycle: Cycle, ec: Person) -> None:
    with pytest.raises(ProcedureViolation):
        close_without_contract(cycle, motive="because", lesson="…", by=ec.actor, at=LATER)
