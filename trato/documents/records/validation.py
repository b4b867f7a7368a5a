"""Checking a body against its kind of record, and saying what is wrong in the words of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from trato.procedure import Definition, Field, RecordKind


def problems_of(definition: Definition, kind: str, body: Mapping[str, Any]) -> list[str]:
    """List what is wrong with the body, one sentence a datum; empty when it can be issued."""
    validator = _validator(definition, kind)
    if validator is None:
        return [
            _("%(code)s version %(version)s has no record called «%(kind)s».")
            % {"code": definition.code, "version": definition.version, "kind": kind}
        ]
    record = definition.record(kind)
    errors = sorted(validator.iter_errors(dict(body)), key=lambda error: [str(part) for part in error.absolute_path])
    problems = [sentence for error in errors for sentence in _sentences(error, record)]
    return list(dict.fromkeys([*problems, *_impossible_dates(record.fields, body)]))


@lru_cache(maxsize=256)
def _validator(definition: Definition, kind: str) -> Draft202012Validator | None:
    try:
        return Draft202012Validator(definition.record(kind).schema())
    except KeyError:
        return None


def _sentences(error: ValidationError, record: RecordKind) -> Iterator[str]:
    path = list(error.absolute_path)
    instance: Any = error.instance
    schema: Mapping[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    name = _name(path, record.fields)
    match error.validator:
        case "required":
            for missing in (key for key in schema["required"] if key not in instance):
                yield _("«%(field)s» is missing.") % {"field": _name([*path, missing], record.fields)}
        case "minLength" | "minItems":
            yield _("«%(field)s» is empty.") % {"field": name}
        case "enum":
            yield _("«%(field)s»: «%(value)s» is not one of its options.") % {"field": name, "value": instance}
        case "pattern":
            yield _("«%(field)s»: «%(value)s» is not written as it should be.") % {"field": name, "value": instance}
        case "minimum" | "maximum":
            yield _("«%(field)s» is out of range.") % {"field": name}
        case "additionalProperties":
            extra = ", ".join(sorted(key for key in instance if key not in schema.get("properties", {})))
            yield _("The record holds nothing called %(extra)s.") % {"extra": extra}
        case _:
            yield _("«%(field)s» does not hold the kind of datum it should.") % {"field": name or record.title}


def _name(path: list[Any], fields: tuple[Field, ...]) -> str:
    """Return the datum as the form calls it: «Requisitos, 2: Texto»."""
    words: list[str] = []
    for part in path:
        if isinstance(part, int):
            words[-1:] = [f"{words[-1]}, {part + 1}"] if words else [str(part + 1)]
            continue
        found = next((field for field in fields if field.key == part), None)
        words.append(title_of(found) if found else str(part))
        fields = found.of if found else ()
    return ": ".join(words)


def title_of(field: Field) -> str:
    """Return the field's title in the language of the interface."""
    return field.title_en if (get_language() or "es").startswith("en") and field.title_en else field.title


def _impossible_dates(fields: tuple[Field, ...], body: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """Find what the schema's pattern lets through: 2026-02-31."""
    for field in fields:
        value = body.get(field.key)
        if field.type == "table" and isinstance(value, list):
            for place, row in enumerate(value, start=1):
                if isinstance(row, dict):
                    yield from _impossible_dates(field.of, row, f"{before}{title_of(field)}, {place}: ")
        if field.type not in {"date", "datetime"} or not isinstance(value, str) or not value:
            continue
        try:
            date.fromisoformat(value) if field.type == "date" else datetime.fromisoformat(value)
        except ValueError:
            yield _("«%(field)s»: %(value)s does not exist in the calendar.") % {
                "field": before + title_of(field),
                "value": value,
            }
