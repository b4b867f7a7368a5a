from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile

from tests.support.cast import Person
from trato.agenda.actions import (
    CannotAnswer,
    CannotRecordAgreement,
    answer_enquiry,
    receive_enquiry,
    record_nda,
)
from trato.agenda.actions.enquiries import open_enquiries
from trato.cycles.models import Cycle
from trato.cycles.situation import situation_of
from trato.desk.assembly import step_of
from trato.documents.files import store_file
from trato.documents.models import File, RecordVersion
from trato.ledger.entries import stream_entries
from trato.mail.models import Outbox
from trato.procedure import Status
from trato.quality.models import Case

from .conftest import AT

LATER = AT + timedelta(hours=1)


def received(cycle: Cycle, person: Person, kind: str = "enquiry", text: str = "¿Hacen tiendas?") -> RecordVersion:
    done = receive_enquiry(
        cycle, kind=kind, medium="mail", text=text, contact="Ana Clara Villafañe", by=person.actor, at=AT
    )
    assert done.record is not None
    return done.record


def status(cycle: Cycle) -> Status:
    return situation_of(cycle, at=LATER).evaluation.actions["handle-enquiry"].status


def test_several_wait_at_once_and_each_answer_is_bound_to_its_own(cycle: Cycle, ec: Person) -> None:
    first, second = received(cycle, ec), received(cycle, ec, "suggestion", "Pongan un chat")
    assert open_enquiries(situation_of(cycle, at=AT)) == [first, second]
    done = answer_enquiry(cycle, enquiry=second, answer="Buena idea", by=ec.actor, at=LATER)
    assert open_enquiries(situation_of(cycle, at=LATER)) == [first]
    assert status(cycle) != Status.DONE
    assert done.recorded.facts == {"enquiry": second.hash, "kind": "suggestion"}
    assert done.record is not None
    assert (done.record.number, done.record.version) == (second.number, 2)
    assert done.record.data["text"] == "Pongan un chat"
    answer_enquiry(cycle, enquiry=first, answer="Sí", by=ec.actor, at=LATER)
    assert status(cycle) == Status.DONE
    assert [entry.event for entry in stream_entries(cycle.stream)[-2:]] == ["enquiry.answered"] * 2


def test_one_is_answered_once(cycle: Cycle, ec: Person) -> None:
    record = received(cycle, ec)
    answer_enquiry(cycle, enquiry=record, answer="Sí", by=ec.actor, at=LATER)
    with pytest.raises(CannotAnswer, match=record.number):
        answer_enquiry(cycle, enquiry=record, answer="No", by=ec.actor, at=LATER)


def test_an_answer_can_be_mailed(cycle: Cycle, ec: Person) -> None:
    person = cycle.organisation.contacts.get()
    record = received(cycle, ec)
    answer_enquiry(cycle, enquiry=record, answer="Sí, hacemos", mail_to=person, by=ec.actor, at=LATER)
    mail = Outbox.objects.get()
    assert mail.to == ["ana@quebracho.example"]
    assert "Sí, hacemos" in mail.text
    assert mail.subject.startswith("Sobre tu consulta")


def test_a_complaint_opens_a_case_and_asks_for_cause_and_resolution(cycle: Cycle, ec: Person) -> None:
    record = received(cycle, ec, "complaint", "No me llamaron")
    case = Case.objects.get()
    assert (case.kind, case.record_hash, case.text) == ("complaint", record.hash, "No me llamaron")
    with pytest.raises(CannotAnswer) as refused:
        answer_enquiry(cycle, enquiry=record, answer="Disculpas", by=ec.actor, at=LATER)
    assert len(refused.value.sentences) == 2
    done = answer_enquiry(
        cycle, enquiry=record, answer="Disculpas", cause="Sin aviso", resolution="Alarma", by=ec.actor, at=LATER
    )
    assert done.record is not None
    assert (done.record.data["cause"], done.record.data["resolution"]) == ("Sin aviso", "Alarma")


def test_an_enquiry_opens_no_case(cycle: Cycle, ec: Person) -> None:
    received(cycle, ec)
    assert not Case.objects.exists()


@pytest.fixture
def signed(in_force: None, ec: Person) -> File:
    return store_file(ContentFile(b"%PDF-1.7 acuerdo", name="acuerdo.pdf"), by=ec.actor, at=AT)


def test_an_agreement_holds_until_it_expires_and_then_it_is_told(cycle: Cycle, ec: Person, signed: File) -> None:
    done = record_nda(
        cycle, signatory="Ana Clara Villafañe", signed_on=date(2026, 3, 9), expires_on=date(2026, 6, 9), file=signed,
        by=ec.actor, at=AT,
    )  # fmt: skip
    assert done.recorded.facts == {"expires_on": "2026-06-09"}
    assert done.record is not None
    assert done.record.data["file"] == signed.sha256
    assert stream_entries(cycle.stream)[-1].attachments == (signed.sha256,)
    states = [situation_of(cycle, at=at).evaluation.actions["sign-nda"] for at in (AT, AT + timedelta(days=120))]
    assert [state.status for state in states] == [Status.DONE, Status.OPEN]
    context = step_of("sign-nda").context
    assert context is not None
    told = [
        context(cycle, situation_of(cycle, at=moment), ec.actor, moment)["nda_expired"]
        for moment in (AT, AT + timedelta(days=120))
    ]
    assert told == [False, True]


def test_an_agreement_that_expired_is_refused(cycle: Cycle, ec: Person, signed: File) -> None:
    with pytest.raises(CannotRecordAgreement):
        record_nda(
            cycle, signatory="Ana", signed_on=date(2025, 3, 9), expires_on=date(2026, 3, 9), file=signed,
            by=ec.actor, at=AT,
        )  # fmt: skip
    assert stream_entries(cycle.stream)[-1].event == "prospect.classified"
