"""Read what the procedure does: actions, events, indicators and golden cases."""

from __future__ import annotations

import re
from typing import Any

from trato.procedure.definition.cases import Case, CaseStep
from trato.procedure.definition.facts import FactType, parse_fact_type
from trato.procedure.definition.flow import Action, Deadline, Entry, EventKind
from trato.procedure.definition.indicators import FORMULAS, Indicator
from trato.procedure.definition.reading.document import SOURCES
from trato.procedure.definition.reading.table import Table

WAIVERS = frozenset({"gc", "never"})
BETTER = frozenset({"higher", "lower"})
FREQUENCIES = frozenset({"monthly", "quarterly", "yearly"})
STEP = re.compile(r"^D\+(\d+) (\d\d:\d\d) (\S+) (\w+)/(\w+)$")


def action(table: Table, *, runnable: bool) -> Action:
    done_when = table.condition("done_when", required=runnable)
    return Action(
        id=table.text("id", required=True),
        phase=table.text("phase", required=True),
        number=table.integer("number", required=True),
        text=table.text("text", required=True),
        text_en=table.text("text_en"),
        literal=table.text("literal"),
        short=table.text("short"),
        short_en=table.text("short_en"),
        encargado=table.text("encargado"),
        registros=table.text("registros"),
        by=table.texts("by"),
        entry=_entry(table),
        done_when=done_when,
        applies_when=table.condition("applies_when"),
        deadlines=tuple(_deadline(inner) for inner in table.inner("deadline")),
        discretionary=table.boolean("discretionary"),
        repeatable=table.boolean("repeatable"),
        serves=table.text("serves"),
        waiver=table.one_of("waiver", WAIVERS, "gc"),
        outside_commercial_clock=table.boolean("outside_commercial_clock"),
        iso=table.texts("iso"),
        source=table.one_of("source", SOURCES, "proposed"),
        waits_for_client_when=table.condition("waits_for_client_when"),
    )


def _entry(table: Table) -> Entry:
    inner = table.inner("entry")
    if not inner:
        return Entry()
    entry = Entry(soft=inner[0].condition("soft"), hard=inner[0].condition("hard"))
    inner[0].close()
    return entry


def _deadline(table: Table) -> Deadline:
    deadline = Deadline(
        days=table.integer("days", required=True),
        after=table.text("after"),
        on=table.text("on"),
        series=table.integers("series"),
        pending=table.boolean("pending"),
        when=table.condition("when"),
    )
    if bool(deadline.after) == bool(deadline.on):
        table.problem(
            f"{table.about} dice «after» (días después de algo) o «on» (en una fecha), uno de los dos.", "days"
        )
    table.close()
    return deadline


def event(table: Table) -> EventKind:
    return EventKind(
        name=table.text("name", required=True),
        action=table.text("action"),
        record=table.text("record"),
        text=table.text("text", required=True),
        text_en=table.text("text_en"),
        todo=table.text("todo"),
        todo_en=table.text("todo_en"),
        by=table.texts("by"),
        facts=_facts(table),
        draft=table.boolean("draft"),
        requires=table.condition("requires"),
    )


def _facts(table: Table) -> dict[str, FactType]:
    facts = {}
    for name, written in sorted(table.mapping("facts").items()):
        kind = parse_fact_type(written) if isinstance(written, str) else None
        if kind is None:
            table.problem(
                f"El dato «{name}» {table.whose} tiene que ser int, bool, date, datetime, code o hash, "
                "con «?» si puede faltar.",
                "facts",
                name,
            )
        else:
            facts[name] = kind
    return facts


def indicator(table: Table) -> Indicator:
    return Indicator(
        id=table.text("id", required=True),
        label=table.text("label", required=True),
        label_en=table.text("label_en"),
        formula=table.one_of("formula", FORMULAS, ""),
        unit=table.text("unit", required=True),
        owner=table.text("owner", required=True),
        frequency=table.one_of("frequency", FREQUENCIES, "monthly"),
        target=table.integer("target", required=True),
        better=table.one_of("better", BETTER, "higher"),
        of=table.condition("of"),
        among=table.condition("among"),
        start=table.text("start"),
        end=table.text("end"),
        path=table.path("path"),
        action=table.text("action"),
        iso=table.texts("iso"),
        text=table.text("text"),
        text_en=table.text("text_en"),
    )


def case(table: Table) -> Case:
    steps = tuple(step for row in _rows(table) if (step := _step(table, row)) is not None)
    return Case(
        id=table.text("id", required=True),
        title=table.text("title", required=True),
        starts_on=table.text("starts_on", required="continues" not in table.data),
        steps=steps,
        ends_on=table.integer("ends_on", required=True),
        continues=table.text("continues"),
        until=table.integer("until"),
        expect=dict(table.mapping("expect")),
    )


def _rows(table: Table) -> list[Any]:
    rows = table.take("steps")
    if not isinstance(rows, list) or not rows:
        table.problem(f"Faltan los pasos (steps) {table.whose}.", "steps")
        return []
    return rows


def _step(table: Table, row: Any) -> CaseStep | None:
    """Read `["D+2 10:00 rar.issued ana/EC", { requirements = 3 }, "rar-1"]`."""
    parts = row if isinstance(row, list) else []
    head, facts, record = (*parts, *("", {}, "")[len(parts) :])[:3]
    match = STEP.match(head) if isinstance(head, str) else None
    if match is None or not isinstance(facts, dict) or not isinstance(record, str):
        table.problem(
            f'Un paso {table.whose} se escribe ["D+2 10:00 rar.issued ana/EC", {{ datos }}, "registro"].',
            "steps",
            str(head)[:30],
        )
        return None
    day, time, name, who, role = match.groups()
    return CaseStep(day=int(day), time=time, event=name, who=who, role=role, facts=facts, record=record)
