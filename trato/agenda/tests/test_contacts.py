from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile

from tests.support import ladder
from tests.support.cast import Person
from trato.agenda.actions import CannotLogContact, Conversation, log_contact, log_followup
from trato.cycles.models import Cycle, Progress
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.cycles.situation import situation_of
from trato.documents.files import store_file
from trato.ledger.entries import stream_entries
from trato.procedure import Status

from .conftest import AT

TALK = Conversation(
    medium="whatsapp", answered=True, contact="Ana Clara Villafañe", summary="Quiere vender en línea",
    evidence="[10/3 9:58] Ana: hola", next_on=date(2026, 3, 12),
)  # fmt: skip


def test_a_contact_leaves_its_record_and_an_entry_without_any_text(cycle: Cycle, ec: Person) -> None:
    done = log_contact(cycle, conversation=TALK, by=ec.actor, at=AT)
    assert done.record is not None
    assert done.record.data["evidence"] == "[10/3 9:58] Ana: hola"
    assert done.record.data["next_on"] == "2026-03-12"
    entry = stream_entries(cycle.stream)[-1]
    assert (entry.event, entry.record, entry.role) == ("contact.logged", done.record.hash, "EC")
    assert entry.facts == {"answered": True, "inbound": False, "medium": "whatsapp", "next_on": "2026-03-12"}
    progress = Progress.objects.get(cycle=cycle)
    assert progress.contacted
    assert progress.next_step_on == date(2026, 3, 12)


def test_an_answered_contact_alone_does_not_finish_the_step(cycle: Cycle, ec: Person) -> None:
    log_contact(cycle, conversation=TALK, by=ec.actor, at=AT)
    state = situation_of(cycle, at=AT).evaluation.actions["schedule-first-contact"]
    assert state.status != Status.DONE
    assert state.missing


def test_the_next_contact_is_never_blank_once_somebody_answered(cycle: Cycle, ec: Person) -> None:
    said = Conversation(medium="phone", answered=True)
    with pytest.raises(CannotLogContact):
        log_contact(cycle, conversation=said, by=ec.actor, at=AT)
    assert stream_entries(cycle.stream)[-1].event == "prospect.classified"


def test_a_meeting_that_is_set_is_the_next_contact(cycle: Cycle, ec: Person) -> None:
    ladder.contacted(cycle, ec=ec, at=AT)
    ladder.scheduled(cycle, ec=ec, at=AT, starts_at=AT + timedelta(days=3))
    done = log_followup(cycle, conversation=Conversation(medium="phone", answered=True), by=ec.actor, at=AT)
    assert done.recorded.facts["next_on"] == "2026-03-13"


def test_the_next_contact_is_not_before_this_one(cycle: Cycle, ec: Person) -> None:
    said = Conversation(medium="phone", answered=True, next_on=date(2026, 3, 9))
    with pytest.raises(CannotLogContact):
        log_contact(cycle, conversation=said, by=ec.actor, at=AT)


def test_a_contact_loaded_later_keeps_the_date_of_the_fact(cycle: Cycle, ec: Person) -> None:
    earlier = AT - timedelta(minutes=30)
    done = log_contact(cycle, conversation=TALK, by=ec.actor, at=AT, occurred_at=earlier)
    assert done.recorded.occurred_at == earlier
    with pytest.raises(ProcedureViolation):
        log_contact(cycle, conversation=TALK, by=ec.actor, at=AT, occurred_at=AT + timedelta(hours=1))


def test_a_file_goes_with_the_record(cycle: Cycle, ec: Person) -> None:
    file = store_file(ContentFile(b"%PDF-1.7 chat", name="chat.pdf"), by=ec.actor, at=AT)
    said = Conversation(medium="mail", answered=False, next_on=date(2026, 3, 12), files=(file,))
    done = log_followup(cycle, conversation=said, by=ec.actor, at=AT)
    assert done.record is not None
    assert list(done.record.attachments.all()) == [file]
    assert done.record.data["files"] == ["chat.pdf"]
    assert stream_entries(cycle.stream)[-1].attachments == (file.sha256,)


def test_nobody_logs_contacts_of_a_cycle_that_is_not_theirs(cycle: Cycle, ec2: Person, auditor: Person) -> None:
    for person in (ec2, auditor):
        with pytest.raises(NotYours):
            log_contact(cycle, conversation=TALK, by=person.actor, at=AT)
