"""Shapes of what is typed to ask for, prove, verify and follow up a payment."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.forms import StepForm, offer
from trato.cycles.rows import RowForm, RowsForm
from trato.payments.queries import plan
from trato.payments.rules import Withholding
from trato.ui.forms import CodeChoiceField, LocalDateField, LongTextField, MoneyField
from trato.ui.values import money_text


class InstalmentForm(StepForm):
    """A form about one instalment of the plan."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self.fields["instalment"],
            [(str(one.number), f"{one.number}. {one.concept}, {money_text(one.amount)}") for one in plan(self.cycle)],
        )

    def clean_instalment(self) -> int:
        return int(self.cleaned_data["instalment"])


class RequestForm(InstalmentForm):
    """What is asked for, until when, into which account."""

    number_prefix = "P"

    instalment = forms.ChoiceField(label=gettext_lazy("Instalment"))
    amount = MoneyField(label=gettext_lazy("Amount"), currencies=("ARS", "USD"))
    due_on = LocalDateField(label=gettext_lazy("Due on"))
    invoice_number = forms.CharField(label=gettext_lazy("Invoice number"), max_length=40, required=False)
    no_invoice_reason = forms.CharField(
        label=gettext_lazy("Why there is no invoice yet"), max_length=120, required=False
    )
    cbu = forms.CharField(label=gettext_lazy("CBU or alias"), max_length=40)
    recipients = forms.CharField(
        label=gettext_lazy("Send to"), max_length=500, help_text=gettext_lazy("E-mail addresses separated by commas.")
    )
    message = LongTextField(label=gettext_lazy("Message"), rows=3, required=False, max_length=4000)

    def clean_recipients(self) -> list[str]:
        return addresses(self.cleaned_data["recipients"])


class ProofForm(InstalmentForm):
    """The proof somebody sent."""

    number_prefix = None

    instalment = forms.ChoiceField(label=gettext_lazy("Instalment"))
    amount = MoneyField(label=gettext_lazy("Amount"), currencies=("ARS", "USD"))
    paid_on = LocalDateField(label=gettext_lazy("Paid on"))
    payer = forms.CharField(label=gettext_lazy("Payer"), max_length=120, required=False)
    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=80, required=False)
    file = forms.FileField(label=gettext_lazy("Proof"))


class WithholdingForm(RowForm):
    """A certificate of withholding."""

    closed: ClassVar = {"tax": "tax"}

    tax = CodeChoiceField(label=gettext_lazy("Tax"), choices=[], as_="select")
    regime = forms.CharField(label=gettext_lazy("Regime or jurisdiction"), max_length=60, required=False)
    certificate = forms.CharField(label=gettext_lazy("Certificate"), max_length=40, required=False)
    amount = MoneyField(label=gettext_lazy("Amount"), currencies=("ARS",))


class VerifyForm(InstalmentForm, RowsForm):
    """What the bank credited, and what was withheld."""

    number_prefix = "V"
    row_form = WithholdingForm
    at_least = 0

    instalment = forms.ChoiceField(label=gettext_lazy("Instalment"))
    credited = MoneyField(label=gettext_lazy("Credited by the bank"), currencies=("ARS", "USD"))
    credited_on = LocalDateField(label=gettext_lazy("Credited on"))
    bank_reference = forms.CharField(
        label=gettext_lazy("Bank movement"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Its number in the statement. Without it, a proof uploaded by somebody else is needed."),
    )
    difference_reason = forms.CharField(label=gettext_lazy("Cause of the difference"), max_length=300, required=False)
    comment = LongTextField(label=gettext_lazy("Comment"), rows=2, required=False, max_length=1000)

    def withholdings(self) -> list[Withholding]:
        """Return the certificates typed."""
        return [Withholding(**row) for row in self.cleaned_data["rows"]]

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            self.cleaned_data["withholdings"] = self.withholdings()


class StartForm(StepForm):
    """Why to start before being paid."""

    number_prefix = None
    closed: ClassVar = {"reason": "start-reason"}

    reason = CodeChoiceField(label=gettext_lazy("Reason"), choices=[], as_="select")
    comment = LongTextField(label=gettext_lazy("Why"), rows=2, max_length=1000)


class BounceForm(InstalmentForm):
    """Which payment was rejected."""

    number_prefix = None

    instalment = forms.ChoiceField(label=gettext_lazy("Instalment"))
    comment = LongTextField(label=gettext_lazy("What happened"), rows=2, max_length=1000)


class FollowForm(InstalmentForm):
    """What the client said, and when to insist."""

    number_prefix = None
    closed: ClassVar = {"medium": "medium", "answer": "collection-answer"}

    instalment = forms.ChoiceField(label=gettext_lazy("Instalment"))
    medium = CodeChoiceField(label=gettext_lazy("Medium"), choices=[], as_="select")
    answer = CodeChoiceField(label=gettext_lazy("Answer"), choices=[], as_="select")
    summary = LongTextField(label=gettext_lazy("What was said"), rows=2, max_length=2000)
    next_on = LocalDateField(label=gettext_lazy("Insist on"), required=False)


def addresses(typed: str) -> list[str]:
    """Read e-mail addresses separated by commas; raise ValidationError naming the wrong one."""
    found = [address.strip() for address in typed.replace(";", ",").split(",") if address.strip()]
    for address in found:
        try:
            validate_email(address)
        except ValidationError:
            raise ValidationError(_("«%s» is not an e-mail address.") % address) from None
    if not found:
        raise ValidationError(_("Write at least one address."))
    return found
