"""Record kinds: what each record of the procedure holds, from which forms, checks and prints are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FIELD_TYPES = frozenset(
    {
        "text",
        "longtext",
        "int",
        "percent",
        "rate",
        "bool",
        "date",
        "datetime",
        "code",
        "money",
        "hash",
        "list",
        "table",
    },
)
WHOLE = 10_000
"""Basis points of a whole: no percentage of a record is more."""
BOUNDS: Mapping[str, Mapping[str, int]] = {"percent": {"minimum": 0, "maximum": WHOLE}, "rate": {"minimum": 0}}
DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema"

type Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: str
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A catalogue in the order shown; `editable` ones are a base installations add to, so records take any code."""

    name: str
    label: str
    label_en: str
    options: tuple[Option, ...]
    editable: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(option.code for option in self.options)

    def label_of(self, code: str, language: str = "es") -> str:
        """Return the label of a code, or the code itself when it is not in the catalogue."""
        for option in self.options:
            if option.code == code:
                return option.label_en if language.startswith("en") and option.label_en else option.label
        return code


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One datum of a record; `of` holds the columns of a table, `choices` names the catalogue, `width` is of 6.

    A `percent` is whole basis points; a `rate` is an integer of which the last `decimals` digits follow the comma.
    """

    key: str
    title: str
    title_en: str = ""
    type: str = "text"
    required: bool = False
    choices: str = ""
    of: tuple[Field, ...] = ()
    width: int = 6
    section: str = ""
    section_en: str = ""
    help: str = ""
    help_en: str = ""
    decimals: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """A kind of record; `code_prefix` begins the number people read (RAR-2026-0042)."""

    id: str
    title: str
    title_en: str
    code_prefix: str
    retention_years: int
    fields: tuple[Field, ...]
    source: str = "proposed"
    choices: Mapping[str, Choice] = field(default_factory=dict, compare=False, repr=False)

    def field(self, key: str) -> Field:
        """Return the field with that key; KeyError when there is none."""
        for candidate in self.fields:
            if candidate.key == key:
                return candidate
        raise KeyError(key)

    def schema(self) -> Schema:
        """Return the JSON Schema (2020-12) of the record's body."""
        return {"$schema": DRAFT_2020_12, "title": self.title, **_object(self.fields, self.choices)}


def _object(fields: tuple[Field, ...], choices: Mapping[str, Choice]) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {item.key: _property(item, choices) for item in fields},
        "required": [item.key for item in fields if item.required],
    }


def _property(item: Field, choices: Mapping[str, Choice]) -> Schema:
    schema: Schema = {"title": item.title}
    match item.type:
        case "int" | "percent" | "rate":
            schema |= {"type": "integer", **BOUNDS.get(item.type, {})}
        case "bool":
            schema |= {"type": "boolean"}
        case "date":
            schema |= {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
        case "datetime":
            schema |= {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}"}
        case "hash":
            schema |= {"type": "string", "pattern": r"^[0-9a-f]{64}$"}
        case "money":
            schema |= {
                "type": "object",
                "additionalProperties": False,
                "properties": {"minor": {"type": "integer"}, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}},
                "required": ["minor", "currency"],
            }
        case "table":
            schema |= {"type": "array", "items": _object(item.of, choices)}
        case "list":
            schema |= {"type": "array", "items": _text(item, choices)}
        case _:
            schema |= _text(item, choices)
    return _filled(schema) if item.required else _or_empty(schema)


def _text(item: Field, choices: Mapping[str, Choice]) -> Schema:
    if item.choices and not choices[item.choices].editable:
        return {"type": "string", "enum": list(choices[item.choices].codes)}
    return {"type": "string"}


def _filled(schema: Schema) -> Schema:
    if schema["type"] == "string" and not {"enum", "pattern"} & schema.keys():
        return {**schema, "minLength": 1}
    if schema["type"] == "array":
        return {**schema, "minItems": 1}
    return schema


def _or_empty(schema: Schema) -> Schema:
    """Let an optional datum be null; an optional text, code or date may also be the empty string."""
    if schema["type"] == "array":
        return schema
    if "enum" in schema:
        return {**schema, "type": ["string", "null"], "enum": [*schema["enum"], "", None]}
    if "pattern" in schema:
        return {**schema, "type": ["string", "null"], "pattern": f"{schema['pattern']}|^$"}
    return {**schema, "type": [schema["type"], "null"]}
