from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support import ladder
from tests.support.cast import Person
from trato.agenda.actions import (
    CannotSchedule,
    NewMeeting,
    cancel_meeting,
    miss_meeting,
    schedule_meeting,
)
from trato.agenda.actions.meetings import standing
from trato.agenda.models import Meeting
from trato.agenda.queries import day_agenda, week_agenda, without_contact
from trato.cycles.calendars import working_calendar
from trato.cycles.models import Cycle, Progress
from trato.cycles.refusals import ProcedureViolation
from trato.cycles.situation import situation_of
from trato.ledger.entries import stream_entries
from trato.mail.models import Outbox
from trato.organisations.actions import NewContact, add_contact
from trato.procedure import Status

from .conftest import AT

STARTS = AT + timedelta(days=2)


def meeting(cycle: Cycle, **changes: object) -> NewMeeting:
    new = NewMeeting(
        starts_at=STARTS,
        medium="video",
        link="https://meet.example/x",
        invited=tuple(cycle.organisation.contacts.all()),
    )
    return replace(new, **changes)  # type: ignore[arg-type]


def step(cycle: Cycle, action: str, *, at: object = AT) -> Status:
    return situation_of(cycle, at=at).evaluation.actions[action].status  # type: ignore[arg-type]


def test_a_meeting_after_an_answer_finishes_the_step_and_invites(cycle: Cycle, ec: Person) -> None:
    ladder.contacted(cycle, ec=ec, at=AT)
    done = schedule_meeting(cycle, new=meeting(cycle), by=ec.actor, at=AT)
    assert step(cycle, "schedule-first-contact") == Status.DONE
    entry = stream_entries(cycle.stream)[-1]
    assert (entry.event, entry.record) == ("meeting.scheduled", done.meeting.record_hash)
    assert entry.facts == {"starts_at": STARTS.isoformat(), "medium": "video"}
    mail = Outbox.objects.get()
    assert mail.to == ["ana@quebracho.example"]
    assert mail.stream == cycle.stream
    file = mail.attachments.get()
    assert (file.name, file.mime) == (f"{done.meeting.number}.ics", "text/calendar")
    assert b"METHOD:REQUEST" in file.content()
    assert "https://meet.example/x" in mail.text
    assert done.meeting.host == ec.user


def test_a_meeting_before_anybody_answered_leaves_the_step_open(cycle: Cycle, ec: Person) -> None:
    schedule_meeting(cycle, new=meeting(cycle), by=ec.actor, at=AT)
    assert step(cycle, "schedule-first-contact") != Status.DONE


def test_a_meeting_in_the_past_is_refused_with_its_moment(cycle: Cycle, ec: Person) -> None:
    with pytest.raises(CannotSchedule, match="10/03/2026 09:00"):
        schedule_meeting(cycle, new=meeting(cycle, starts_at=AT - timedelta(hours=1)), by=ec.actor, at=AT)
    assert not Meeting.objects.exists()
    assert not Outbox.objects.exists()


def test_a_meeting_that_took_place_is_loaded_later_and_invites_nobody(cycle: Cycle, ec: Person) -> None:
    past = AT - timedelta(days=3)
    done = schedule_meeting(cycle, new=meeting(cycle, starts_at=past), late=True, by=ec.actor, at=AT)
    assert done.provided.recorded.occurred_at < past
    assert done.mailed == []
    assert not Outbox.objects.exists()


@pytest.mark.parametrize("changes", [{"medium": "in-person", "place": ""}, {"link": ""}, {"minutes": 2}])
def test_a_meeting_needs_where_and_a_length(cycle: Cycle, ec: Person, changes: dict[str, object]) -> None:
    with pytest.raises(CannotSchedule):
        schedule_meeting(cycle, new=meeting(cycle, **changes), by=ec.actor, at=AT)


def test_moving_a_meeting_is_the_next_version_of_the_same_one(cycle: Cycle, ec: Person) -> None:
    first = schedule_meeting(cycle, new=meeting(cycle), by=ec.actor, at=AT).meeting
    moved = schedule_meeting(cycle, new=meeting(cycle, starts_at=STARTS + timedelta(days=1)), by=ec.actor, at=AT)
    assert (moved.meeting.number, moved.meeting.version) == (first.number, 2)
    assert standing(cycle) == moved.meeting
    first.refresh_from_db()
    assert first.ending.kind == "moved"
    files = [mail.attachments.get().content() for mail in Outbox.objects.order_by("id")]
    assert b"SEQUENCE:0" in files[0]
    assert b"SEQUENCE:1" in files[1]


def test_overlapping_meetings_of_one_person_are_told(cycle: Cycle, ec: Person, ec2: Person) -> None:
    other = ladder.opened(ec=ec, at=AT, name="Imprenta La Minerva", cuit="")
    schedule_meeting(cycle, new=meeting(cycle), by=ec.actor, at=AT)
    later = meeting(other, starts_at=STARTS + timedelta(minutes=30))
    done = schedule_meeting(other, new=later, by=ec.actor, at=AT)
    assert [one.cycle for one in done.overlaps] == [cycle]
    theirs = ladder.opened(ec=ec2, at=AT, name="Óptica Luz del Sur", cuit="")
    assert schedule_meeting(theirs, new=meeting(theirs), by=ec2.actor, at=AT).overlaps == []


def test_a_missed_meeting_reopens_the_step(cycle: Cycle, ec: Person) -> None:
    ladder.contacted(cycle, ec=ec, at=AT)
    ladder.scheduled(cycle, ec=ec, at=AT, starts_at=STARTS)
    with pytest.raises(ProcedureViolation):
        miss_meeting(cycle, by=ec.actor, at=STARTS - timedelta(minutes=1))
    after = STARTS + timedelta(hours=1)
    with pytest.raises(CannotSchedule):
        miss_meeting(cycle, by=ec.actor, at=after)
    missed = miss_meeting(cycle, next_on=after.date(), by=ec.actor, at=after)
    assert missed.recorded.record == Meeting.objects.get().record_hash
    assert step(cycle, "schedule-first-contact", at=after) != Status.DONE
    assert standing(cycle) is None
    again = schedule_meeting(cycle, new=meeting(cycle, starts_at=after + timedelta(days=1)), by=ec.actor, at=after)
    assert again.meeting.version == 1, "a missed meeting is over: the next one is another"
    assert step(cycle, "schedule-first-contact", at=after) == Status.DONE


def test_cancelling_tells_who_was_invited_and_why(cycle: Cycle, ec: Person) -> None:
    ladder.contacted(cycle, ec=ec, at=AT)
    schedule_meeting(cycle, new=meeting(cycle), by=ec.actor, at=AT)
    with pytest.raises(CannotSchedule):
        cancel_meeting(cycle, reason="Paro de transporte", by=ec.actor, at=AT)
    done = cancel_meeting(cycle, reason="Paro de transporte", next_on=STARTS.date(), by=ec.actor, at=AT)
    row = Progress.objects.get(pk=cycle.pk)
    assert (row.next_step_on, row.next_step_kind) == (STARTS.date(), "own")
    assert done.record is not None
    assert "Paro de transporte" in done.record.data["notes"]
    assert stream_entries(cycle.stream)[-1].event == "meeting.cancelled"
    mail = Outbox.objects.order_by("id").last()
    assert mail is not None
    assert "Paro de transporte" in mail.text
    assert b"METHOD:CANCEL" in mail.attachments.get().content()
    assert step(cycle, "schedule-first-contact") != Status.DONE
    with pytest.raises(CannotSchedule):
        cancel_meeting(cycle, by=ec.actor, at=AT)


def test_the_day_shows_the_meetings_of_the_person_by_hour(cycle: Cycle, ec: Person, ec2: Person, gc: Person) -> None:
    schedule_meeting(cycle, new=meeting(cycle), by=ec.actor, at=AT)
    day = working_calendar().local_date(STARTS)
    shown = day_agenda(ec.actor, day)
    assert [(one.code, one.icon, one.text) for one in shown] == [(cycle.code, "video", "Videollamada")]
    assert day_agenda(ec2.actor, day) == []
    assert day_agenda(ec.actor, day - timedelta(days=1)) == []


def test_the_week_shows_meetings_due_steps_and_next_contacts_once(cycle: Cycle, ec: Person) -> None:
    ladder.contacted(cycle, ec=ec, at=AT)
    schedule_meeting(cycle, new=meeting(cycle), by=ec.actor, at=AT)
    monday = working_calendar().local_date(AT) - timedelta(days=1)
    days = week_agenda(ec.actor, monday, at=AT, person=ec.user.pk)
    thursday = days[3]
    assert [one.code for one in thursday.appointments] == [cycle.code]
    assert [one.kind for one in thursday.promises] == ["due"], "the meeting itself is not a next contact again"
    assert days[1].today
    assert days[5].off
    assert days[5].empty
    assert week_agenda(ec.actor, monday, at=AT, person=ec.user.pk + 1000)[3].empty


def test_a_holiday_has_its_name(in_force: None, ec: Person) -> None:
    march_23 = working_calendar().local_date(AT) + timedelta(days=13)
    tuesday = week_agenda(ec.actor, march_23, at=AT, person=None)[1]
    assert tuesday.off
    assert "Memoria" in tuesday.holiday


def test_prospects_nobody_answered_from_are_proposed(cycle: Cycle, ec: Person) -> None:
    assert [row.code for row in without_contact(ec.actor, person=ec.user.pk)] == [cycle.code]
    ladder.contacted(cycle, ec=ec, at=AT)
    assert without_contact(ec.actor, person=ec.user.pk) == []


def test_who_has_only_a_telephone_is_invited_by_hand(cycle: Cycle, ec: Person) -> None:
    person = add_contact(
        organisation=cycle.organisation, new=NewContact(name="Pedro Luna", phone="+5493515550102"), by=ec.actor, at=AT
    )
    done = schedule_meeting(cycle, new=meeting(cycle, invited=(person,)), by=ec.actor, at=AT)
    assert done.mailed == []
    assert list(done.meeting.invited.all()) == [person]
    assert not Outbox.objects.exists()
