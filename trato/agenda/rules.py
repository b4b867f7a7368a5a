"""Rules of contacts and meetings. Pure. PE-CM-01 §8.1.2, §8.1.5, §8.1.7."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from trato.cycles.promises import CONTACTS
from trato.procedure import Calendar, Event

AFTER_ANSWER, AFTER_SILENCE = 1, 3  # business days


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How often, by how many media and over how many business days we tried to reach somebody without an answer.

    Whether that is enough to close the cycle is for the procedure to say.
    """

    attempts: int
    media: int
    days: int


def silence(events: Iterable[Event], *, today: date, calendar: Calendar) -> Silence:
    """Count our attempts that stayed without an answer; `days` run from the first of them."""
    tried = [
        event
        for event in events
        if event.name in CONTACTS and event.facts.get("answered") is False and event.facts.get("inbound") is False
    ]
    first = min((calendar.local_date(event.occurred_at) for event in tried), default=today)
    return Silence(
        attempts=len(tried),
        media=len({event.facts.get("medium") for event in tried}),
        days=max(calendar.business_days_between(first, today), 0),
    )


def next_contact(*, answered: bool, today: date, meeting_on: date | None, calendar: Calendar) -> date:
    """Propose when to write again: the meeting that is set, else the next day, or later when nobody answered."""
    if meeting_on and meeting_on >= today:
        return meeting_on
    return calendar.add_business_days(today, AFTER_ANSWER if answered else AFTER_SILENCE)


def lacks_where(*, medium: str, place: str, link: str) -> str:
    """Name what a meeting by that medium lacks: "place", "link" or ""."""
    if medium == "in-person" and not place:
        return "place"
    if medium == "video" and not (link or place):
        return "link"
    return ""


def overlapping(rows: Sequence[tuple[int | None, datetime, datetime]]) -> set[int]:
    """Return the places of the rows (host, start, end) that overlap another of the same host; end is not included."""
    clashing: set[int] = set()
    for place, (host, start, end) in enumerate(rows):
        for other, (other_host, other_start, other_end) in enumerate(rows[:place]):
            if host is not None and host == other_host and start < other_end and other_start < end:
                clashing |= {place, other}
    return clashing


def obstacles_to_agreement(*, signed_on: date, expires_on: date, today: date) -> list[str]:
    """Name what is wrong with the dates of an agreement: "future", "order", "expired"."""
    found = []
    if signed_on > today:
        found.append("future")
    if expires_on <= signed_on:
        found.append("order")
    elif expires_on < today:
        found.append("expired")
    return found
