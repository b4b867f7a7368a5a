"""The client's file as a form: a value and a tick for each datum; what is proven comes ticked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from trato.clients.actions import Confirmation
from trato.clients.labels import LABELS, shown
from trato.clients.models import TaxCondition
from trato.clients.queries import file_of
from trato.cycles.forms import StepForm, options
from trato.ui.forms import CodeChoiceField, CuitField, LongTextField, PhoneField

__all__ = ["LABELS", "FileForm"]


class FileForm(StepForm):
    """One value and one tick per datum that the ending asks for."""

    number_prefix = None

    comment = LongTextField(label=_("Comment"), rows=2, required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = file_of(self.cycle, self.situation)
        self.sources = dict(options(self.situation.definition, "datum-source"))
        for datum in self.known:
            field = _field(datum.key)
            field.initial = datum.value
            self.fields[datum.key] = field
            self.fields[f"ok_{datum.key}"] = forms.BooleanField(
                label=_("Confirmed: %(datum)s") % {"datum": LABELS[datum.key]},
                required=False,
                initial=bool(datum.proof),
            )

    def proven(self) -> bool:
        """Tell whether a contract, a code or a movement proves some of it."""
        return any(datum.proof for datum in self.known)

    def rows(self) -> list[dict[str, Any]]:
        """Return each datum with its bound value and tick, for the template."""
        return [
            {
                "value": self[datum.key],
                "tick": self[f"ok_{datum.key}"],
                "previous": shown(datum.key, datum.previous),
                "changes": datum.previous != datum.value,
                "proof": self.sources.get(datum.proof, ""),
            }
            for datum in self.known
        ]

    def confirmations(self) -> list[Confirmation]:
        """Return what was typed, once valid; labels in the language of the house, for the record."""
        with translation.override(settings.LANGUAGE_CODE):
            return [
                Confirmation(
                    key=datum.key,
                    label=str(LABELS[datum.key]),
                    value=self.cleaned_data[datum.key],
                    shown=shown(datum.key, self.cleaned_data[datum.key]),
                    source=datum.proof if datum.proof and self.cleaned_data[datum.key] == datum.value else "client",
                    confirmed=self.cleaned_data[f"ok_{datum.key}"],
                )
                for datum in self.known
            ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for datum in self.known:
            if cleaned.get(f"ok_{datum.key}") and datum.key in cleaned and not cleaned[datum.key]:
                self.add_error(datum.key, _("Write it, or leave it without confirming."))
        if not self.errors:
            cleaned["data"] = self.confirmations()
        return cleaned


def _field(key: str) -> forms.Field:
    label: Any = LABELS[key]
    if key == "cuit":
        return CuitField(label=label, required=False)
    if key == "phone":
        return PhoneField(label=label, required=False)
    if key in {"mail", "billing_mail"}:
        return forms.EmailField(label=label, required=False, max_length=254)
    if key == "tax_condition":
        return CodeChoiceField(label=label, choices=TaxCondition.choices, as_="select", required=False)
    return forms.CharField(label=label, required=False, max_length=200)
