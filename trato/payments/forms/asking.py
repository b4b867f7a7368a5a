"""The request of a payment as it is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.payments.forms.instalments import InstalmentForm
from trato.payments.queries import Account, last_account_used
from trato.payments.rules import Exchange, NotAnAccount, bank_account, in_pesos
from trato.procedure import Money
from trato.ui.forms import LocalDateField, LongTextField, MoneyField
from trato.ui.values import money_text

DAYS_TO_PAY = 3  # business days


class RequestForm(InstalmentForm):
    """What is asked for, until when, into which account; dollars are asked for in pesos at a dated rate."""

    number_prefix = "P"
    mark_optional = False

    instalment = forms.ChoiceField(label=gettext_lazy("Instalment"))
    amount = MoneyField(label=gettext_lazy("Amount"), currencies=("ARS", "USD"), required=False)
    rate = MoneyField(label=gettext_lazy("Pesos per dollar"), currencies=("ARS",), required=False)
    rate_source = forms.CharField(label=gettext_lazy("Source of the rate"), max_length=80, required=False)
    rate_on = LocalDateField(label=gettext_lazy("Date of the rate"), required=False)
    due_on = LocalDateField(label=gettext_lazy("Due on"))
    invoice_number = forms.CharField(label=gettext_lazy("Number"), max_length=40, required=False)
    no_invoice_reason = forms.CharField(label=gettext_lazy("Why there is none yet"), max_length=120, required=False)
    cbu = forms.CharField(label=gettext_lazy("CBU or alias"), max_length=40)
    recipients = forms.CharField(
        label=gettext_lazy("Send to"), max_length=500, help_text=gettext_lazy("E-mail addresses separated by commas.")
    )
    message = LongTextField(
        label=gettext_lazy("Message"),
        rows=3,
        required=False,
        max_length=4000,
        help_text=gettext_lazy("The amount, the due date and the account are added below it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not any(account.instalment.amount.currency == "USD" for account in self.accounts):
            for name in ("rate", "rate_source", "rate_on"):
                del self.fields[name]
        today = self.situation.calendar.local_date(self.situation.at)
        people = self.cycle.organisation.current_people
        self.fields["due_on"].initial = self.situation.calendar.add_business_days(today, DAYS_TO_PAY)
        self.fields["cbu"].initial = last_account_used()
        self.fields["recipients"].initial = ", ".join(person.mail for person in people if person.mail)

    def wanted(self, account: Account) -> bool:
        return not account.complete

    def first(self, choices: list[Account]) -> Account | None:
        return next((account for account in choices if account.request is None), None) or super().first(choices)

    def named(self, account: Account) -> str:
        one = account.instalment
        return f"{one.number}. {one.concept}, {money_text(one.amount)}"

    def prefill(self, account: Account) -> None:
        if account.instalment.amount.currency == "ARS":
            self.fields["amount"].initial = account.instalment.amount
            return
        self.fields["amount"].help_text = _("Only if they are asked for in dollars.")
        self.fields["rate_source"].initial = _("BNA, selling rate")
        self.fields["rate_on"].initial = self.situation.calendar.local_date(self.situation.at)

    def clean_cbu(self) -> str:
        typed: str = self.cleaned_data["cbu"]
        try:
            return bank_account(typed)
        except NotAnAccount:
            raise ValidationError(_("«%(text)s» is neither a CBU nor an alias.") % {"text": typed}) from None

    def clean_recipients(self) -> list[str]:
        return addresses(self.cleaned_data["recipients"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        rate: Money | None = cleaned.pop("rate", None)
        source, on = cleaned.pop("rate_source", ""), cleaned.pop("rate_on", None)
        account = self.chosen()
        if account is None or "amount" in self.errors or "rate" in self.errors:
            return cleaned
        owed = account.instalment.amount
        exchange = Exchange(rate=rate.minor, source=source, on=on) if rate and owed.currency == "USD" else None
        amount = cleaned.get("amount")
        if amount is None and owed.currency == "USD" and exchange is None:
            self.add_error("rate", _("Write the rate, or the amount in dollars."))
        elif amount is not None and amount.currency != owed.currency and exchange is None:
            self.add_error("rate" if "rate" in self.fields else "amount", _("Write the rate of those pesos."))
        if exchange and not (source and on):
            self.add_error("rate_source", _("Write where the rate comes from and of which day it is."))
        cleaned["amount"] = amount or (in_pesos(owed, exchange.rate) if exchange else owed)
        cleaned["exchange"] = exchange
        return cleaned


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
