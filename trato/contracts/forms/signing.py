"""The signatures taken in the house: Squad's own, a file signed by both, a refusal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from trato.contracts.queries import issued_contract, issued_row
from trato.cycles.forms import StepForm
from trato.documents.files import UploadField
from trato.ui.forms import LocalDateTimeField, LongTextField


class SignForm(StepForm):
    """Sign for Squad exactly the text on screen."""

    number_prefix = None

    contract = forms.CharField(widget=forms.HiddenInput())
    read = forms.BooleanField(
        label=gettext_lazy("I read the contract and sign it for Squad."),
        error_messages={"required": gettext_lazy("Tick the box to sign.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        contract = issued_contract(kwargs["situation"])
        kwargs["initial"] = {"contract": contract.hash if contract else ""}
        super().__init__(*args, **kwargs)


class CountersignedForm(StepForm):
    """A file signed by both parties, read and verified."""

    number_prefix = None

    contract = forms.CharField(widget=forms.HiddenInput())
    file = UploadField(label=gettext_lazy("The contract signed by both"))
    name = forms.CharField(label=gettext_lazy("Who signed for the client"), max_length=120)
    capacity = forms.CharField(label=gettext_lazy("In what capacity"), max_length=120, required=False)
    digital = forms.BooleanField(label=gettext_lazy("It carries digital signatures"), required=False)
    verified = forms.BooleanField(
        label=gettext_lazy("I compared its text and its signatures with the contract issued."),
        error_messages={"required": gettext_lazy("Compare it before verifying it.")},
    )
    occurred_at = LocalDateTimeField(
        label=gettext_lazy("When it was signed"), required=False, help_text=gettext_lazy("If it was not now.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        contract = issued_contract(kwargs["situation"])
        row = issued_row(kwargs["situation"])
        kwargs["initial"] = {
            "contract": contract.hash if contract else "",
            "name": row.signatory.name if row else "",
            "capacity": row.signatory.position if row else "",
        }
        super().__init__(*args, **kwargs)


class DeclineForm(StepForm):
    """Why the client does not sign, told to somebody of the house."""

    number_prefix = None

    contract = forms.CharField(widget=forms.HiddenInput())
    name = forms.CharField(label=gettext_lazy("Who said so"), max_length=120)
    reason = LongTextField(label=gettext_lazy("Why they do not sign"), rows=2, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        contract = issued_contract(kwargs["situation"])
        row = issued_row(kwargs["situation"])
        kwargs["initial"] = {
            "contract": contract.hash if contract else "",
            "name": row.signatory.name if row else "",
        }
        super().__init__(*args, **kwargs)
