"""A version of a controlled procedure, as data that cannot change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from trato.procedure.conditions.model import Condition
from trato.procedure.definition.cases import Case
from trato.procedure.definition.facts import FactType
from trato.procedure.definition.indicators import Indicator
from trato.procedure.definition.records import Choice, RecordKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    term: str
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One of sections 1 to 7; `text` keeps its line breaks, `literal` the exact wording when it was normalised."""

    number: str
    title: str
    title_en: str = ""
    text: str = ""
    text_en: str = ""
    literal: str = ""
    definitions: tuple[Term, ...] = ()
    source: str = "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    number: str
    title: str
    title_en: str = ""
    short: str = ""
    short_en: str = ""
    source: str = "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    code: str
    label: str
    label_en: str = ""
    source: str = "proposed"
    outside: bool = False
    stands_in_for: tuple[str, ...] = ()
    incompatible_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a role may commit from `since` on; `unit` is usd-minor or basis-points."""

    id: str
    since: date
    role: str
    value: int
    unit: str
    text: str
    text_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Modality:
    id: str
    label: str
    label_en: str = ""
    text: str = ""
    text_en: str = ""
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`hard` refuses before it holds; `soft` lets things be recorded early, and counts them once it holds."""

    soft: Condition | None = None
    hard: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Business days after an action, an event, a date among the facts, `outcome` or `*`; or on a date itself.

    `series` are the days of repeated follow-ups; `pending` counts from the oldest event that still lacks its answer.
    """

    days: int
    after: str = ""
    on: str = ""
    series: tuple[int, ...] = ()
    pending: bool = False
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    id: str
    phase: str
    number: int
    text: str
    text_en: str = ""
    literal: str = ""
    short: str = ""
    short_en: str = ""
    encargado: str = ""
    registros: str = ""
    by: tuple[str, ...] = ()
    entry: Entry = field(default_factory=Entry)
    done_when: Condition | None = None
    applies_when: Condition | None = None
    deadlines: tuple[Deadline, ...] = ()
    discretionary: bool = False
    repeatable: bool = False
    serves: str = ""
    waiver: str = "gc"
    outside_commercial_clock: bool = False
    iso: tuple[str, ...] = ()
    source: str = "proposed"
    waits_for_client_when: Condition | None = None

    @property
    def section(self) -> str:
        """Return the number people cite: 8.2.4."""
        return f"{self.phase}.{self.number}"

    @property
    def deadline(self) -> Deadline | None:
        """Return the deadline that holds when none with a condition does."""
        return self.deadlines[-1] if self.deadlines else None

    @property
    def required(self) -> bool:
        return not self.discretionary

    def label(self, language: str = "es") -> str:
        if language.startswith("en"):
            return self.short_en or self.text_en or self.short or self.text
        return self.short or self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKind:
    """What may be recorded; `todo` is the same in the infinitive: "emitir el RAR"."""

    name: str
    action: str = ""
    record: str = ""
    text: str = ""
    text_en: str = ""
    todo: str = ""
    todo_en: str = ""
    by: tuple[str, ...] = ()
    facts: Mapping[str, FactType] = field(default_factory=dict)
    draft: bool = False
    requires: Condition | None = None

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLabel:
    label: str
    label_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    id: str
    label: str
    label_en: str = ""
    when: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An ending; `drops` names what undone actions may serve to stop applying."""

    id: str
    label: str
    label_en: str = ""
    when: Condition
    drops: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause of the standard's edition and the evidence the procedure gives for it."""

    number: str
    title: str
    title_en: str = ""
    evidence: str = ""
    evidence_en: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition:
    """One version of a procedure. People name it by code and version; `hash` is the SHA-256 of its canonical JSON."""

    code: str
    version: str
    status: str
    title: str
    title_en: str = ""
    process: str = ""
    process_en: str = ""
    organisation: str = ""
    format: int = 1
    prepared_by: str = ""
    reviewed_by: str = ""
    approved_by: tuple[str, ...] = ()
    effective_from: date | None = None
    review_months: int = 12
    supersedes: str = ""
    reason: str = ""
    impact: str = ""
    note: str = ""
    note_en: str = ""
    iso_edition: str = ""
    sections: tuple[Section, ...] = ()
    phases: tuple[Phase, ...] = ()
    roles: tuple[Role, ...] = ()
    records: tuple[RecordKind, ...] = ()
    choices: Mapping[str, Choice] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    modalities: tuple[Modality, ...] = ()
    actions: tuple[Action, ...] = ()
    events: tuple[EventKind, ...] = ()
    fact_labels: Mapping[str, FactLabel] = field(default_factory=dict)
    milestones: tuple[Milestone, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    clauses: tuple[Clause, ...] = ()
    cases: tuple[Case, ...] = ()
    canonical: bytes = b""
    hash: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Definition) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    @property
    def runnable(self) -> bool:
        """Say whether cycles can run on it; a transcription is only shown and printed."""
        return self.status != "transcription"

    def action(self, action_id: str) -> Action:
        return self._actions[action_id]

    def event(self, name: str) -> EventKind:
        return self._events[name]

    def record(self, record_id: str) -> RecordKind:
        return self._records[record_id]

    def role(self, code: str) -> Role:
        return self._roles[code]

    def phase(self, number: str) -> Phase:
        return self._phases[number]

    def choice(self, name: str) -> Choice:
        return self.choices[name]

    def limit(self, limit_id: str, on: date) -> Limit:
        """Return the limit in force that day; KeyError when there is none yet."""
        in_force = [limit for limit in self.limits if limit.id == limit_id and limit.since <= on]
        if not in_force:
            raise KeyError(limit_id)
        return max(in_force, key=lambda limit: limit.since)

    @cached_property
    def required_actions(self) -> tuple[Action, ...]:
        return tuple(action for action in self.actions if action.required)

    def actions_of(self, phase: str) -> tuple[Action, ...]:
        return tuple(action for action in self.actions if action.phase == phase)

    def events_of(self, action_id: str) -> tuple[EventKind, ...]:
        return tuple(kind for kind in self.events if kind.action == action_id)

    def has_event(self, name: str) -> bool:
        return name in self._events

    def has_action(self, action_id: str) -> bool:
        return action_id in self._actions

    @cached_property
    def _actions(self) -> dict[str, Action]:
        return {action.id: action for action in self.actions}

    @cached_property
    def _events(self) -> dict[str, EventKind]:
        return {kind.name: kind for kind in self.events}

    @cached_property
    def _records(self) -> dict[str, RecordKind]:
        return {kind.id: kind for kind in self.records}

    @cached_property
    def _roles(self) -> dict[str, Role]:
        return {role.code: role for role in self.roles}

    @cached_property
    def _phases(self) -> dict[str, Phase]:
        return {phase.number: phase for phase in self.phases}
