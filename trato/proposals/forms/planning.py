"""The payment plan agreed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from trato.cycles.rows import RowForm, RowsForm
from trato.procedure import Money
from trato.proposals.fields import AmountField
from trato.proposals.prefill import plan_to_start_from
from trato.requirements.money import written
from trato.ui.forms import LocalDateField, LongTextField


class InstalmentForm(RowForm):
    """An instalment as it was agreed."""

    concept = forms.CharField(label=gettext_lazy("Instalment"), max_length=120)
    amount = AmountField(label=gettext_lazy("Amount, VAT included"))
    due = forms.CharField(label=gettext_lazy("When it is paid"), max_length=120, required=False)
    due_on = LocalDateField(label=gettext_lazy("Date, if agreed"), required=False)
    gates_start = forms.BooleanField(label=gettext_lazy("Enables the start"), required=False)


class PlanForm(RowsForm):
    """The plan agreed, filled from the proposal accepted."""

    number_prefix = None
    row_form = InstalmentForm
    spare = 0

    notes = LongTextField(label=gettext_lazy("Notes"), rows=2, required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.currency, rows = plan_to_start_from(kwargs["situation"])
        kwargs["initial"] = {"rows": rows} | dict(kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def instalments(self) -> list[dict[str, Any]]:
        """Return the rows as the record writes them."""
        made = []
        for number, row in enumerate(self.cleaned_data["rows"], start=1):
            one: dict[str, Any] = {
                "number": number,
                "concept": row["concept"],
                "amount": written(Money(row["amount"], self.currency)),
                "gates_start": row["gates_start"],
            }
            if row["due"]:
                one["due"] = row["due"]
            if row["due_on"]:
                one["due_on"] = row["due_on"].isoformat()
            made.append(one)
        return made

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            self.cleaned_data = {"instalments": self.instalments(), "notes": self.cleaned_data["notes"]}
