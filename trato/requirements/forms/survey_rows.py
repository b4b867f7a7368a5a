"""The rows of a RAR: its requirements, and what the parties agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from trato.cycles.rows import Row, RowForm
from trato.requirements.suggested import USUAL, suggested
from trato.ui.forms import CodeChoiceField, LocalDateField, LongTextField

MOST_PASTED = 200
COLUMNS = ("text", "kind", "source", "priority", "acceptance", "charge")


class RequirementRow(RowForm):
    """One requirement; its number is kept from version to version."""

    closed: ClassVar = {
        "kind": "requirement-kind",
        "source": "requirement-source",
        "priority": "requirement-priority",
        "charge": "charge",
    }
    mark_optional = False

    id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8)
    text = LongTextField(label=_("Requirement"), rows=2, max_length=2000)
    priority = CodeChoiceField(label=_("Priority"), choices=[], as_="select", initial=USUAL["priority"])
    charge = CodeChoiceField(label=_("In charge of it"), choices=[], as_="select", initial=USUAL["charge"])
    kind = CodeChoiceField(label=_("Kind"), choices=[], as_="select", initial=USUAL["kind"])
    source = CodeChoiceField(label=_("Where it comes from"), choices=[], as_="select", initial=USUAL["source"])
    acceptance = LongTextField(
        label=_("Acceptance criterion, if it is a must have"), rows=1, required=False, max_length=2000
    )


class AgreementRow(RowForm):
    """Something the parties agreed."""

    closed: ClassVar = {"charge": "charge"}

    text = LongTextField(label=_("Agreement"), rows=2, max_length=2000)
    agreed_on = LocalDateField(label=_("Date"), required=False)
    means = forms.CharField(label=_("How"), required=False, max_length=120)
    charge = CodeChoiceField(label=_("In charge of it"), choices=[], as_="select", required=False)


def with_more(what: str, rows: list[Row], data: QueryDict) -> list[Row]:
    """Add rows from pasted text (`paste`) or the usual ones of a need (`usual-shop`), after what is written.

    Blank rows go; a text that is there already is not added again. The pasted text is taken out of `data`.
    """
    command, _dash, need = what.partition("-")
    new: Sequence[Mapping[str, str]] = ()
    if command == "paste":
        lines = [line.strip(" \t-•*·") for line in data.get("paste", "").splitlines()]
        new = [{**USUAL, "text": line} for line in lines if line][:MOST_PASTED]
        data["paste"] = ""
    elif command == "usual":
        new = suggested().get(need, ())
    kept = [row for row in rows if any("".join(row.get(name, ())).strip() for name in ("text", "acceptance"))]
    known = {"".join(row.get("text", ())).strip() for row in kept}
    fresh = [{key: [value] for key, value in row.items()} for row in new if row["text"] not in known]
    return [*kept, *fresh]
