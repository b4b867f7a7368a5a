"""What a file has in the columns of the list: values, where the page has marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from trato.cycles.models import Progress
from trato.prospects.columns import CLASSIFIED, Around, Column, place_of, tags_text
from trato.prospects.exports.text import Value
from trato.prospects.labels import GROUP_TITLES
from trato.prospects.rows import mark_of, step_text
from trato.ui.values import cuit_text

type Read = Callable[[Progress, Around], Value]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the file: its title, its value for a row, and its width in characters where it has one."""

    title: str | Promise
    read: Read
    width: int = 18


def fields_of(columns: Sequence[Column]) -> tuple[Field, ...]:
    """Return the columns of a file: who it is always, then those of the list."""
    return (*ALWAYS, *(field for column in columns for field in SHOWN[column.code]))


def values_of(row: Progress, fields: Sequence[Field], known: Around) -> list[Value]:
    return [field.read(row, known) for field in fields]


def _amount(row: Progress, _known: Around) -> Value:
    return Decimal(row.amount_minor).scaleb(-2) if row.amount_minor else None


def _next(row: Progress, known: Around) -> Value:
    return f"{row.next_section} {known.labels.get(row.next_action, '')}".strip()


def _group(group: str) -> Read:
    def read(row: Progress, known: Around) -> Value:
        code = known.classified.get(row.pk, {}).get(group, "")
        return known.options.get((group, code), code)

    return read


ALWAYS = (
    Field(gettext_lazy("Code"), lambda row, _known: row.code, 13),
    Field(gettext_lazy("Organisation"), lambda row, _known: row.organisation_name, 36),
    Field(gettext_lazy("Project"), lambda row, _known: row.title, 28),
)
# By the code of the column; the code of the cycle is there already.
SHOWN: Mapping[str, tuple[Field, ...]] = {
    "codigo": (),
    "cuit": (Field(gettext_lazy("CUIT"), lambda row, known: cuit_text(known.organisations[row.pk][0]), 15),),
    "localidad": (Field(gettext_lazy("Town"), place_of),),
    "estado": (Field(gettext_lazy("State"), lambda row, known: mark_of(row, known.today).word, 24),),
    "proxima": (Field(gettext_lazy("Next action"), _next, 34),),
    "paso": (
        Field(gettext_lazy("Next step on"), lambda row, _known: None if row.closed_at else row.next_step_on, 12),
        Field(gettext_lazy("Next step"), lambda row, _known: "" if row.closed_at else step_text(row), 28),
    ),
    "vence": (Field(gettext_lazy("Due"), lambda row, _known: row.due_on if row.closed_at is None else None, 12),),
    "avance": (Field(gettext_lazy("Phase"), lambda row, _known: row.phase, 8),),
    "monto": (
        Field(gettext_lazy("Currency"), lambda row, _known: row.amount_currency if row.amount_minor else "", 9),
        Field(gettext_lazy("Amount"), _amount, 14),
    ),
    "etiquetas": (Field(gettext_lazy("Tags"), tags_text, 28),),
    "responsable": (Field(gettext_lazy("Owner"), lambda row, known: known.owners.get(row.owner_id or 0, ""), 22),),
} | {code: (Field(GROUP_TITLES[group], _group(group)),) for group, code in CLASSIFIED.items()}
