"""Golden cases: a version that does not tell its own stories as written cannot be issued."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time

from trato.procedure.calendar import Calendar
from trato.procedure.definition.cases import Case, CaseFact, CaseStep
from trato.procedure.definition.facts import HASH, FactKind
from trato.procedure.definition.lines import Lines
from trato.procedure.definition.model import Definition
from trato.procedure.evaluation.evaluate import evaluate
from trato.procedure.evaluation.permitting import permits
from trato.procedure.evaluation.states import ActionState, Evaluation, Status
from trato.procedure.events import Event, FactValue
from trato.procedure.reasons import Problem
from trato.procedure.sentences.reasons import sentence

DAY = re.compile(r"^D\+(\d+)(?: (\d\d:\d\d))?$")
CALENDAR = Calendar()

type Check = Callable[[Evaluation, object], bool]


def check_cases(definition: Definition, *, file: str = "", text: str = "") -> tuple[Problem, ...]:
    """Play every golden case; each difference is a problem. `text` is the file's text, for its lines."""
    lines = Lines.of(text)
    return tuple(
        Problem(file, lines.at("case", index), f"Caso «{case.title}»: {difference}.")
        for index, case in enumerate(definition.cases)
        for difference in _differences(definition, case)
    )


def case_events(definition: Definition, case: Case) -> tuple[Event, ...]:
    """Return the events of a case, numbered from 1, as the ledger would hold them."""
    start = _start(definition, case)
    return tuple(_event(definition, step, start, number) for number, step in enumerate(_steps(definition, case), 1))


def _differences(definition: Definition, case: Case) -> Iterator[str]:
    try:
        start, events = _start(definition, case), case_events(definition, case)
    except (KeyError, ValueError) as wrong:
        yield f"no se puede leer ({wrong})"
        return
    expected_void = case.expect.get("void", [])
    refused = list(expected_void) if isinstance(expected_void, list) else []
    yield from _refusals(definition, events, refused)
    end = _moment(start, case.ends_on, "23:59")
    evaluation = evaluate(definition, events, end, CALENDAR)
    if list(evaluation.void) != refused:
        yield f"no cuentan los pasos {list(evaluation.void)} y se esperaba {refused}"
    for name, expected in case.expect.items():
        check = EXPECTATIONS.get(name)
        if check is None:
            yield f"no sé comprobar «{name}»"
        elif not check(evaluation, expected):
            yield f"se esperaba {name} = {expected}; quedó {_found(evaluation, name, expected)}"


def _refusals(definition: Definition, events: tuple[Event, ...], refused: list[object]) -> Iterator[str]:
    for number, event in enumerate(events, 1):
        permission = permits(
            definition,
            events[: number - 1],
            event=event.name,
            facts=event.facts,
            actor_key=event.actor_key,
            roles=(event.role,),
            actor_kind=event.actor_kind,
            at=event.recorded_at,
            calendar=CALENDAR,
            record=event.record,
        )
        if permission.reasons and number not in refused:
            said = "; ".join(sentence(reason, definition) for reason in permission.reasons)
            yield f"el paso {number} ({event.name}) no se permite: {said}"
        if not permission.reasons and number in refused:
            yield f"el paso {number} ({event.name}) se permite, y tenía que rechazarse"


def _steps(definition: Definition, case: Case) -> tuple[CaseStep, ...]:
    if not case.continues:
        return case.steps
    earlier = _steps(definition, _named(definition, case.continues))
    return (*earlier[: case.until or None], *case.steps)


def _start(definition: Definition, case: Case) -> date:
    while case.continues:
        case = _named(definition, case.continues)
    return date.fromisoformat(case.starts_on)


def _named(definition: Definition, case_id: str) -> Case:
    for case in definition.cases:
        if case.id == case_id:
            return case
    raise KeyError(case_id)


def _event(definition: Definition, step: CaseStep, start: date, number: int) -> Event:
    kind = definition.event(step.event)
    moment = _moment(start, step.day, step.time)
    return Event(
        pos=number,
        seq=number,
        name=step.event,
        action=kind.action,
        occurred_at=moment,
        recorded_at=moment,
        actor_kind="system" if step.role == "system" else "user",
        actor_key=step.who,
        role=step.role,
        facts={name: _fact(value, kind.facts[name].kind, start) for name, value in step.facts.items()},
        record=_hash(step.record) if step.record else "",
    )


def _fact(value: CaseFact, kind: FactKind, start: date) -> FactValue:
    """Read `D+10`, `D+3 10:00` and short names of records as what they stand for."""
    if not isinstance(value, str):
        return value
    if kind is FactKind.HASH:
        return _hash(value)
    match = DAY.match(value) if kind in {FactKind.DATE, FactKind.DATETIME} else None
    if match is None:
        return value
    if kind is FactKind.DATE:
        return CALENDAR.add_business_days(start, int(match[1])).isoformat()
    return _moment(start, int(match[1]), match[2] or "00:00").isoformat()


def _hash(name: str) -> str:
    return name if HASH.match(name) else hashlib.sha256(name.encode()).hexdigest()


def _moment(start: date, day: int, clock: str) -> datetime:
    local = datetime.combine(CALENDAR.add_business_days(start, day), time.fromisoformat(clock), tzinfo=CALENDAR.zone)
    return local.astimezone(UTC)


def _all(status: Status) -> Check:
    def check(evaluation: Evaluation, expected: object) -> bool:
        return isinstance(expected, list) and all(_state(evaluation, name).status is status for name in expected)

    return check


def _state(evaluation: Evaluation, name: object) -> ActionState:
    return evaluation.actions[str(name)]


def _reopened(evaluation: Evaluation, expected: object) -> bool:
    return isinstance(expected, Mapping) and all(
        _state(evaluation, name).reopened_by == step for name, step in expected.items()
    )


EXPECTATIONS: Mapping[str, Check] = {
    "void": lambda evaluation, expected: list(evaluation.void) == expected,
    "done": _all(Status.DONE),
    "waived": _all(Status.WAIVED),
    "not_applicable": _all(Status.NOT_APPLICABLE),
    "open": _all(Status.OPEN),
    "early": _all(Status.EARLY),
    "blocked": _all(Status.BLOCKED),
    "reopened": _reopened,
    "milestones": lambda evaluation, expected: (
        isinstance(expected, list) and set(expected) <= set(evaluation.milestones)
    ),
    "outcome": lambda evaluation, expected: evaluation.outcome == expected,
    "closed": lambda evaluation, expected: evaluation.closed is expected,
    "next": lambda evaluation, expected: evaluation.next_action == expected,
    "phase": lambda evaluation, expected: evaluation.phase == expected,
    "modality": lambda evaluation, expected: evaluation.modality == expected,
    "waiting_for_client": lambda evaluation, expected: evaluation.waiting_for_client is expected,
    "comb": lambda evaluation, expected: evaluation.comb == expected,
}


def _found(evaluation: Evaluation, name: str, expected: object) -> object:
    if isinstance(expected, list | Mapping) and name != "void":
        if name == "milestones":
            return ", ".join(evaluation.milestones)
        if name == "reopened":
            return {each: _state(evaluation, each).reopened_by for each in expected}
        return {each: str(_state(evaluation, each).status) for each in expected}
    return getattr(evaluation, "next_action" if name == "next" else name)
