"""Names stand once, and name something that exists."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from trato.procedure.definition.facts import FactKind
from trato.procedure.definition.model import Definition
from trato.procedure.definition.reading.table import Source

SYSTEM = "system"


def check_names(definition: Definition, source: Source) -> None:
    _check_twice(definition, source)
    _check_roles(definition, source)
    _check_actions(definition, source)
    _check_events(definition, source)
    _check_closing(definition, source)
    _check_facts(definition, source)
    _check_clauses(definition, source)


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Say that nothing is called so, and what may have been meant."""
    near = get_close_matches(name, list(known), n=1)
    return f"No existe {kind} «{name}»." + (f" ¿Quisiste decir «{near[0]}»?" if near else "")


def _check_twice(definition: Definition, source: Source) -> None:
    lists: dict[str, tuple[str, list[str]]] = {
        "section": ("la sección", [item.number for item in definition.sections]),
        "phase": ("la sección", [item.number for item in definition.phases]),
        "role": ("el rol", [item.code for item in definition.roles]),
        "record": ("el registro", [item.id for item in definition.records]),
        "modality": ("la modalidad", [item.id for item in definition.modalities]),
        "action": ("la acción", [item.id for item in definition.actions]),
        "event": ("el hecho", [item.name for item in definition.events]),
        "milestone": ("el hito", [item.id for item in definition.milestones]),
        "outcome": ("el final", [item.id for item in definition.outcomes]),
        "indicator": ("el indicador", [item.id for item in definition.indicators]),
        "clause": ("la cláusula", [item.number for item in definition.clauses]),
        "case": ("el caso", [item.id for item in definition.cases]),
        "limit": ("el límite, desde la misma fecha,", [f"{item.id} {item.since}" for item in definition.limits]),
    }
    for table, (kind, names) in lists.items():
        for index, name in enumerate(names):
            if name in names[:index]:
                first = source.lines.at(table, names.index(name))
                source.problem(f"Está dos veces {kind} «{name}»; la primera, en la línea {first}.", table, index)
    _check_numbers(definition, source)
    prefixes = [item.code_prefix for item in definition.records]
    for index, prefix in enumerate(prefixes):
        if prefix in prefixes[:index]:
            source.problem(f"Dos registros empiezan su código con «{prefix}».", "record", index, "code_prefix")


def _check_numbers(definition: Definition, source: Source) -> None:
    sections = [action.section for action in definition.actions]
    for index, section in enumerate(sections):
        if section in sections[:index]:
            source.problem(f"Dos acciones llevan el número {section}.", "action", index, "number")
    for phase in definition.phases:
        numbers = sorted(action.number for action in definition.actions_of(phase.number))
        if numbers and numbers != list(range(1, len(numbers) + 1)):
            index = definition.phases.index(phase)
            source.problem(f"Las acciones de {phase.number} no se numeran de corrido desde 1.", "phase", index)


def _check_roles(definition: Definition, source: Source) -> None:  # noqa: C901
    codes = [role.code for role in definition.roles]
    for index, role in enumerate(definition.roles):
        for key in ("stands_in_for", "incompatible_with"):
            for code in getattr(role, key):
                if code not in codes:
                    source.problem(unknown("el rol", code, codes), "role", index, key, code)
    for index, limit in enumerate(definition.limits):
        if limit.role not in codes:
            source.problem(unknown("el rol", limit.role, codes), "limit", index, "role")
    for index, indicator in enumerate(definition.indicators):
        if indicator.owner not in codes:
            source.problem(unknown("el rol", indicator.owner, codes), "indicator", index, "owner")
    for code in definition.approved_by:
        if code not in codes:
            source.problem(unknown("el rol", code, codes), key="approved_by")


def _check_actions(definition: Definition, source: Source) -> None:
    phases, codes = [phase.number for phase in definition.phases], [role.code for role in definition.roles]
    for index, action in enumerate(definition.actions):
        if action.phase not in phases:
            source.problem(unknown("la sección", action.phase, phases), "action", index, "phase")
        for code in action.by:
            if code not in codes and code != SYSTEM:
                source.problem(unknown("el rol", code, codes), "action", index, "by", code)
        for deadline in action.deadlines:
            _check_anchor(definition, source, index, deadline.after or deadline.on, dated=bool(deadline.on))


def _check_anchor(definition: Definition, source: Source, index: int, anchor: str, *, dated: bool) -> None:
    """A deadline hangs on an action, an event, a date of an event, the outcome or everything else."""
    if not dated and (anchor in {"outcome", "*"} or definition.has_action(anchor) or definition.has_event(anchor)):
        return
    event, _, fact = anchor.rpartition(".")
    if definition.has_event(event) and fact in definition.event(event).facts:
        if definition.event(event).facts[fact].kind not in {FactKind.DATE, FactKind.DATETIME}:
            source.problem(f"El plazo cuelga de «{anchor}», que no es una fecha.", "action", index, "deadline", anchor)
        return
    known = [*definition._actions, *definition._events]  # noqa: SLF001
    source.problem(
        unknown("una acción, un hecho o una fecha llamada", anchor, known), "action", index, "deadline", anchor
    )


def _check_events(definition: Definition, source: Source) -> None:
    actions, codes = [action.id for action in definition.actions], [role.code for role in definition.roles]
    records = [record.id for record in definition.records]
    for index, event in enumerate(definition.events):
        if event.action and event.action not in actions:
            source.problem(unknown("la acción", event.action, actions), "event", index, "action")
        if event.record and event.record not in records:
            source.problem(unknown("el registro", event.record, records), "event", index, "record")
        for code in event.by:
            if code not in codes and code != SYSTEM:
                source.problem(unknown("el rol", code, codes), "event", index, "by", code)
        for fact, kind in event.facts.items():
            if kind.choice and kind.choice not in definition.choices:
                source.problem(unknown("el catálogo", kind.choice, definition.choices), "event", index, "facts", fact)


def _check_closing(definition: Definition, source: Source) -> None:
    known = [event.name for event in definition.events]
    for name in definition.after_closing or ():
        if name not in known:
            source.problem(unknown("el hecho", name, known), key="after_closing", token=name)


def _check_facts(definition: Definition, source: Source) -> None:
    facts = {fact for event in definition.events for fact in event.facts}
    named = facts | {f"{event.name}.{fact}" for event in definition.events for fact in event.facts}
    for label in definition.fact_labels:
        if label not in named:
            source.problem(f"Se le da nombre al dato «{label}», que ningún hecho lleva.", "fact", key=label)


def _check_clauses(definition: Definition, source: Source) -> None:
    """The clauses that actions and indicators name are in the map of the standard, when there is one."""
    known = [clause.number for clause in definition.clauses]
    for table, isos in (
        ("action", [action.iso for action in definition.actions]),
        ("indicator", [indicator.iso for indicator in definition.indicators]),
    ):
        for index, numbers in enumerate(isos):
            for number in numbers:
                if known and number not in known:
                    source.problem(
                        unknown("en el mapa de la norma la cláusula", number, known), table, index, "iso", number
                    )
