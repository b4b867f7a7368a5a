"""Conditions speak of what the definition declares, and can be printed as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trato.procedure.conditions import model as m
from trato.procedure.definition.checking.names import unknown
from trato.procedure.definition.facts import FactKind, FactType
from trato.procedure.definition.model import Definition
from trato.procedure.definition.reading.table import Source

DATES = frozenset({FactKind.DATE, FactKind.DATETIME})


@dataclass(frozen=True, slots=True)
class Stated:
    """A condition where it stands."""

    condition: m.Condition
    table: str
    index: int
    key: str


def stated(definition: Definition) -> Iterator[Stated]:
    """Yield every condition of a definition with its place."""
    for index, action in enumerate(definition.actions):
        yield from _present("action", index, "entry", action.entry.hard)
        yield from _present("action", index, "entry", action.entry.soft)
        yield from _present("action", index, "done_when", action.done_when)
        yield from _present("action", index, "applies_when", action.applies_when)
        yield from _present("action", index, "waits_for_client_when", action.waits_for_client_when)
        for deadline in action.deadlines:
            yield from _present("action", index, "deadline", deadline.when)
    for index, event in enumerate(definition.events):
        yield from _present("event", index, "requires", event.requires)
    for index, milestone in enumerate(definition.milestones):
        yield from _present("milestone", index, "when", milestone.when)
    for index, outcome in enumerate(definition.outcomes):
        yield from _present("outcome", index, "when", outcome.when)
    for index, modality in enumerate(definition.modalities):
        yield from _present("modality", index, "when", modality.when)
    for index, indicator in enumerate(definition.indicators):
        yield from _present("indicator", index, "of", indicator.of)
        yield from _present("indicator", index, "among", indicator.among)


def _present(table: str, index: int, key: str, condition: m.Condition | None) -> Iterator[Stated]:
    if condition is not None:
        yield Stated(condition, table, index, key)


def check_conditions(definition: Definition, source: Source) -> None:
    for place in stated(definition):
        for leaf in m.leaves(place.condition):
            for sentence, token in _wrong(leaf, definition):
                source.problem(sentence, place.table, place.index, place.key, token)


def _wrong(leaf: m.Condition, definition: Definition) -> Iterator[tuple[str, str]]:
    events = m.events_of(leaf)
    for name in events:
        if not definition.has_event(name):
            yield unknown("el hecho", name, definition._events), name  # noqa: SLF001
        elif not definition.event(name).by:
            yield f"La condición mira el hecho «{name}», que nadie puede asentar.", name
    if all(definition.has_event(name) for name in events):
        yield from _wrong_facts(leaf, definition)
    yield from _wrong_names(leaf, definition)


def _wrong_facts(  # noqa: C901, PLR0912
    leaf: m.Condition, definition: Definition
) -> Iterator[tuple[str, str]]:
    match leaf:
        case m.Equals(path=path, to=m.Path() as to):
            left, right = _fact(definition, path), _fact(definition, to)
            yield from _undeclared(definition, path, to)
            if left and right and left.kind is not right.kind:
                yield f"«{path}» y «{to}» no son de la misma clase y nunca van a coincidir.", str(path)
        case m.Equals(path=path, values=values):
            yield from _undeclared(definition, path)
            yield from _wrong_values(definition, path.event, path.fact, values)
        case m.AtMost(path=path, limit=limit) | m.AtLeast(path=path, limit=limit):
            yield from _wrong_kind(definition, path, frozenset({FactKind.INT}), "un número")
            if limit and all(limit != known.id for known in definition.limits):
                yield unknown("el límite", limit, [known.id for known in definition.limits]), limit
        case m.Valid(path=path) | m.Passed(path=path):
            yield from _wrong_kind(definition, path, DATES, "una fecha")
        case m.Exists(event=event, where=where, over=over, same=same, as_=as_):
            yield from _wrong_where(definition, (event,), where)
            for fact, _ in over:
                yield from _wrong_kind(definition, m.Path(event, fact), frozenset({FactKind.HASH}), "una huella")
            for fact in same:
                yield from _undeclared(definition, m.Path(event, fact), m.Path(as_, fact))
        case m.Count(events=events, where=where, distinct=distinct):
            yield from _wrong_where(definition, events, where)
            if distinct:
                yield from _undeclared(definition, *(m.Path(event, distinct) for event in events))
        case m.Age(events=events, where=where):
            yield from _wrong_where(definition, events, where)
        case m.DifferentPerson(first=first, second=second, same=same):
            for fact in same:
                yield from _undeclared(definition, m.Path(first, fact), m.Path(second, fact))
        case m.Every(has=has, by=by):
            yield from _wrong_kind(definition, m.Path(has, by), frozenset({FactKind.HASH}), "una huella")
        case _:
            return


def _wrong_names(leaf: m.Condition, definition: Definition) -> Iterator[tuple[str, str]]:
    known: list[str]
    match leaf:
        case m.Done(action="*") | m.OutcomeKnown(outcome="any"):
            return
        case m.Done(action=name) | m.Waived(action=name) | m.NotApplicable(action=name):
            kind, known = "la acción", [action.id for action in definition.actions]
        case m.MilestoneReached(milestone=name):
            kind, known = "el hito", [milestone.id for milestone in definition.milestones]
        case m.OutcomeKnown(outcome=name):
            kind, known = "el final", [outcome.id for outcome in definition.outcomes]
        case m.ModalityIs(modality=name):
            kind, known = "la modalidad", [modality.id for modality in definition.modalities]
        case m.RoleOf(role=name):
            kind, known = "el rol", [*(role.code for role in definition.roles), "system"]
        case _:
            return
    if name not in known:
        yield unknown(kind, name, known), name


def _fact(definition: Definition, path: m.Path) -> FactType | None:
    return definition.event(path.event).facts.get(path.fact)


def _undeclared(definition: Definition, *paths: m.Path) -> Iterator[tuple[str, str]]:
    for path in paths:
        facts = definition.event(path.event).facts
        if path.fact not in facts:
            yield unknown(f"en el hecho «{path.event}» el dato", path.fact, facts), path.fact
        elif path.fact not in definition.fact_labels and str(path) not in definition.fact_labels:
            yield f"El dato «{path}» no tiene nombre en [fact]: la condición no se podría imprimir.", path.fact


def _wrong_kind(
    definition: Definition, path: m.Path, kinds: frozenset[FactKind], called: str
) -> Iterator[tuple[str, str]]:  # fmt: skip
    yield from _undeclared(definition, path)
    kind = _fact(definition, path)
    if kind is not None and kind.kind not in kinds:
        yield f"«{path}» no es {called}.", path.fact


def _wrong_where(definition: Definition, events: tuple[str, ...], where: m.Filter) -> Iterator[tuple[str, str]]:
    for event in events:
        for fact, values in where:
            yield from _undeclared(definition, m.Path(event, fact))
            yield from _wrong_values(definition, event, fact, values)


def _wrong_values(
    definition: Definition, event: str, fact: str, values: tuple[m.Scalar, ...]
) -> Iterator[tuple[str, str]]:  # fmt: skip
    kind = definition.event(event).facts.get(fact)
    if kind is None:
        return
    for value in values:
        if not kind.accepts(value):
            yield f"«{event}.{fact}» nunca va a valer «{value}»: es de clase {kind.kind}.", fact
        elif kind.choice and value not in definition.choice(kind.choice).codes:
            yield f"«{value}» no está en el catálogo «{kind.choice}» de «{event}.{fact}».", str(value)
