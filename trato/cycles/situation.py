"""What a cycle looks like at an instant: its definition, what happened, and what follows from both."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from trato.cycles.calendars import working_calendar
from trato.cycles.models import Cycle
from trato.documents.definitions import by_hash
from trato.documents.models import RecordVersion
from trato.ledger.entries import Recorded, entries_of
from trato.people.models import RoleHeld, User
from trato.prepared import Prepared
from trato.procedure import Calendar, Definition, Evaluation, Event, EventKind, Former, Reason, evaluate, sentence

# Moves a cycle from one version of the procedure to another.
ADOPTED = "cycle.adopted"


_HELD = Prepared(
    lambda at: (
        RoleHeld.objects.at(at).filter(user__is_active=True).select_related("user").order_by("user__name", "user_id")
    ),
    at=datetime,
)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A cycle at `at`: the definition that governed it, the events recorded until then, and their evaluation.

    `formers` are the versions it ran under before it adopted this one, the first one first.
    """

    definition: Definition
    events: tuple[Event, ...]
    at: datetime
    calendar: Calendar
    formers: tuple[Former, ...] = ()
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once[T](self, make: Callable[..., T], *on: Hashable) -> T:
        """Return `make(situation, *on)`, made once however many forms and panels ask."""
        if (make, on) not in self._made:
            self._made[make, on] = make(self, *on)
        found: T = self._made[make, on]
        return found

    @cached_property
    def evaluation(self) -> Evaluation:
        """What follows from the events; computed once."""
        return evaluate(self.definition, self.events, self.at, self.calendar, self.formers)

    @property
    def versions(self) -> tuple[Definition, ...]:
        """Return the version that governs and those before it, the last first."""
        return (self.definition, *(former.definition for former in reversed(self.formers)))

    @cached_property
    def records(self) -> dict[str, RecordVersion]:
        """Every record its events name, by hash, in the order issued; read once, for neither ever changes."""
        named = {event.record for event in self.events if event.record}
        if not named:
            return {}
        # Put in order here: asked for it, SQLite reads the whole table along its key.
        found = RecordVersion.objects.filter(hash__in=named).select_related("annulment", "superseded_by").order_by()
        return {record.hash: record for record in sorted(found, key=lambda record: record.pk)}

    @cached_property
    def holders(self) -> Mapping[str, Sequence[User]]:
        """The active people who hold each role at `at`, by name; read once. A role nobody holds is left out."""
        people: dict[str, list[User]] = {}
        for row in _HELD.objects(at=self.at):
            of_role = people.setdefault(row.role, [])
            if row.user not in of_role:
                of_role.append(row.user)
        return people

    def record_of(self, event: Event | None) -> RecordVersion | None:
        """Return the record an event stands on, or None."""
        return self.records.get(event.record) if event else None

    def last_record(self, kind: str) -> RecordVersion | None:
        """Return the record of that kind issued last, whatever became of it, or None."""
        return next((record for record in reversed(self.records.values()) if record.kind == kind), None)

    def latest(self, name: str) -> Event | None:
        """Return the last event of that name that counts, or None."""
        void = set(self.evaluation.void)
        return next((event for event in reversed(self.events) if event.name == name and event.seq not in void), None)

    def every(self, name: str) -> tuple[Event, ...]:
        """Return all events of that name that count, oldest first."""
        void = set(self.evaluation.void)
        return tuple(event for event in self.events if event.name == name and event.seq not in void)

    def kind(self, event: str) -> EventKind:
        """Return the event as the version that governs declares it, or the last one that did."""
        return next(one.event(event) for one in self.versions if one.has_event(event))

    def section(self, action: str) -> str:
        """Return the number of an action, 8.2.4, as the version that governs has it or the last one that did."""
        return next((one.action(action).section for one in self.versions if one.has_action(action)), "")

    def sentence(self, reason: Reason) -> str:
        """Say a reason in the language of the reader."""
        return sentence(reason, self.definition, "en" if (get_language() or "es").startswith("en") else "es")


def situation_of(cycle: Cycle, *, at: datetime) -> Situation:
    """Return the situation of one cycle as of `at` (what was recorded later is left out). PE-CM-01 §8."""
    seen = situations_of([cycle], at=at)[cycle.pk]
    cycle.seen_as = seen  # for whoever locks the cycle next and finds nothing happened meanwhile
    return seen


def situations_of(cycles: Sequence[Cycle], *, at: datetime) -> dict[int, Situation]:
    """Return the situations of several cycles by primary key, with one query for all their histories."""
    calendar = working_calendar()
    histories = entries_of([cycle.stream for cycle in cycles])
    found = {}
    for cycle in cycles:
        entries = [entry for entry in histories.get(cycle.stream, ()) if entry.recorded_at <= at]
        governing, formers = _versions(entries) if entries else (cycle.definition_id, ())
        found[cycle.pk] = situation(
            by_hash(governing),
            tuple(as_event(entry) for entry in entries),
            at=at,
            calendar=calendar,
            formers=formers,
        )
    return found


def situation(
    definition: Definition,
    events: tuple[Event, ...],
    *,
    at: datetime,
    calendar: Calendar,
    formers: tuple[Former, ...] = (),
) -> Situation:
    """Return the situation of a history that is already at hand."""
    return Situation(
        definition=definition,
        events=events,
        at=at,
        calendar=calendar,
        formers=formers,
    )


def after_adopting(now: Situation, entry: Recorded) -> tuple[Definition, tuple[Former, ...]]:
    """Return the version that governs from this entry on, and those before it."""
    if entry.event != ADOPTED:
        return now.definition, now.formers
    return by_hash(str(entry.facts["definition"])), (*now.formers, Former(now.definition, entry.pos))


def _versions(entries: Sequence[Recorded]) -> tuple[str, tuple[Former, ...]]:
    """Return the hash of the version that governs at the end of a history, and those before it."""
    governing, formers = entries[0].definition, []
    for entry in entries:
        if entry.event == ADOPTED:
            formers.append(Former(by_hash(governing), entry.pos))
            governing = str(entry.facts["definition"])
    return governing, tuple(formers)


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
