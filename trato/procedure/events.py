"""What was recorded: the only thing a cycle's state is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

type FactValue = int | bool | str | date | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of a cycle's stream, as the ledger holds it; the recorded order (`pos`) gates, `occurred_at` dates.

    `facts` holds ints, bools, closed codes, hashes (hex) and ISO 8601 dates or datetimes (or the Python objects).
    `record` is the hash of the record version the event is about, empty when there is none.
    """

    pos: int
    seq: int
    name: str
    action: str = ""
    occurred_at: datetime
    recorded_at: datetime
    actor_kind: str = "user"
    actor_key: str = ""
    role: str = ""
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    record: str = ""
    waiver: str = ""


def as_date(value: FactValue) -> date | None:
    """Read a fact as a date; None when it is none."""
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


def as_moment(value: FactValue) -> datetime | None:
    """Read a fact as an aware datetime; None when it is none."""
    if isinstance(value, str) and "T" in value:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) and value.tzinfo is not None else None
