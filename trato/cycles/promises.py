"""The next step of a cycle as its history promises it: never blank once somebody of the prospect answered. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trato.cycles.models import NextStep, Progress
from trato.cycles.situation import Situation

CONTACTS = ("contact.logged", "followup.logged")
# Facts that promise the person a next date.
NEXT_DATES = (*CONTACTS, "proposal.followed", "collection.followed")
MEETING = "meeting.scheduled"
MEETING_ENDS = ("meeting.missed", "meeting.cancelled", "minutes.sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A day to go on, what it was set for, and the entry that set it; `text` when a person said it in words."""

    pos: int
    on: date
    kind: NextStep
    text: str = ""


def contacted(situation: Situation) -> bool:
    """Tell whether somebody of the prospect ever answered."""
    return any(event.facts.get("answered") is True for name in CONTACTS for event in situation.every(name))


def promise_of(situation: Situation, own: Promise | None = None) -> Promise | None:
    """Return the promise that stands, or None; `own` is one that a person set by itself.

    The last one made counts. It is kept once something is recorded on its day or later, a meeting once it ended; then
    the date of the next action takes its place, and where that has none the promise stays.
    """
    made = [one for one in (_talk(situation), _meeting(situation), own) if one]
    if not made or situation.evaluation.closed or situation.evaluation.outcome == "not-contracted":
        return None
    last = max(made, key=lambda one: one.pos)
    return None if _kept(situation, last) and situation.evaluation.due_on else last


def own_promise(progress: Progress) -> Promise | None:
    """Return the promise a person set by itself, as the projection keeps it, or None."""
    if not progress.next_step_pos or progress.next_step_on is None:
        return None
    return Promise(
        pos=progress.next_step_pos, on=progress.next_step_on, kind=NextStep.OWN, text=progress.next_step
    )  # fmt: skip


def write_promise(progress: Progress, promise: Promise | None) -> None:
    """Set what the projection says of the next step."""
    progress.next_step_on = promise.on if promise else None
    progress.next_step_kind = promise.kind if promise else ""
    progress.next_step = promise.text if promise else ""
    progress.next_step_pos = promise.pos if promise and promise.kind == NextStep.OWN else 0


def _talk(situation: Situation) -> Promise | None:
    dated = [event for name in NEXT_DATES for event in situation.every(name) if event.facts.get("next_on")]
    if not dated:
        return None
    event = max(dated, key=lambda one: one.pos)
    return Promise(pos=event.pos, on=date.fromisoformat(str(event.facts["next_on"])), kind=NextStep.CONTACT)


def _meeting(situation: Situation) -> Promise | None:
    event = situation.latest(MEETING)
    if event is None:
        return None
    starts = datetime.fromisoformat(str(event.facts["starts_at"]))
    return Promise(pos=event.pos, on=situation.calendar.local_date(starts), kind=NextStep.MEETING)


def _kept(situation: Situation, promise: Promise) -> bool:
    later = [event for event in situation.events if event.pos > promise.pos]
    if promise.kind == NextStep.MEETING:
        return any(event.name in MEETING_ENDS for event in later)
    return any(situation.calendar.local_date(event.recorded_at) >= promise.on for event in later)
