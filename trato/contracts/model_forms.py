"""The form of a version of the model contract: clauses in rows, what changes, and what no cycle says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from trato.contracts.models import Clause, ContractModel
from trato.contracts.publishing import NewClause, NewModel, seed
from trato.contracts.rules import FROM_THE_CYCLE, variables_in
from trato.contracts.variables import label_of
from trato.ui.forms import CodeChoiceField, Form, LongTextField

MOST = 80
VALUE = "value_"


class ClauseForm(Form):
    """One clause of the model."""

    number_prefix = None
    legend = ""

    title = forms.CharField(label=_("Title"), max_length=120)
    kind = CodeChoiceField(label=_("Kind"), choices=Clause.Kind.choices, as_="select")
    mandatory = forms.BooleanField(label=_("Mandatory"), required=False)
    text = LongTextField(label=_("Text"), rows=5, max_length=20_000)


class ModelForm(Form):
    """A version to publish, filled from the one in force, else from the text the product comes with."""

    number_prefix = "V"

    reason = LongTextField(label=_("What changes in this version"), rows=2, max_length=500)

    def __init__(self, standing: ContractModel | None, data: QueryDict | None = None) -> None:
        start = _of(standing) if standing else seed()
        super().__init__(data, initial={"reason": "" if standing else start.reason}, auto_id="modelo-%s")
        self.title = start.title
        made: Any = forms.formset_factory(
            ClauseForm, extra=0, max_num=MOST, absolute_max=MOST + 10, validate_max=True, min_num=1, validate_min=True
        )
        rows = [
            {"title": row.title, "kind": row.kind, "mandatory": row.mandatory, "text": row.text}
            for row in start.clauses
        ]
        self.rows: BaseFormSet[Any] = made(
            data=data, initial=None if data else rows, prefix="rows", auto_id="modelo-%s", form_kwargs={}
        )
        self.names = list(start.values)
        for name in self.names:
            self.fields[VALUE + name] = forms.CharField(
                label=label_of(name), max_length=300, required=False, initial=start.values[name]
            )

    def values(self) -> list[forms.BoundField]:
        """Return the fields of what no cycle says."""
        return [self[VALUE + name] for name in self.names]

    def is_valid(self) -> bool:
        """Judge the form and its rows together."""
        sound = self.rows.is_valid()
        if not sound and not self.has_error(NON_FIELD_ERRORS):
            self.add_error(None, _("Look at the clauses marked below."))
        return super().is_valid() and sound

    def forget_errors(self) -> None:
        """Show what was typed without judging it: its rows were only rearranged."""
        self._errors = forms.utils.ErrorDict()
        for row in self.rows:
            row._errors = forms.utils.ErrorDict()  # noqa: SLF001 - Django offers no public way

    def new_model(self) -> NewModel:
        """Return what was typed; variables new to the model become values without text."""
        clauses = [NewClause(**row.cleaned_data) for row in self.rows if row.has_changed()]
        values = {name: self.cleaned_data[VALUE + name] for name in self.names}
        used = variables_in(clause.text for clause in clauses)
        own = {name: values.get(name, "") for name in used if name not in FROM_THE_CYCLE}
        return NewModel(title=self.title, clauses=clauses, values=own, reason=self.cleaned_data["reason"])


def _of(model: ContractModel) -> NewModel:
    return NewModel(
        title=model.title,
        reason=model.reason,
        values=dict(model.values),
        clauses=[
            NewClause(title=row.title, text=row.text, kind=row.kind, mandatory=row.mandatory)
            for row in model.clauses.all()
        ],
    )
