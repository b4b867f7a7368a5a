"""Open cycles: one per prospect or client and project. PE-CM-01 §4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from trato.cycles.calendars import working_calendar
from trato.cycles.finding import put_cycles
from trato.cycles.models import Cycle, Progress
from trato.cycles.projection import project
from trato.cycles.refusals import NoProcedureInForce, ProcedureViolation
from trato.cycles.situation import Situation, as_event, situation
from trato.documents.definitions import current
from trato.documents.numbers import allocate_numbers, year_of
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.ledger.body import decode
from trato.ledger.inserting import insert_many, insert_with_keys
from trato.organisations.models import Organisation
from trato.people.models import User
from trato.procedure import Definition, permits

CODE = "PE-CM-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCycle:
    """A cycle to be opened. `clock` false and `imported` true for rows of a list: no deadline runs until they are
    classified. `previous` links the cycle of a client who comes back. `before_system` marks a deal in flight and
    `in_flight_at` the action it stands at.
    """

    organisation: Organisation
    title: str = ""
    owner: User | None = None
    source: str = "other"
    clock: bool = True
    imported: bool = False
    before_system: bool = False
    in_flight_at: str = ""
    previous: Cycle | None = None
    occurred_at: datetime | None = None


def open_cycle(row: NewCycle, *, by: Actor, at: datetime) -> Cycle:
    """Open one cycle under the version of the procedure in force; raise NoProcedureInForce or ProcedureViolation."""
    return open_cycles([row], by=by, at=at)[0]


@transaction.atomic
def open_cycles(rows: Sequence[NewCycle], *, by: Actor, at: datetime) -> list[Cycle]:
    """Open many cycles set-wise, all or none, each with its first entry and its projection."""
    if not rows:
        return []
    definition = current(CODE, at)
    if definition is None:
        raise NoProcedureInForce
    actor = _permitted(definition, by=by, at=at)
    codes = allocate_numbers("C", year_of(at), len(rows))
    cycles = [
        Cycle(
            code=code,
            organisation=row.organisation,
            title=row.title,
            definition_id=definition.hash,
            owner=row.owner,
            previous=row.previous,
            opened_at=row.occurred_at or at,
            in_flight_at=row.in_flight_at,
            seq=1,
        )
        for code, row in zip(codes, rows, strict=True)
    ]
    insert_with_keys(cycles)
    entries = append(
        [
            Draft(
                stream=cycle.stream,
                event="cycle.opened",
                occurred_at=row.occurred_at or at,
                actor=actor,
                definition=definition.hash,
                facts=_facts(row),
            )
            for cycle, row in zip(cycles, rows, strict=True)
        ],
        at=at,
    )
    calendar = working_calendar()
    # Rows opened alike stand alike: a list of thousands is evaluated once per kind of row.
    alike: dict[tuple[object, ...], Situation] = {}
    progress = []
    for cycle, row, entry in zip(cycles, rows, entries, strict=True):
        kind = (row.clock, row.imported, row.before_system, row.source, row.occurred_at)
        if kind not in alike:
            said = decode(entry.body)
            alike[kind] = situation(definition, (as_event(said),), at=max(at, said.recorded_at), calendar=calendar)
        fresh = Progress(
            cycle=cycle,
            organisation_name=row.organisation.name,
            phase_since=at,
            last_event_at=at,
        )
        progress.append(project(cycle, fresh, alike[kind]))
    insert_many(progress)
    put_cycles(progress, new=True)
    return cycles


def _permitted(definition: Definition, *, by: Actor, at: datetime) -> Actor:
    permission = permits(
        definition,
        (),
        event="cycle.opened",
        facts={"source": "other", "clock": True, "imported": False, "before_system": False, "returning": False},
        actor_key=by.key,
        actor_kind=by.kind,
        roles=by.roles or ((by.role,) if by.role else ()),
        at=at,
        calendar=working_calendar(),
    )
    if permission.reasons:
        raise ProcedureViolation(permission.reasons, definition)
    return by.exercising(permission.role)


def _facts(row: NewCycle) -> dict[str, bool | str | int]:
    facts: dict[str, bool | str | int] = {
        "source": row.source,
        "clock": row.clock,
        "imported": row.imported,
        "before_system": row.before_system,
        "returning": row.previous is not None,
    }
    if row.owner:
        facts["owner"] = f"user/{row.owner.pk}"
    return facts
