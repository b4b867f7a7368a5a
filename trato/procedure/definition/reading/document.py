"""Read what the printed document shows: header, sections 1 to 7, phases, roles, clauses."""

from __future__ import annotations

from datetime import date

from trato.procedure.definition.document import Clause, Limit, Modality, Phase, Role, Section, Term
from trato.procedure.definition.flow import FactLabel, Milestone, Outcome
from trato.procedure.definition.reading.table import Table

SOURCES = frozenset({"document", "proposed"})
UNITS = frozenset({"usd-minor", "basis-points"})


def section(table: Table) -> Section:
    terms = tuple(_term(inner) for inner in table.inner("definitions"))
    return Section(
        number=table.text("number", required=True),
        title=table.text("title", required=True),
        title_en=table.text("title_en"),
        text=table.text("text"),
        text_en=table.text("text_en"),
        literal=table.text("literal"),
        definitions=terms,
        source=table.one_of("source", SOURCES, "proposed"),
    )


def _term(table: Table) -> Term:
    term = Term(term=table.text("term", required=True), name=table.text("name"), text=table.text("text", required=True))
    table.close()
    return term


def phase(table: Table) -> Phase:
    return Phase(
        number=table.text("number", required=True),
        title=table.text("title", required=True),
        title_en=table.text("title_en"),
        short=table.text("short"),
        short_en=table.text("short_en"),
        source=table.one_of("source", SOURCES, "proposed"),
    )


def role(table: Table) -> Role:
    return Role(
        code=table.text("code", required=True),
        label=table.text("label", required=True),
        label_en=table.text("label_en"),
        source=table.one_of("source", SOURCES, "proposed"),
        outside=table.boolean("outside"),
        stands_in_for=table.texts("stands_in_for"),
        incompatible_with=table.texts("incompatible_with"),
    )


def limit(table: Table) -> Limit | None:
    since = table.day("since")
    if since is None:
        table.problem(f"Falta «since» en {table.about}: desde cuándo rige.", "since")
    value = Limit(
        id=table.text("id", required=True),
        since=since or date.min,
        role=table.text("role", required=True),
        value=table.integer("value", required=True),
        unit=table.one_of("unit", UNITS, ""),
        text=table.text("text", required=True),
        text_en=table.text("text_en"),
    )
    return value if since else None


def modality(table: Table) -> Modality:
    return Modality(
        id=table.text("id", required=True),
        label=table.text("label", required=True),
        label_en=table.text("label_en"),
        text=table.text("text"),
        text_en=table.text("text_en"),
        when=table.condition("when"),
    )


def milestone(table: Table) -> Milestone | None:
    when = table.condition("when", required=True)
    name, label, label_en = table.text("id", required=True), table.text("label", required=True), table.text("label_en")
    return Milestone(id=name, label=label, label_en=label_en, when=when) if when else None


def outcome(table: Table) -> Outcome | None:
    when, drops = table.condition("when", required=True), table.text("drops")
    name, label, label_en = table.text("id", required=True), table.text("label", required=True), table.text("label_en")
    return Outcome(id=name, label=label, label_en=label_en, when=when, drops=drops) if when else None


def clause(table: Table) -> Clause:
    return Clause(
        number=table.text("number", required=True),
        title=table.text("title", required=True),
        title_en=table.text("title_en"),
        evidence=table.text("evidence", required=True),
        evidence_en=table.text("evidence_en"),
    )


def fact_label(table: Table) -> FactLabel:
    return FactLabel(label=table.text("label", required=True), label_en=table.text("label_en"))
