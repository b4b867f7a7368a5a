"""The proof of a payment and its verification as they are typed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.cycles.rows import RowForm, RowsForm
from trato.documents.files import UploadField
from trato.payments.forms.instalments import InstalmentForm
from trato.payments.queries import Account
from trato.payments.rules import Withholding
from trato.ui.forms import CodeChoiceField, LocalDateField, LongTextField, MoneyField
from trato.ui.values import money_text


class ProofForm(InstalmentForm):
    """The proof somebody sent."""

    number_prefix = None

    instalment = forms.ChoiceField(label=_("Instalment"))
    amount = MoneyField(label=_("Amount"), currencies=("ARS", "USD"))
    paid_on = LocalDateField(label=_("Paid on"))
    payer = forms.CharField(label=_("Payer"), max_length=120, required=False)
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)
    file = UploadField(label=_("Proof"))

    def wanted(self, account: Account) -> bool:
        return not account.complete

    def prefill(self, account: Account) -> None:
        self.fields["amount"].initial = account.remaining
        self.fields["payer"].initial = self.cycle.organisation.legal_name or self.cycle.organisation.name


class WithholdingForm(RowForm):
    """A certificate of withholding."""

    closed: ClassVar = {"tax": "tax"}

    tax = CodeChoiceField(label=_("Tax"), choices=[], as_="select")
    amount = MoneyField(label=_("Amount"), currencies=("ARS",))
    regime = forms.CharField(label=_("Regime or jurisdiction"), max_length=60, required=False)
    certificate = forms.CharField(label=_("Certificate"), max_length=40, required=False)
    on = LocalDateField(label=_("Date"), required=False)


class VerifyForm(InstalmentForm, RowsForm):
    """What the bank credited, and what was withheld."""

    number_prefix = "V"
    row_form = WithholdingForm
    at_least = 0

    instalment = forms.ChoiceField(label=_("Instalment"))
    credited = MoneyField(label=_("Credited by the bank"), currencies=("ARS", "USD"))
    credited_on = LocalDateField(label=_("Credited on"))
    bank_reference = forms.CharField(
        label=_("Bank movement"),
        max_length=80,
        required=False,
        help_text=_("Its number in the statement. Without it, a proof uploaded by somebody else is needed."),
    )
    difference_reason = forms.CharField(
        label=_("Cause of the difference"),
        max_length=300,
        required=False,
        help_text=_("Only if credited plus withheld is not what was expected."),
    )
    comment = LongTextField(label=_("Comment"), rows=2, required=False, max_length=1000)

    def wanted(self, account: Account) -> bool:
        return not account.complete

    def first(self, choices: list[Account]) -> Account | None:
        return next((account for account in choices if account.proof_to_verify), None) or super().first(choices)

    def named(self, account: Account) -> str:
        one = account.instalment
        return f"{one.number}. {one.concept}, {money_text(account.remaining)}"

    def prefill(self, account: Account) -> None:
        self.fields["credited"].initial = account.remaining
        proven = account.proof.data.get("paid_on") if account.proof and account.proof_to_verify else None
        today = self.situation.calendar.local_date(self.situation.at)
        self.fields["credited_on"].initial = date.fromisoformat(proven) if proven else today

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            self.cleaned_data["withholdings"] = [Withholding(**row) for row in self.cleaned_data.pop("rows")]
