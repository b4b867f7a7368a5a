"""The proposal: lines, price, terms, plan, and whom it is sent to."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.forms import StepForm, offer
from trato.cycles.rows import RowForm, RowsForm
from trato.organisations.models import Contact
from trato.procedure import Money
from trato.proposals.bodies import Offer
from trato.proposals.fields import AmountField, CountField
from trato.proposals.prefill import offer_to_start_from
from trato.proposals.queries import invited, limits_of
from trato.proposals.rules import Share, in_dollars, over_limit
from trato.ui.forms import CodeChoiceField, LocalDateField, LongTextField, RateField


class LineForm(RowForm):
    """What is charged for, and how much."""

    concept = forms.CharField(label=gettext_lazy("Concept"), max_length=200)
    amount = AmountField(label=gettext_lazy("Amount, without VAT"))


class ShareForm(RowForm):
    """An instalment of the plan offered."""

    concept = forms.CharField(label=gettext_lazy("Instalment"), max_length=120)
    share = RateField(label=gettext_lazy("Part of the total, %"), least=1)
    due = forms.CharField(label=gettext_lazy("When it is paid"), max_length=120, required=False)
    gates_start = forms.BooleanField(label=gettext_lazy("Enables the start"), required=False)


class ToSomebody(StepForm):
    """A form that sends a link to a person of the client."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = list(self.cycle.organisation.current_people)
        offer(self.fields["contact"], [(str(person.pk), _named(person)) for person in self.people])
        if self.people:
            self.fields["contact"].initial = str(self.people[0].pk)

    def clean_contact(self) -> Contact:
        return Contact.objects.get(pk=self.cleaned_data["contact"], organisation=self.cycle.organisation)


class ProposalForm(ToSomebody, RowsForm):
    """A version of the proposal, filled from the earlier one or from the review."""

    number_prefix = "P"
    row_form = LineForm
    tables: ClassVar = {"plan": ShareForm}
    spare = 0
    closed: ClassVar = {"currency": "currency"}

    currency = CodeChoiceField(label=gettext_lazy("Currency"), choices=[], as_="radios")
    discount_bp = RateField(label=gettext_lazy("Discount"), required=False)
    iva_bp = RateField(label=gettext_lazy("VAT rate"))
    list_price = forms.BooleanField(label=gettext_lazy("It is the list price"), required=False)
    rate = AmountField(label=gettext_lazy("Pesos per dollar"), required=False)
    rate_source = forms.CharField(label=gettext_lazy("Source"), max_length=80, required=False)
    rate_on = LocalDateField(label=gettext_lazy("Day of the rate"), required=False)
    term_days = CountField(label=gettext_lazy("Term, in business days"), min_value=1, max_value=2000)
    valid_until = LocalDateField(label=gettext_lazy("Valid until"))
    contact = forms.ChoiceField(label=gettext_lazy("Send it to"))
    intro = LongTextField(label=gettext_lazy("Introduction"), rows=2, required=False, max_length=4000)
    terms = LongTextField(label=gettext_lazy("Other terms"), rows=2, required=False, max_length=4000)
    changes = LongTextField(
        label=gettext_lazy("What changes from the earlier version"), rows=2, required=False, max_length=2000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        cycle, situation = kwargs["cycle"], kwargs["situation"]
        self.earlier, start = offer_to_start_from(cycle, situation)
        kwargs["initial"] = start | dict(kwargs.get("initial") or {})
        self._start = start
        super().__init__(*args, **kwargs)
        if not self.earlier:
            del self.fields["changes"]

    @property
    def button(self) -> str:
        """Return what the button says for the amount typed so far, or for the one the form starts with."""
        if "GC" in self.actor.roles or not self._over():
            return _("Issue and send")
        return _("Ask for approval")

    @property
    def further_open(self) -> bool:
        """Tell whether what is seldom written has something or is wrong."""
        names = ("intro", "terms", "list_price")
        return any(self[name].value() or self[name].errors for name in names)

    def offer(self) -> Offer:
        """Return what was typed as an offer."""
        data = self.cleaned_data
        currency = data["currency"]
        return Offer(
            lines=[(row["concept"], Money(row["amount"], currency)) for row in data["rows"]],
            shares=[
                Share(concept=row["concept"], share_bp=row["share"], due=row["due"], gates_start=row["gates_start"])
                for row in data["plan"]
            ],
            currency=currency,
            discount_bp=data["discount_bp"] or 0,
            iva_bp=data["iva_bp"],
            rate=data["rate"] or 0,
            rate_source=data["rate_source"],
            rate_on=data["rate_on"],
            list_price=data["list_price"],
            term_days=data["term_days"],
            valid_until=data["valid_until"],
            intro=data["intro"],
            terms=data["terms"],
            changes=data.get("changes", ""),
        )

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            self.cleaned_data = {"offer": self.offer(), "contact": self.cleaned_data["contact"]}

    def _over(self) -> bool:
        if self.is_bound and "offer" in getattr(self, "cleaned_data", {}):
            typed: Offer = self.cleaned_data["offer"]
            if typed.currency != "USD" and not typed.rate:
                return False
            total, discount = in_dollars(typed.price.subtotal, rate=typed.rate), typed.discount_bp
        else:
            total, discount = int(self._start["expected_usd"]), int(self._start.get("discount_bp") or 0)
        return over_limit(total, discount, *limits_of(self.situation))


class SendForm(ToSomebody):
    """Whom to send it to."""

    number_prefix = None

    contact = forms.ChoiceField(label=gettext_lazy("Send it to"))


class SendAgainForm(SendForm):
    """Whom to send it to once more: first whoever has it already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        field.help_text = _("By mail, and to copy or pass on by WhatsApp. The link they have stops working.")
        link = invited(self.cycle)
        keys = {person.key: str(person.pk) for person in self.people}
        if link and link.person_key in keys:
            field.initial = keys[link.person_key]


def _named(person: Contact) -> str:
    return f"{person.name} ({person.position})" if person.position else person.name
