"""What drives a cycle: actions with their entry and deadlines, events, milestones and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trato.procedure.conditions.model import Condition
from trato.procedure.definition.facts import FactType


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
