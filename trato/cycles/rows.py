"""Forms with a table of rows (requirements, answers, lines): add, remove and move a row without any script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import StepForm, offer, options
from trato.cycles.situation import Situation
from trato.ui.forms import Form

MOST = 500
PREFIX = "rows"


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
    `up-3`, `down-3`, rows counted from 0.
    """

    row_form: ClassVar[type[RowForm]] = RowForm
    spare: ClassVar[int] = 1
    at_least: ClassVar[int] = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = dict(kwargs.get("initial") or {})
        first = initial.pop("rows", [])
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        made: Any = forms.formset_factory(
            self.row_form, extra=self.spare, max_num=MOST, absolute_max=MOST + 10, validate_max=True
        )
        self.rows: BaseFormSet[Any] = made(
            data=self.data if self.is_bound else None,
            initial=None if self.is_bound else first,
            prefix=PREFIX,
            form_kwargs={"situation": self.situation},
            auto_id=f"{str(self.auto_id).replace('%s', '')}%s",
        )

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or self._errors is None:
            return
        if not self.rows.is_valid():
            for error in self.rows.non_form_errors():
                self.add_error(None, error)
            if any(self.rows.errors):
                self.add_error(None, _("Look at the rows marked below."))
        filled = [row.cleaned_data for row in self.rows if row.is_valid() and row.has_changed()]
        self.cleaned_data["rows"] = filled
        if len(filled) < self.at_least and not self.errors:
            self.add_error(None, _("Write at least one row."))


def rearranged(data: QueryDict, what: str) -> QueryDict:
    """Return the posted data with a row added, dropped or moved; nothing else changes."""
    rows = _rows_of(data)
    verb, _dash, place = what.partition("-")
    at = int(place) if place.isdecimal() else -1
    if verb == "add":
        rows.append({})
    elif 0 <= at < len(rows):
        if verb == "drop":
            del rows[at]
        elif verb == "up" and at > 0:
            rows[at - 1], rows[at] = rows[at], rows[at - 1]
        elif verb == "down" and at + 1 < len(rows):
            rows[at + 1], rows[at] = rows[at], rows[at + 1]
    return _with_rows(data, rows)


def _rows_of(data: QueryDict) -> list[dict[str, list[str]]]:
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "0")
    rows: list[dict[str, list[str]]] = [{} for _n in range(min(int(total) if total.isdecimal() else 0, MOST))]
    for key in data:
        _prefix, _dash, rest = key.partition(f"{PREFIX}-")
        number, _hyphen, name = rest.partition("-")
        if number.isdecimal() and name and int(number) < len(rows):
            rows[int(number)][name] = data.getlist(key)
    return rows


def _with_rows(data: QueryDict, rows: list[Mapping[str, list[str]]] | list[dict[str, list[str]]]) -> QueryDict:
    fresh = QueryDict(mutable=True)
    for key in data:
        if not key.startswith(f"{PREFIX}-") and key != "_again":
            fresh.setlist(key, data.getlist(key))
    fresh[f"{PREFIX}-TOTAL_FORMS"] = str(len(rows))
    fresh[f"{PREFIX}-INITIAL_FORMS"] = "0"
    for number, row in enumerate(rows):
        for name, values in row.items():
            fresh.setlist(f"{PREFIX}-{number}-{name}", values)
    return fresh
