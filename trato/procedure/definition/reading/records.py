"""Read catalogues and record kinds."""

from __future__ import annotations

import re
from collections.abc import Mapping

from trato.procedure.definition.reading.table import Table
from trato.procedure.definition.records import FIELD_TYPES, Choice, Field, Option, RecordKind

KEY = re.compile(r"^[a-z][a-z0-9_]*$")
WIDEST = 6
FINEST = 6  # decimals of a rate


def choice(name: str, table: Table) -> Choice:
    options = tuple(_option(inner) for inner in table.inner("options"))
    if not options:
        table.problem(f"{table.about[0].upper()}{table.about[1:]} no tiene opciones.", "options")
    codes = [option.code for option in options]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        table.problem(f"{table.about[0].upper()}{table.about[1:]} repite la opción «{code}».", "options", code)
    return Choice(
        name=name,
        label=table.text("label", required=True),
        label_en=table.text("label_en"),
        options=options,
        editable=table.boolean("editable"),
    )


def _option(table: Table) -> Option:
    option = Option(table.text("code", required=True), table.text("label", required=True), table.text("label_en"))
    table.close()
    return option


def record(table: Table, choices: Mapping[str, Choice]) -> RecordKind:
    fields = _fields(table, "fields", choices)
    if not fields:
        table.problem(f"{table.about[0].upper()}{table.about[1:]} no tiene campos.", "fields")
    return RecordKind(
        id=table.text("id", required=True),
        title=table.text("title", required=True),
        title_en=table.text("title_en"),
        code_prefix=table.text("code_prefix", required=True),
        retention_years=table.integer("retention_years", required=True),
        fields=fields,
        source=table.one_of("source", frozenset({"document", "proposed"}), "proposed"),
        choices=choices,
    )


def _fields(table: Table, key: str, choices: Mapping[str, Choice]) -> tuple[Field, ...]:
    fields: list[Field] = []
    section = section_en = ""
    for inner in table.inner(key):
        read = _field(inner, choices, section, section_en)
        section, section_en = read.section, read.section_en
        if any(read.key == other.key for other in fields):
            inner.problem(f"El campo «{read.key}» está dos veces en {table.about}.", "key", read.key)
        fields.append(read)
    return tuple(fields)


def _field(table: Table, choices: Mapping[str, Choice], section: str, section_en: str) -> Field:
    key, kind = table.text("key", required=True), table.one_of("type", FIELD_TYPES, "text")
    named, own = table.text("choices"), table.text("section")
    width = table.integer("width", WIDEST)
    if not KEY.match(key):
        table.problem(f"El campo «{key}» se nombra con minúsculas, números y guion bajo.", "key", key)
    if named and named not in choices:
        table.problem(f"El campo «{key}» usa el catálogo «{named}», que no existe.", "choices", named)
        named = ""
    if kind == "code" and not named:
        table.problem(f"El campo «{key}» es un código y no dice de qué catálogo (choices).", "key", key)
    columns = _fields(table, "of", choices)
    if (kind == "table") != bool(columns):
        table.problem(f"El campo «{key}» lleva columnas (of) si y solo si es una tabla.", "key", key)
    decimals = table.integer("decimals", 2)
    if not 0 <= decimals <= FINEST or ("decimals" in table.data and kind != "rate"):
        table.problem(f"«decimals» de «{key}» va de 0 a {FINEST}, y solo en un campo de tipo rate.", "decimals", key)
    if not 1 <= width <= WIDEST:
        table.problem(f"El ancho de «{key}» va de 1 a {WIDEST} columnas.", "width", key)
    read = Field(
        key=key,
        title=table.text("title", required=True),
        title_en=table.text("title_en"),
        type=kind if named or kind != "code" else "text",
        required=table.boolean("required"),
        choices=named,
        of=columns,
        width=width,
        section=own or section,
        section_en=table.text("section_en") or ("" if own else section_en),
        help=table.text("help"),
        help_en=table.text("help_en"),
        decimals=decimals,
    )
    table.close()
    return read
