"""The entries of a cycle, as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.cycles.naming import names_in
from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion
from trato.procedure import Event

# Within this, recording is part of doing; beyond it, the entry says «Carga posterior».
PROMPT = timedelta(hours=4)
RECORDS, CLIENT = "registros", "cliente"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One numbered entry: when it happened, when it was recorded, who, in which role, what, and its record."""

    pos: int
    seq: int
    event: str
    action: str
    section: str
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    who: str
    role: str
    text: str
    detail: str
    late: bool
    before_system: bool
    counts: bool
    record: RecordVersion | None


def timeline(
    cycle: Cycle, situation: Situation, *, newest_first: bool = True, loaded_at: datetime | None = None
) -> list[Row]:
    """Return every entry of the situation; an entry loaded later than it happened is marked `late`.

    `loaded_at` is when a deal in flight was loaded: what happened before is marked `before_system`.
    """
    events = situation.events
    keys = {event.actor_key for event in events} | {_assigned(event) for event in events} - {""}
    names = names_in(cycle, situation, keys)
    void = set(situation.evaluation.void)
    english = (get_language() or "es").startswith("en")
    rows = [
        _row(situation, event, names, situation.record_of(event), void, loaded_at, english=english) for event in events
    ]
    return rows[::-1] if newest_first else rows


def filters(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Return (code, name) of what the entries can be narrowed to: those with a record, the client's, each part.

    Only what some entries are and others are not.
    """
    parts = sorted({row.section.rpartition(".")[0] for row in rows} - {""})
    offered = [(RECORDS, _("with a record")), (CLIENT, _("of the client")), *((part, f"§{part}") for part in parts)]
    return [(code, name) for code, name in offered if 0 < len(narrowed(rows, code)) < len(rows)]


def narrowed(rows: Sequence[Row], code: str) -> list[Row]:
    """Keep the entries that a filter's code asks for; all of them for no code."""
    if code == RECORDS:
        return [row for row in rows if row.record]
    if code == CLIENT:
        return [row for row in rows if row.actor.startswith("person/")]
    return [row for row in rows if row.section.rpartition(".")[0] == code] if code else list(rows)


def last_moment(rows: Sequence[Row]) -> datetime | None:
    """Return when the last entry was recorded."""
    return max((row.recorded_at for row in rows), default=None)


def _row(
    situation: Situation,
    event: Event,
    names: dict[str, str],
    record: RecordVersion | None,
    void: set[int],
    loaded_at: datetime | None,
    *,
    english: bool,
) -> Row:
    kind = situation.kind(event.name)
    return Row(
        pos=event.pos,
        seq=event.seq,
        event=event.name,
        action=event.action,
        section=situation.section(event.action or str(event.facts.get("action", ""))),
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        actor=event.actor_key,
        who=names.get(event.actor_key, "Trato" if event.actor_kind == "system" else event.actor_key),
        role=event.role,
        text=(kind.text_en if english else kind.text) or kind.name,
        detail=f"{record.number} v{record.version}" if record else _to_whom(event, names),
        late=event.recorded_at - event.occurred_at > PROMPT,
        before_system=loaded_at is not None and event.occurred_at < loaded_at,
        counts=event.seq not in void,
        record=record,
    )


def _assigned(event: Event) -> str:
    return str(event.facts.get("to", "")) if event.name == "cycle.assigned" else ""


def _to_whom(event: Event, names: dict[str, str]) -> str:
    key = _assigned(event)
    return f"{names.get(key, key)}, {event.facts.get('role', '')}" if key else ""
