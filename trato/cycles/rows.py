"""Forms with a table of rows (requirements, answers, lines): add, remove and move a row without any script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import StepForm, offer, options
from trato.cycles.situation import Situation
from trato.ui.forms import Form

MOST = 500
NUMBER = re.compile(r"[0-9]{1,9}")
PREFIX = "rows"

type Row = dict[str, list[str]]
"""What was typed in one row, by field, as posted."""


class RowForm(Form):
    """One row; `closed` fills its choices from the pinned definition. A row left blank is no row."""

    closed: ClassVar[dict[str, str]] = {}
    number_prefix = None

    def __init__(self, *args: Any, situation: Situation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, catalogue in self.closed.items():
            offer(self.fields[name], options(situation.definition, catalogue))


class RowsForm(StepForm):
    """A form that also has rows: `self.rows` is the formset, `cleaned_data["rows"]` the filled ones, in order.

    Initial rows come under the key "rows". The buttons named `_again` only rearrange what was typed: `add`, `drop-3`,
    `up-3`, `down-3`, rows counted from 0. Further tables are declared in `tables` by name: each starts without a spare
    row, stands in `self.further`, takes its initial and gives its cleaned rows under that name, and has buttons such
    as `add@name`.
    """

    row_form: ClassVar[type[RowForm]] = RowForm
    spare: ClassVar[int] = 1
    at_least: ClassVar[int] = 1
    tables: ClassVar[dict[str, type[RowForm]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = dict(kwargs.get("initial") or {})
        first = {name: initial.pop(name, []) for name in (PREFIX, *self.tables)}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.rows = self._formset(PREFIX, self.row_form, first[PREFIX], self.spare)
        self.further = {name: self._formset(name, made, first[name], 0) for name, made in self.tables.items()}

    def every_row(self) -> Iterator[Any]:
        """Give each row of each table."""
        for table in (self.rows, *self.further.values()):
            yield from table

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        for name, table in ((PREFIX, self.rows), *self.further.items()):
            if not table.is_valid():
                for error in table.non_form_errors():
                    self.add_error(None, error)
                if any(table.errors) and not self.has_error(NON_FIELD_ERRORS, "rows"):
                    self.add_error(None, ValidationError(_("Look at the rows marked below."), code="rows"))
            self.cleaned_data[name] = [row.cleaned_data for row in table if row.is_valid() and row.has_changed()]
        if len(self.cleaned_data[PREFIX]) < self.at_least and not self.errors:
            self.add_error(None, _("Write at least one row."))

    @classmethod
    def arranged(cls, what: str, rows: list[Row], data: QueryDict) -> list[Row]:  # noqa: ARG003 - for those that have buttons
        """Answer an `_again` button of the form's own: the rows as they become; `data` is the form's to change."""
        return rows

    def _formset(self, name: str, row_form: type[RowForm], initial: list[Any], spare: int) -> BaseFormSet[Any]:
        made: Any = forms.formset_factory(
            row_form, extra=spare, max_num=MOST, absolute_max=MOST + 10, validate_max=True
        )
        formset: BaseFormSet[Any] = made(
            data=self.data if self.is_bound else None,
            initial=None if self.is_bound else initial,
            prefix=name,
            form_kwargs={"situation": self.situation},
            auto_id=f"{str(self.auto_id).replace('%s', '')}%s",
        )
        return formset


def rearranged(data: QueryDict, what: str, form: type[forms.Form] | None = None) -> QueryDict:
    """Return the posted data with a row added, dropped or moved; nothing else changes.

    `what` may name a further table after an @; what is none of these the form itself answers, in `arranged`.
    """
    data = data.copy()
    command, _at, table = what.partition("@")
    prefix = table or PREFIX
    rows = rows_of(data, prefix)
    verb, _dash, place = command.partition("-")
    at = number_in(place, otherwise=-1)
    if verb == "add":
        rows.append(_new_row(form, table))
    elif 0 <= at < len(rows):
        if verb == "drop":
            del rows[at]
        elif verb == "up" and at > 0:
            rows[at - 1], rows[at] = rows[at], rows[at - 1]
        elif verb == "down" and at + 1 < len(rows):
            rows[at + 1], rows[at] = rows[at], rows[at + 1]
    elif form is not None and issubclass(form, RowsForm):
        rows = form.arranged(command, rows, data)
    return with_rows(data, rows, prefix)


def _new_row(form: type[forms.Form] | None, table: str) -> Row:
    """Return a row that says what its fields usually say, as the spare one of a fresh page does."""
    if form is None or not issubclass(form, RowsForm):
        return {}
    made = form.tables.get(table, RowForm) if table else form.row_form
    fields: dict[str, forms.Field] = made.base_fields
    return {name: [field.initial] for name, field in fields.items() if isinstance(field.initial, str)}


def rows_of(data: QueryDict, prefix: str = PREFIX) -> list[Row]:
    """Return what was typed in each row of a table, in order."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "0")
    rows: list[Row] = [{} for _n in range(min(number_in(total, otherwise=0), MOST))]
    for key in data:
        if not key.startswith(f"{prefix}-"):
            continue
        rest = key.removeprefix(f"{prefix}-")
        number, _hyphen, name = rest.partition("-")
        at = number_in(number, otherwise=MOST)
        if name and at < len(rows):
            rows[at][name] = data.getlist(key)
    return rows


def number_in(text: str, *, otherwise: int) -> int:
    """Read the number of a row as forms write it; a text that is none, or too long, is `otherwise`."""
    return int(text) if NUMBER.fullmatch(text) else otherwise


def with_rows(data: QueryDict, rows: list[Row], prefix: str = PREFIX) -> QueryDict:
    """Return the posted data with these rows in place of those of the table."""
    fresh = QueryDict(mutable=True)
    for key in data:
        if not key.startswith(f"{prefix}-") and key != "_again":
            fresh.setlist(key, data.getlist(key))
    fresh[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    fresh[f"{prefix}-INITIAL_FORMS"] = "0"
    for number, row in enumerate(rows):
        for name, values in row.items():
            fresh.setlist(f"{prefix}-{number}-{name}", values)
    return fresh
