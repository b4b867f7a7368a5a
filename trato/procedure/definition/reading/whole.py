"""Read a whole definition: TOML or canonical JSON in, a checked `Definition` or a list of problems out."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from trato.procedure.definition.canonical import NotCanonical, canonical_bytes, digest
from trato.procedure.definition.checking.all import check
from trato.procedure.definition.lines import Lines
from trato.procedure.definition.model import Definition
from trato.procedure.definition.reading import actions, document, records
from trato.procedure.definition.reading.table import Source, Table
from trato.procedure.definition.records import Choice
from trato.procedure.reasons import InvalidDefinition, Problem

FORMAT = 1
STATUSES = frozenset({"draft", "issued", "obsolete", "transcription"})
POSITION = re.compile(r"at line (\d+), column \d+")


def load(data: bytes, *, file: str = "") -> Definition:
    """Read a definition file (TOML, UTF-8); raises InvalidDefinition with every problem found."""
    definition, problems = parse(data, file)
    if definition is None:
        raise InvalidDefinition(problems)
    return definition


def parse(data: bytes, file: str = "") -> tuple[Definition | None, tuple[Problem, ...]]:
    """Read a definition file; the definition is None when there is any problem."""
    try:
        text = data.decode("utf-8-sig")  # some editors put a mark before the first line
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
        return None, (Problem(file, line, "El archivo no está en UTF-8: guardalo con esa codificación."),)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        return None, (_syntax(str(wrong), text, file),)
    return _read(raw, Source(file, Lines.of(text)))


def from_canonical(data: bytes) -> Definition:
    """Read canonical bytes back; raises InvalidDefinition when they are not what `canonical` wrote."""
    try:
        raw = json.loads(data)
    except ValueError as wrong:
        raise InvalidDefinition((Problem("", 1, "Los datos guardados de la definición no se pueden leer."),)) from wrong
    definition, problems = _read(raw, Source("", Lines.of("")))
    if definition is None:
        raise InvalidDefinition(problems)
    if definition.canonical != data:
        raise InvalidDefinition(
            (Problem("", 1, "Los datos guardados de la definición no están en su forma canónica."),)
        )
    return definition


def _syntax(message: str, text: str, file: str) -> Problem:
    found = POSITION.search(message)
    line = int(found[1]) if found else max(text.count("\n"), 1)
    sentences = {
        "Cannot overwrite a value": "Esta clave ya estaba escrita en la misma tabla.",
        "Cannot declare": "Esta tabla ya estaba escrita, o se escribió de otra manera.",
        "Unclosed array": "Falta cerrar una lista con «]».",
        "Unclosed inline table": "Falta cerrar una tabla con «}».",
        "Unterminated string": "Falta cerrar un texto con comillas.",
        "Illegal character": "Falta cerrar un texto con comillas antes del fin de la línea.",
        "Expected '=' after a key": "Después del nombre de una clave va «=».",
        "Invalid value": "Después de «=» va un texto entre comillas, un número, true, false, una fecha o una lista.",
        "Invalid statement": "Esta línea no es una tabla ni una clave.",
    }
    for start, sentence in sentences.items():
        if message.startswith(start):
            return Problem(file, line, sentence)
    return Problem(file, line, "Esta línea no se puede leer: revisá comillas, comas y corchetes.")


def _read(raw: Mapping[str, Any], source: Source) -> tuple[Definition | None, tuple[Problem, ...]]:
    head = Table(source, raw)
    status = head.one_of("status", STATUSES, "")
    if head.integer("format", required=True) not in {0, FORMAT}:
        head.problem(f"El formato de este archivo es otro; este programa lee el formato {FORMAT}.", "format")
    runnable = status != "transcription"
    choices = _choices(head)
    definition = Definition(
        code=head.text("code", required=True),
        version=head.text("version", required=True),
        status=status,
        title=head.text("title", required=True),
        title_en=head.text("title_en"),
        process=head.text("process"),
        process_en=head.text("process_en"),
        organisation=head.text("organisation"),
        prepared_by=head.text("prepared_by"),
        reviewed_by=head.text("reviewed_by"),
        approved_by=head.texts("approved_by"),
        effective_from=head.day("effective_from"),
        review_months=head.integer("review_months", 12),
        supersedes=head.text("supersedes"),
        reason=head.text("reason"),
        impact=head.text("impact"),
        note=head.text("note"),
        note_en=head.text("note_en"),
        iso_edition=head.text("iso_edition"),
        sections=_each(head, "section", "la sección", document.section),
        phases=_each(head, "phase", "la sección", document.phase),
        roles=_each(head, "role", "el rol", document.role),
        records=_each(head, "record", "el registro", lambda table: records.record(table, choices)),
        choices=choices,
        limits=_each(head, "limit", "el límite", document.limit),
        modalities=_each(head, "modality", "la modalidad", document.modality),
        actions=_each(head, "action", "la acción", lambda table: actions.action(table, runnable=runnable)),
        events=_each(head, "event", "el hecho", actions.event),
        fact_labels=_named(head, "fact", "el dato", lambda _key, table: document.fact_label(table)),
        milestones=_each(head, "milestone", "el hito", document.milestone),
        outcomes=_each(head, "outcome", "el final", document.outcome),
        indicators=_each(head, "indicator", "el indicador", actions.indicator),
        clauses=_each(head, "clause", "la cláusula", document.clause),
        cases=_each(head, "case", "el caso", actions.case),
        after_closing=head.texts("after_closing") if "after_closing" in raw else None,
        **_identity(raw, source),
    )
    head.close()
    if not source.problems:
        check(definition, source)
    problems = tuple(sorted(source.problems, key=lambda problem: problem.line))
    return (None if problems else definition), problems


def _identity(raw: Mapping[str, Any], source: Source) -> dict[str, Any]:
    try:
        data = canonical_bytes(raw)
    except (NotCanonical, ValueError) as wrong:
        source.problem(f"Los números con decimales y las horas no entran en una definición: {wrong}.", token=str(wrong))
        return {}
    return {"canonical": data, "hash": digest(data)}


def _each[T](head: Table, name: str, kind: str, read: Callable[[Table], T | None]) -> tuple[T, ...]:
    items = head.take(name)
    if items is None:
        return ()
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        head.source.problem(f"«{name}» se escribe en tablas [[{name}]].", name)
        return ()
    result = []
    for index, item in enumerate(items):
        called = next((item[key] for key in ("id", "name", "code", "number") if isinstance(item.get(key), str)), "")
        table = Table(head.source, item, name, index, f"{kind} «{called}»" if called else f"{kind} sin nombre")
        value = read(table)
        table.close()
        if value is not None:
            result.append(value)
    return tuple(result)


def _named[T](head: Table, name: str, kind: str, read: Callable[[str, Table], T]) -> dict[str, T]:
    result = {}
    for key, item in sorted(head.mapping(name).items()):
        nested = head.source.lines.tables.get((f"{name}.{key}", 0)) is not None
        where = f"{name}.{key}" if nested else name
        about = f"{kind} «{key}»"
        if not isinstance(item, Mapping):
            head.source.problem(f"{about[0].upper()}{about[1:]} se escribe entre llaves.", where, key=key)
            continue
        table = Table(head.source, item, where, 0, about, "" if nested else key)
        result[key] = read(key, table)
        table.close()
    return result


def _choices(head: Table) -> dict[str, Choice]:
    return _named(head, "choice", "el catálogo", records.choice)
