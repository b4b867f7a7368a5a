from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support import ladder
from tests.support.cast import Person
from trato.agenda.actions import CannotSendMinutes, Commitment, Minutes, miss_meeting, schedule_meeting, send_minutes
from trato.agenda.actions.meetings import NewMeeting, standing
from trato.agenda.models import Meeting
from trato.cycles.models import Cycle
from trato.cycles.refusals import ProcedureViolation
from trato.cycles.situation import situation_of
from trato.ledger.entries import stream_entries
from trato.mail.models import Outbox
from trato.organisations.actions import NewContact, add_contact
from trato.organisations.models import Contact
from trato.procedure import Status

from .conftest import AT

STARTS = AT + timedelta(hours=2)
AFTER = STARTS + timedelta(hours=1)
MINUTES = Minutes(
    held_at=STARTS,
    attendees=("Martina Sosa", "Ana Clara Villafañe"),
    topics="La tienda y el catálogo",
    agreements=(Commitment(text="Mandar las fotos", charge="client", due_on=date(2026, 3, 16)),),
)


@pytest.fixture
def met(cycle: Cycle, ec: Person, gc: Person) -> Cycle:
    """A cycle whose meeting is set and whose pitch is prepared."""
    cycle = ladder.contacted(cycle, ec=ec, at=AT)
    cycle = ladder.scheduled(cycle, ec=ec, at=AT, starts_at=STARTS)
    cycle = ladder.pitched(cycle, ec=ec, gc=gc, at=AT)
    Outbox.objects.all().delete()
    return cycle


def people(cycle: Cycle) -> tuple[Contact, ...]:
    return tuple(cycle.organisation.contacts.all())


def test_minutes_are_mailed_and_finish_the_step(met: Cycle, ec: Person) -> None:
    sent = send_minutes(met, minutes=MINUTES, recipients=people(met), by=ec.actor, at=AFTER)
    assert situation_of(met, at=AFTER).evaluation.actions["present"].status == Status.DONE
    entry = stream_entries(met.stream)[-1]
    assert (entry.event, entry.facts) == ("minutes.sent", {"recipients": 1})
    assert sent.provided.record is not None
    assert sent.provided.record.data["agreements"] == [
        {"text": "Mandar las fotos", "charge": "client", "due_on": "2026-03-16"}
    ]
    mail = Outbox.objects.get()
    assert mail.to == ["ana@quebracho.example"]
    for text in ("La tienda y el catálogo", "Mandar las fotos (El cliente, para el 16/03/2026)", "Martina Sosa"):
        assert text in mail.text
    assert Meeting.objects.get().ending.kind == "held"
    assert standing(met) is None


def test_minutes_before_the_meeting_are_refused(met: Cycle, ec: Person) -> None:
    with pytest.raises(ProcedureViolation):
        send_minutes(met, minutes=MINUTES, recipients=people(met), by=ec.actor, at=STARTS - timedelta(minutes=1))
    assert not Outbox.objects.exists()


def test_minutes_go_to_somebody(met: Cycle, ec: Person) -> None:
    with pytest.raises(CannotSendMinutes):
        send_minutes(met, minutes=MINUTES, recipients=(), by=ec.actor, at=AFTER)
    assert stream_entries(met.stream)[-1].event == "pitch.prepared"


def test_who_has_no_mailbox_gets_them_by_whatsapp(met: Cycle, ec: Person) -> None:
    person = add_contact(
        organisation=met.organisation, new=NewContact(name="Pedro Luna", phone="+5493515550102"), by=ec.actor, at=AT
    )
    sent = send_minutes(met, minutes=MINUTES, recipients=(person,), by=ec.actor, at=AFTER)
    assert sent.mail is None
    assert sent.whatsapp[0][1].startswith("https://wa.me/5493515550102?text=")


def test_who_can_be_reached_by_nothing_is_named(met: Cycle, ec: Person) -> None:
    person = add_contact(organisation=met.organisation, new=NewContact(name="Pedro Luna"), by=ec.actor, at=AT)
    with pytest.raises(CannotSendMinutes, match="Pedro Luna"):
        send_minutes(met, minutes=MINUTES, recipients=(person,), by=ec.actor, at=AFTER)


def test_after_a_no_show_minutes_wait_for_the_next_meeting(met: Cycle, ec: Person) -> None:
    miss_meeting(met, next_on=AFTER.date(), by=ec.actor, at=AFTER)
    with pytest.raises(ProcedureViolation):
        send_minutes(met, minutes=MINUTES, recipients=people(met), by=ec.actor, at=AFTER)
    new = NewMeeting(starts_at=AFTER + timedelta(hours=1), medium="phone")
    schedule_meeting(met, new=new, by=ec.actor, at=AFTER)
    later = AFTER + timedelta(hours=2)
    send_minutes(met, minutes=MINUTES, recipients=people(met), by=ec.actor, at=later)
    assert situation_of(met, at=later).evaluation.actions["present"].status == Status.DONE
