"""What a cycle looks like at an instant: its definition, what happened, and what follows from both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import get_language

from trato.cycles.calendars import working_calendar
from trato.cycles.models import Cycle
from trato.documents.definitions import by_hash
from trato.ledger.entries import Recorded, entries_of
from trato.procedure import Calendar, Definition, Evaluation, Event, Reason, evaluate, sentence


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A cycle at `at`: the pinned definition, the events recorded until then, and their evaluation when asked for."""

    definition: Definition
    events: tuple[Event, ...]
    at: datetime
    calendar: Calendar

    @cached_property
    def evaluation(self) -> Evaluation:
        """What follows from the events; computed once."""
        return evaluate(self.definition, self.events, self.at, self.calendar)

    def latest(self, name: str) -> Event | None:
        """Return the last event of that name that counts, or None."""
        void = set(self.evaluation.void)
        return next((event for event in reversed(self.events) if event.name == name and event.seq not in void), None)

    def every(self, name: str) -> tuple[Event, ...]:
        """Return all events of that name that count, oldest first."""
        void = set(self.evaluation.void)
        return tuple(event for event in self.events if event.name == name and event.seq not in void)

    def sentence(self, reason: Reason) -> str:
        """Say a reason in the language of the reader."""
        return sentence(reason, self.definition, "en" if (get_language() or "es").startswith("en") else "es")


def situation_of(cycle: Cycle, *, at: datetime) -> Situation:
    """Return the situation of one cycle as of `at` (what was recorded later is left out). PE-CM-01 §8."""
    return situations_of([cycle], at=at)[cycle.pk]


def situations_of(cycles: Sequence[Cycle], *, at: datetime) -> dict[int, Situation]:
    """Return the situations of several cycles by primary key, with one query for all their histories."""
    calendar = working_calendar()
    histories = entries_of([cycle.stream for cycle in cycles])
    return {
        cycle.pk: situation(
            by_hash(cycle.definition_id),
            tuple(as_event(entry) for entry in histories.get(cycle.stream, ()) if entry.recorded_at <= at),
            at=at,
            calendar=calendar,
        )
        for cycle in cycles
    }


def situation(definition: Definition, events: tuple[Event, ...], *, at: datetime, calendar: Calendar) -> Situation:
    """Return the situation of a history that is already at hand."""
    return Situation(
        definition=definition,
        events=events,
        at=at,
        calendar=calendar,
    )


def as_event(entry: Recorded) -> Event:
    """Translate an entry of the ledger into what the procedure reads of it."""
    return Event(
        pos=entry.pos,
        seq=entry.seq,
        name=entry.event,
        action=entry.action,
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        actor_kind=entry.actor_kind,
        actor_key=entry.actor_key,
        role=entry.role,
        facts=entry.facts,
        record=entry.record,
        waiver=entry.waiver,
    )
