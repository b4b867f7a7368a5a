"""A datum of a record as people read it: labels of codes, money, percentages, dates, names of people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from trato.procedure import Definition, Field, Money
from trato.ui import values


def language_of(language: str) -> str:
    """Return Django's code for the language of a record: "es-ar" or "en"."""
    return "en" if language.startswith("en") else "es-ar"


def titled(field: Field, language: str) -> str:
    """Return the field's title in that language."""
    return field.title_en if language.startswith("en") and field.title_en else field.title


def text_of(field: Field, value: Any, definition: Definition, *, language: str, names: Mapping[str, str]) -> str | None:
    """Write one datum; None when it is missing. The caller has activated the language."""
    if value is None or value in ("", [], {}):
        return None
    match field.type:
        case "bool":
            text = _("Yes") if value else _("No")
        case "int" | "percent" | "rate":
            text = _number(field, value)
        case "date":
            text = values.numeric_date(date.fromisoformat(value))
        case "datetime":
            text = _moment(value)
        case "money":
            text = values.money_text(Money(value["minor"], value["currency"]), exact=True)
        case "list":
            text = "\n".join(_word(field, item, definition, language, names) for item in value)
        case "table":
            text = "\n".join(row_of(field, row, definition, language=language, names=names) for row in value)
        case _:
            text = _word(field, value, definition, language, names)
    return text


def row_of(
    field: Field, row: Mapping[str, Any], definition: Definition, *, language: str, names: Mapping[str, str]
) -> str:
    """Write one row of a table in a line: «R1 · Vender 42 productos · Squad»."""
    cells = (text_of(column, row.get(column.key), definition, language=language, names=names) for column in field.of)
    return " · ".join(cell for cell in cells if cell)


def _number(field: Field, value: int) -> str:
    if field.type == "percent":
        return values.rate_text(value)
    if field.type == "rate":
        return values.decimal_text(value, field.decimals)
    return number_format(value, use_l10n=True)


def _word(field: Field, value: Any, definition: Definition, language: str, names: Mapping[str, str]) -> str:
    if field.choices:
        return definition.choice(field.choices).label_of(str(value), language)
    return names.get(str(value), str(value))


def _moment(value: str) -> str:
    moment = datetime.fromisoformat(value)
    # A moment without a zone was written by somebody's clock here: it is shown as it was written.
    return values.local_moment(moment) if moment.tzinfo else f"{moment:%d/%m/%Y %H:%M}"
