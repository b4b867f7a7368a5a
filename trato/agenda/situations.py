"""What the history of a cycle says of its contacts, its meeting and its enquiries."""

from __future__ import annotations

from datetime import date, datetime

from trato.agenda.models import Meeting
from trato.cycles.models import Cycle
from trato.cycles.promises import MEETING_ENDS
from trato.cycles.situation import Situation


def meeting_moment(situation: Situation) -> datetime | None:
    """Return when the meeting that stands starts, or None."""
    meeting = situation.latest("meeting.scheduled")
    ends = [event.pos for name in MEETING_ENDS if (event := situation.latest(name))]
    if meeting is None or any(pos > meeting.pos for pos in ends):
        return None
    return datetime.fromisoformat(str(meeting.facts["starts_at"]))


def standing_at(situation: Situation, cycle: Cycle) -> Meeting | None:
    """Return the meeting of the cycle that stands with its guests, or None; read once for the situation."""
    return situation.once(_standing, cycle)


def meeting_day(situation: Situation) -> date | None:
    """Return the local day of the meeting that stands, or None."""
    moment = meeting_moment(situation)
    return situation.calendar.local_date(moment) if moment else None


def waiting_enquiries(situation: Situation) -> list[str]:
    """Return the record hashes of the enquiries not answered yet, oldest first."""
    done = {event.facts.get("enquiry") for event in situation.every("enquiry.answered")}
    return [event.record for event in situation.every("enquiry.received") if event.record not in done]


def _standing(_situation: Situation, cycle: Cycle) -> Meeting | None:
    return Meeting.objects.filter(cycle=cycle).standing().prefetch_related("invited").order_by("-id").first()
