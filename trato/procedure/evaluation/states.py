"""What `evaluate` returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from trato.procedure.definition.model import Definition
from trato.procedure.reasons import Reason


class Status(StrEnum):
    DONE = "done"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"
    OPEN = "open"
    EARLY = "early"  # may be recorded, counts once the soft entry holds
    BLOCKED = "blocked"  # refused until the hard entry holds


SETTLED = frozenset({Status.DONE, Status.WAIVED, Status.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Former:
    """A version that governed a cycle until the event at `until` (its `pos`) adopted the next one."""

    definition: Definition
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionState:
    id: str
    status: Status
    done_at: datetime | None = None
    done_seq: int | None = None
    due_on: date | None = None
    missing: tuple[Reason, ...] = ()
    blocked_by: tuple[Reason, ...] = ()
    reopened_by: int | None = None
    evidence: tuple[int, ...] = ()

    @property
    def settled(self) -> bool:
        return self.status in SETTLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The state of a cycle as of `at`: what is done, what is next, by when, and when to look again.

    `closed` says that nothing is left to do; `ended` is `closed` or `annulled` once that was recorded and little more
    may come in.
    """

    at: datetime
    actions: Mapping[str, ActionState]
    milestones: Mapping[str, datetime]
    outcome: str
    outcome_at: datetime | None
    closed: bool
    ended: str
    modality: str
    phase: str
    next_action: str
    due_on: date | None
    waiting_for_client: bool
    changes_at: datetime | None
    void: tuple[int, ...]
    steps_done: int
    steps_total: int
    comb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether an event may be recorded: as which role, and what is in the way; no reasons means yes."""

    role: str
    reasons: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        return not self.reasons
