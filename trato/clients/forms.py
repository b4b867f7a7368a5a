"""The client's file as a form: a value and a tick for each datum; what is proven comes ticked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trato.clients.actions import Confirmation
from trato.clients.models import TaxCondition
from trato.clients.queries import file_of
from trato.cycles.forms import StepForm
from trato.ui.forms import CodeChoiceField, CuitField, LongTextField, PhoneField

LABELS: dict[str, str | Promise] = {
    "legal_name": _("Legal name"),
    "cuit": _("CUIT"),
    "tax_condition": _("VAT condition"),
    "address": _("Address"),
    "billing_mail": _("E-mail for invoices"),
    "contact": _("Contact person"),
    "mail": _("E-mail"),
    "phone": _("Phone"),
    "domain": _("Web site"),
}


class FileForm(StepForm):
    """One value and one tick per datum that the ending asks for."""

    number_prefix = None

    comment = LongTextField(label=_("Comment"), rows=2, required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = file_of(self.cycle, self.situation.evaluation.outcome)
        for datum in self.known:
            field = _field(datum.key)
            field.initial = datum.value
            self.fields[datum.key] = field
            self.fields[f"ok_{datum.key}"] = forms.BooleanField(
                label=_("Confirmed"), required=False, initial=bool(datum.proof)
            )

    def rows(self) -> list[dict[str, Any]]:
        """Return each datum with its bound value and tick, for the template."""
        return [{"datum": datum, "value": self[datum.key], "tick": self[f"ok_{datum.key}"]} for datum in self.known]

    def confirmations(self) -> list[Confirmation]:
        """Return what was typed, once valid."""
        return [
            Confirmation(
                key=datum.key,
                label=str(LABELS[datum.key]),
                value=self.cleaned_data[datum.key],
                shown=self._shown(datum.key),
                source=datum.proof or "client",
                confirmed=self.cleaned_data[f"ok_{datum.key}"],
            )
            for datum in self.known
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            cleaned["data"] = self.confirmations()
        return cleaned

    def _shown(self, key: str) -> str:
        value: str = self.cleaned_data[key]
        return str(TaxCondition(value).label) if key == "tax_condition" and value else value


def _field(key: str) -> forms.Field:
    label = LABELS[key]
    if key == "cuit":
        return CuitField(label=label, required=False)
    if key == "phone":
        return PhoneField(label=label, required=False)
    if key in {"mail", "billing_mail"}:
        return forms.EmailField(label=label, required=False, max_length=254)
    if key == "tax_condition":
        return CodeChoiceField(label=label, choices=TaxCondition.choices, as_="select", required=False)
    return forms.CharField(label=label, required=False, max_length=200)
