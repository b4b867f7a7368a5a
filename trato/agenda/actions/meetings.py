"""Set a meeting, move it, cancel it, or record that nobody came. PE-CM-01 §8.1.2."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.agenda.letters import cancellation, invitation
from trato.agenda.models import LONGEST, Meeting, MeetingEnd
from trato.agenda.rules import lacks_where
from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.next_steps import refuse_giving_up, set_next_step
from trato.cycles.refusals import Refusal
from trato.cycles.situation import situation_of
from trato.documents.models import RecordVersion
from trato.ledger.actors import Actor
from trato.mail.outbox import CannotSendMail
from trato.organisations.models import Contact
from trato.people.actors import user_of
from trato.people.models import User
from trato.ui.values import local_moment

USUAL = 45  # minutes
SHORTEST = 5


class CannotSchedule(Refusal):
    """The moment has passed, where it takes place is missing, or there is no meeting to cancel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeeting:
    """When (UTC), how and where to meet; `medium` is a code of the catalogue "medium", `minutes` 5 to 720.

    `host` leads it for the house; without one, the owner of the cycle.
    """

    starts_at: datetime
    medium: str
    place: str = ""
    link: str = ""
    minutes: int = USUAL
    invited: Sequence[Contact] = ()
    notes: str = ""
    host: User | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A meeting that now stands; `overlaps` are other meetings of the same host, `mailed` who got the invitation."""

    provided: Provided
    meeting: Meeting
    overlaps: list[Meeting]
    mailed: list[Contact]


@transaction.atomic
def schedule_meeting(cycle: Cycle, *, new: NewMeeting, late: bool = False, by: Actor, at: datetime) -> Scheduled:
    """Set the meeting, or move the one that stands, and mail the invitation with its calendar file. PE-CM-01 §8.1.2.

    A moment that has passed is refused unless `late`: «Carga posterior», and nothing is mailed. Raises
    ProcedureViolation, NotYours, CannotSchedule, having written nothing.
    """
    cycle = lock(cycle)
    require(cycle, "schedule-first-contact", by=by, at=at)
    _refuse(new, late=late, at=at)
    before = standing(cycle)
    provided = provide(
        cycle,
        "meeting.scheduled",
        body=_body(new),
        facts={"starts_at": new.starts_at.isoformat(), "medium": new.medium},
        number=before.number if before else "",
        by=by,
        at=at,
        occurred_at=min(new.starts_at - timedelta(minutes=1), at) if late else None,
    )
    if before:
        MeetingEnd.objects.create(meeting=before, kind=MeetingEnd.Kind.MOVED, at=at)
    meeting = _row(provided, new, by=by, at=at)
    mailed = [contact for contact in new.invited if contact.mail] if new.starts_at > at else []
    if mailed:
        _deliver(lambda: invitation(meeting, mailed, at=at))
    return Scheduled(provided=provided, meeting=meeting, overlaps=overlaps_of(meeting), mailed=mailed)


@transaction.atomic
def miss_meeting(
    cycle: Cycle, *, next_on: date | None = None, by: Actor, at: datetime, occurred_at: datetime | None = None
) -> Provided:
    """Record that the prospect did not come: the first contact has to be set again. Raises CannotSchedule.

    `next_on` is when to go on; once somebody answered it cannot be left out.
    """
    cycle = lock(cycle)
    meeting = _standing_or_refuse(cycle)
    before = situation_of(cycle, at=at)
    provided = provide(
        cycle,
        "meeting.missed",
        record=RecordVersion.objects.get(hash=meeting.record_hash),
        by=by,
        at=at,
        occurred_at=occurred_at,
    )
    if refusals := refuse_giving_up(cycle, before, next_on):
        raise CannotSchedule(refusals)
    MeetingEnd.objects.create(meeting=meeting, kind=MeetingEnd.Kind.MISSED, at=at)
    if next_on:
        set_next_step(cycle, on=next_on, text=_("Set the meeting again"), by=by, at=at)
    return provided


@transaction.atomic
def cancel_meeting(
    cycle: Cycle,
    *,
    reason: str = "",
    next_on: date | None = None,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Cancel the meeting that stands and tell who was invited; `reason` goes into its record. Raises CannotSchedule.

    `next_on` is when to go on; once somebody answered it cannot be left out.
    """
    cycle = lock(cycle)
    meeting = _standing_or_refuse(cycle)
    before = situation_of(cycle, at=at)
    record = RecordVersion.objects.get(hash=meeting.record_hash)
    said = _("Cancelled: %(reason)s") % {"reason": reason} if reason else ""
    provided = provide(
        cycle,
        "meeting.cancelled",
        body=record.data | {"notes": said} if said else None,
        record=None if said else record,
        number=meeting.number if said else "",
        by=by,
        at=at,
        occurred_at=occurred_at,
    )
    if refusals := refuse_giving_up(cycle, before, next_on):
        raise CannotSchedule(refusals)
    MeetingEnd.objects.create(meeting=meeting, kind=MeetingEnd.Kind.CANCELLED, at=at)
    if next_on:
        set_next_step(cycle, on=next_on, text=_("Set the meeting again"), by=by, at=at)
    people = [contact for contact in meeting.invited.all() if contact.mail]
    if people and meeting.starts_at > at:
        _deliver(lambda: cancellation(meeting, people, reason=reason, at=at))
    return provided


def standing(cycle: Cycle) -> Meeting | None:
    """Return the meeting of the cycle that stands, past or to come, or None."""
    return Meeting.objects.filter(cycle=cycle).standing().order_by("-id").first()


def overlaps_of(meeting: Meeting) -> list[Meeting]:
    """Return the other standing meetings of the same host at that time."""
    if meeting.host_id is None:
        return []
    near = Meeting.objects.standing().filter(
        host=meeting.host_id,
        starts_at__gt=meeting.starts_at - timedelta(minutes=LONGEST),
        starts_at__lt=meeting.ends_at,
    )
    others = near.exclude(pk=meeting.pk).select_related("cycle__organisation")
    return [other for other in others if other.ends_at > meeting.starts_at]


def _refuse(new: NewMeeting, *, late: bool, at: datetime) -> None:
    obstacles = []
    if new.starts_at <= at and not late:
        obstacles.append(
            _("%(moment)s has passed: choose a moment to come, or tick that it already took place.")
            % {"moment": local_moment(new.starts_at)}
        )
    lacks = lacks_where(medium=new.medium, place=new.place, link=new.link)
    if lacks == "place":
        obstacles.append(_("Write where you meet."))
    if lacks == "link":
        obstacles.append(_("Write the link of the video call."))
    if not SHORTEST <= new.minutes <= LONGEST:
        obstacles.append(_("A meeting lasts from 5 minutes to 12 hours."))
    if obstacles:
        raise CannotSchedule(obstacles)


def _standing_or_refuse(cycle: Cycle) -> Meeting:
    meeting = standing(cycle)
    if meeting is None:
        raise CannotSchedule(_("There is no meeting set."))
    return meeting


def _body(new: NewMeeting) -> dict[str, Any]:
    known = {
        "place": new.place,
        "link": new.link,
        "invited": [contact.name for contact in new.invited],
        "notes": new.notes,
    }
    body: dict[str, Any] = {"starts_at": new.starts_at.isoformat(), "minutes": new.minutes, "medium": new.medium}
    return body | {key: value for key, value in known.items() if value}


def _row(provided: Provided, new: NewMeeting, *, by: Actor, at: datetime) -> Meeting:
    record = provided.record
    assert record is not None  # the event's kind declares one
    meeting = Meeting.objects.create(
        cycle=provided.cycle,
        host=new.host or provided.cycle.owner or user_of(by),
        starts_at=new.starts_at,
        minutes=new.minutes,
        medium=new.medium,
        place=new.place,
        link=new.link,
        number=record.number,
        version=record.version,
        record_hash=record.hash,
        scheduled_at=at,
    )
    meeting.invited.set(new.invited)
    return meeting


def _deliver(send: Callable[[], object]) -> None:
    try:
        send()
    except CannotSendMail as wrong:
        raise CannotSchedule(
            _("The invitation cannot be mailed: correct the address of who is invited first.")
        ) from wrong
