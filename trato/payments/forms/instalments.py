"""Forms about one instalment of the plan, and the short ones that only need to name it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import StepForm, offer
from trato.payments.queries import Account, account_of, accounts
from trato.ui.forms import CodeChoiceField, LocalDateField, LongTextField
from trato.ui.values import money_text


class InstalmentForm(StepForm):
    """A form about one instalment of the plan; `wanted` says which ones it is about, the first is proposed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [account for account in self.accounts if self.wanted(account)]
        field = self.fields["instalment"]
        offer(field, [(str(one.instalment.number), self.named(one)) for one in choices])
        if first := self.first(choices):
            field.initial = str(first.instalment.number)
            self.prefill(first)

    @cached_property
    def accounts(self) -> list[Account]:
        return accounts(self.situation)

    def wanted(self, account: Account) -> bool:  # noqa: ARG002 - for those that choose
        return True

    def first(self, choices: list[Account]) -> Account | None:
        return next(iter(choices), None)

    def prefill(self, account: Account) -> None:
        """Propose the rest of the form for that instalment."""

    def named(self, account: Account) -> str:
        one = account.instalment
        return f"{one.number}. {one.concept}, {money_text(account.expected)}"

    def clean_instalment(self) -> int:
        return int(self.cleaned_data["instalment"])

    def chosen(self) -> Account | None:
        return account_of(self.accounts, self.cleaned_data.get("instalment", 0))


class StartForm(StepForm):
    """Why to start before being paid."""

    number_prefix = None
    closed: ClassVar = {"reason": "start-reason"}

    reason = CodeChoiceField(label=_("Reason"), choices=[], as_="select")
    comment = LongTextField(label=_("Why"), rows=2, max_length=1000)


class BounceForm(InstalmentForm):
    """Which payment was rejected."""

    number_prefix = None

    instalment = forms.ChoiceField(label=_("Instalment"))
    comment = LongTextField(label=_("What happened"), rows=2, max_length=1000)

    def wanted(self, account: Account) -> bool:
        return bool(account.verifications)


class FollowForm(InstalmentForm):
    """What the client said, and when to insist."""

    number_prefix = None
    closed: ClassVar = {"medium": "medium", "answer": "collection-answer"}

    instalment = forms.ChoiceField(label=_("Instalment"))
    medium = CodeChoiceField(label=_("Medium"), choices=[], as_="select")
    answer = CodeChoiceField(label=_("Answer"), choices=[], as_="select")
    summary = LongTextField(label=_("What was said"), rows=2, max_length=2000)
    next_on = LocalDateField(label=_("Insist on"), required=False)

    def first(self, choices: list[Account]) -> Account | None:
        return next((account for account in choices if account.late), None) or next(
            (account for account in choices if account.request and not account.complete), None
        )
