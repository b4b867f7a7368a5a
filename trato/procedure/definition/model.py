"""A version of a controlled procedure, as data that cannot change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from trato.procedure.definition.cases import Case
from trato.procedure.definition.document import Clause, Limit, Modality, Phase, Role, Section
from trato.procedure.definition.flow import Action, EventKind, FactLabel, Milestone, Outcome
from trato.procedure.definition.indicators import Indicator
from trato.procedure.definition.records import Choice, RecordKind


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition:
    """One version of a procedure. People name it by code and version; `hash` is the SHA-256 of its canonical JSON.

    `after_closing` names the events a closed cycle still takes; None when the text does not rule it, as in versions
    approved before it could: those refuse nothing on that ground and go on meaning what they did.
    """

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
    after_closing: tuple[str, ...] | None = None
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
