"""Evidence in, progress out: the only way anything enters the history of a cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from trato.cycles.calendars import working_calendar
from trato.cycles.dating import stated_date
from trato.cycles.finding import put_records, restate_cycles, standing_of
from trato.cycles.models import Cycle, Progress
from trato.cycles.projection import project
from trato.cycles.refusals import ProcedureViolation, StaleCycle
from trato.cycles.situation import Situation, after_adopting, as_event, situation, situations_of
from trato.cycles.visibility import require_hands_on
from trato.documents.models import File, RecordVersion
from trato.documents.records import NewRecord, issue_many
from trato.ledger.actors import SYSTEM, Actor
from trato.ledger.append import Draft, append
from trato.ledger.body import Recorded, decode
from trato.ledger.inserting import update_many
from trato.procedure import Calendar, Status, may_try, permits

# What other rows say of a cycle; evaluating it leaves them alone.
NOT_PROJECTED = {"cycle", "amount_minor", "amount_currency", "waiver_pending", "organisation_name"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One event to be recorded: `body` issues the record its kind declares, `record` binds one issued before.

    `occurred_at` is «Fecha del hecho» (UTC); it defaults to the time of recording.
    """

    cycle: Cycle
    event: str
    body: Mapping[str, Any] | None = None
    facts: Mapping[str, int | bool | str] = field(default_factory=dict)
    record: RecordVersion | None = None
    occurred_at: datetime | None = None
    attachments: Sequence[File] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class Provided:
    """What came of it: the entry, its record if any, and where the cycle stands now."""

    recorded: Recorded
    record: RecordVersion | None
    cycle: Cycle
    situation: Situation


def lock(cycle: Cycle, *, seen: int | None = None) -> Cycle:
    """Lock the cycle for this transaction and return it fresh; raise StaleCycle if it moved past `seen`."""
    fresh = Cycle.objects.locked().select_related("progress", "owner").get(pk=cycle.pk)
    if seen is not None and seen != fresh.seq:
        raise StaleCycle(seen=seen, current=fresh.seq)
    _carry(cycle, fresh)
    return fresh


def _carry(read: Cycle, locked: Cycle) -> None:
    """Hand the situation read before on to the locked cycle, unless something happened meanwhile."""
    seen = read.held_as or read.seen_as
    if seen is not None and read.seq == locked.seq and read.definition_id == locked.definition_id:
        locked.held_as = seen


def _now(cycles: Sequence[Cycle], *, at: datetime) -> dict[int, Situation]:
    """Return the situations of cycles; what was read before the lock is not read again while it holds."""
    calendar = working_calendar()
    known: dict[int, Situation] = {cycle.pk: cycle.held_as for cycle in cycles if _holds(cycle, at, calendar)}
    unread = [cycle for cycle in cycles if cycle.pk not in known]
    return known | (situations_of(unread, at=at) if unread else {})


def _holds(cycle: Cycle, at: datetime, calendar: Calendar) -> bool:
    held: Situation | None = cycle.held_as
    if held is None or held.at != at or held.calendar is not calendar:
        return False
    return (held.events[-1].seq if held.events else 0) == cycle.seq


def require(
    cycle: Cycle,
    action: str,
    *,
    by: Actor,
    at: datetime,
    event: str = "",
    facts: Mapping[str, int | bool | str] | None = None,
    record: str = "",
) -> Actor:
    """Return the actor exercising the role the action asks for, or raise NotYours or ProcedureViolation with reasons.

    With `event` and `facts` the whole question is asked; with the action alone, whether it may be tried at all.
    """
    require_hands_on([cycle], by)
    now = _now([cycle], at=at)[cycle.pk]
    if event:
        return _permitted(now, Evidence(cycle, event, facts=facts or {}), by=by, at=at, record=record)
    if reasons := may_try(now.definition, now.evaluation, action, by.roles):
        raise ProcedureViolation(reasons, now.definition)
    allowed = now.definition.action(action).by
    return by.exercising(next((role for role in allowed if role in by.roles), ""))


def provide(
    cycle: Cycle,
    event: str,
    *,
    by: Actor,
    at: datetime,
    body: Mapping[str, Any] | None = None,
    facts: Mapping[str, int | bool | str] | None = None,
    record: RecordVersion | None = None,
    occurred_at: datetime | None = None,
    attachments: Sequence[File] = (),
    number: str = "",
) -> Provided:
    """Record one event of a cycle; raise NotYours or ProcedureViolation, having written nothing."""
    evidence = Evidence(cycle, event, body, facts or {}, record, occurred_at, attachments, number)
    return provide_many([evidence], by=by, at=at)[0]


@transaction.atomic
def provide_many(rows: Sequence[Evidence], *, by: Actor, at: datetime) -> list[Provided]:
    """Record many events set-wise, in order; several of one cycle are taken one after another.

    Either all are recorded or none. The ledger, the records and the projections change together.
    """
    locked = {
        cycle.pk: cycle
        for cycle in Cycle.objects.locked()
        .select_related("progress", "owner")
        .filter(pk__in={row.cycle.pk for row in rows})
    }
    require_hands_on(locked.values(), by)
    for row in rows:
        _carry(row.cycle, locked[row.cycle.pk])
    situations = _now(list(locked.values()), at=at)
    provided: dict[int, Provided] = {}
    for wave in _waves(rows):
        results = _record([_on(row, locked[row.cycle.pk]) for _index, row in wave], situations, by=by, at=at)
        provided |= {index: result for (index, _row), result in zip(wave, results, strict=True)}
    _follow_up(list(locked.values()), situations, at=at)
    _save(list(locked.values()), situations)
    put_records([(one.cycle, one.record) for index, one in provided.items() if one.record and rows[index].body])
    return [
        Provided(item.recorded, item.record, item.cycle, situations[item.cycle.pk])
        for item in (provided[index] for index in range(len(rows)))
    ]


def refresh(cycles: Sequence[Cycle], *, at: datetime) -> int:
    """Evaluate cycles anew and save their projections; return how many. For the ticker and for repairs."""
    situations = situations_of(cycles, at=at)
    _save(cycles, situations)
    return len(cycles)


def _record(rows: Sequence[Evidence], situations: dict[int, Situation], *, by: Actor, at: datetime) -> list[Provided]:
    actors = [
        _permitted(situations[row.cycle.pk], row, by=by, at=at, record=row.record.hash if row.record else "")
        for row in rows
    ]
    records = _issue(rows, situations, by=by, at=at)
    entries = append(
        [
            Draft(
                stream=row.cycle.stream,
                event=row.event,
                occurred_at=row.occurred_at or at,
                actor=actor,
                action=situations[row.cycle.pk].definition.event(row.event).action,
                definition=row.cycle.definition_id,
                facts=row.facts,
                record=record.hash if record else "",
                attachments=tuple(file.sha256 for file in row.attachments),
                waiver=_waiver(situations[row.cycle.pk], row.event),
            )
            for row, actor, record in zip(rows, actors, records, strict=True)
        ],
        at=at,
    )
    results = []
    for row, record, entry in zip(rows, records, (decode(entry.body) for entry in entries), strict=True):
        before = situations[row.cycle.pk]
        # The ledger's clock never runs backwards, so it may stand a little ahead of `at`.
        now = max(at, entry.recorded_at)
        definition, formers = after_adopting(before, entry)
        if definition is not before.definition:
            row.cycle.definition_id = definition.hash
            Cycle.objects.filter(pk=row.cycle.pk).update(definition=definition.hash)
        situations[row.cycle.pk] = situation(
            definition, (*before.events, as_event(entry)), at=now, calendar=before.calendar, formers=formers
        )
        row.cycle.seq = entry.seq
        results.append(Provided(entry, record, row.cycle, situations[row.cycle.pk]))
    return results


def _permitted(now: Situation, row: Evidence, *, by: Actor, at: datetime, record: str) -> Actor:
    permission = permits(
        now.definition,
        now.events,
        event=row.event,
        facts=row.facts,
        actor_key=by.key,
        actor_kind=by.kind,
        roles=by.roles or ((by.role,) if by.role else ()),
        at=at,
        calendar=now.calendar,
        record=record,
        occurred_at=row.occurred_at,
        formers=now.formers,
    )
    if permission.reasons:
        raise ProcedureViolation(permission.reasons, now.definition)
    return by.exercising(permission.role)


def _issue(
    rows: Sequence[Evidence], situations: dict[int, Situation], *, by: Actor, at: datetime
) -> list[RecordVersion | None]:
    fresh = [
        NewRecord(
            stream=row.cycle.stream,
            kind=situations[row.cycle.pk].definition.event(row.event).record,
            definition=situations[row.cycle.pk].definition,
            body=row.body,
            attachments=tuple(row.attachments),
            number=row.number,
        )
        for row in rows
        if row.body is not None
    ]
    issued = iter(issue_many(fresh, by=by, at=at))
    return [next(issued) if row.body is not None else row.record for row in rows]


def _follow_up(cycles: Sequence[Cycle], situations: dict[int, Situation], *, at: datetime) -> None:
    """Record what follows by itself: a waiver whose action got done is regularised; a cycle with all done is closed."""
    while True:
        due = []
        for cycle in cycles:
            now = situations[cycle.pk]
            due += [Evidence(cycle, "waiver.regularised", facts={"action": action}) for action in _regularised(now)]
            if _complete(now):
                due.append(Evidence(cycle, "cycle.closed", facts={"outcome": now.evaluation.outcome}))
        if not due:
            return
        for wave in _waves(due):
            _record([row for _index, row in wave], situations, by=SYSTEM, at=at)


def _regularised(now: Situation) -> list[str]:
    open_waivers: dict[str, int] = {}
    for event in now.events:
        if event.name == "waiver.authorised":
            open_waivers[str(event.facts["action"])] = event.pos
        elif event.name == "waiver.regularised":
            open_waivers.pop(str(event.facts["action"]), None)
    states = now.evaluation.actions  # a version adopted later may have dropped the action
    return [action for action in open_waivers if action in states and states[action].status == "done"]


def _complete(now: Situation) -> bool:
    state = now.evaluation.actions["close"]
    return bool(now.evaluation.outcome) and not state.settled and not state.blocked_by


def _waiver(now: Situation, event: str) -> str:
    """Return the hash of the waiver request that stands open on the event's action, if one does."""
    action = now.definition.event(event).action
    state = now.evaluation.actions[action] if action else None
    if state is None or state.status is not Status.WAIVED:
        return ""
    granted = next(past for past in now.events if past.seq == state.done_seq)
    return str(granted.facts.get("request", ""))


def _save(cycles: Sequence[Cycle], situations: dict[int, Situation]) -> None:
    read = {cycle.pk: cycle.progress for cycle in cycles if Cycle.progress.is_cached(cycle)}
    unread = [cycle.pk for cycle in cycles if cycle.pk not in read]
    rows = read | {row.pk: row for row in (Progress.objects.filter(pk__in=unread) if unread else ())}
    stood = {pk: standing_of(row) for pk, row in rows.items()}
    for cycle in cycles:
        rows[cycle.pk] = project(cycle, rows[cycle.pk], situations[cycle.pk])
        cycle.progress = rows[cycle.pk]
    restate_cycles(row for pk, row in rows.items() if standing_of(row) != stood[pk])
    fields = [field.name for field in Progress._meta.concrete_fields if field.name not in NOT_PROJECTED]
    if len(cycles) == 1:
        cycles[0].progress.save(update_fields=fields)
        Cycle.objects.filter(pk=cycles[0].pk).update(seq=cycles[0].seq)
        return
    update_many([cycle.progress for cycle in cycles], fields)
    update_many(cycles, ["seq"])


def _on(row: Evidence, cycle: Cycle) -> Evidence:
    happened = row.occurred_at or stated_date()
    return Evidence(cycle, row.event, row.body, row.facts, row.record, happened, row.attachments, row.number)


def _waves(rows: Sequence[Evidence]) -> list[list[tuple[int, Evidence]]]:
    """Split rows so that each wave holds at most one event of a cycle, order kept."""
    waves: list[list[tuple[int, Evidence]]] = []
    turn: dict[int, int] = {}
    for index, row in enumerate(rows):
        number = turn.get(row.cycle.pk, 0)
        turn[row.cycle.pk] = number + 1
        if number == len(waves):
            waves.append([])
        waves[number].append((index, row))
    return waves
