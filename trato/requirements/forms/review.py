"""Part E of the RAR: who, from when, third parties, legal, differences, risks, and the ruling."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.forms import StepForm
from trato.cycles.situation import Situation
from trato.ledger.actors import Actor
from trato.procedure import Money
from trato.requirements.money import read
from trato.requirements.queries import expected_usd, limit_of_ec, prepared_review, standing
from trato.requirements.rules import beyond, in_dollars, third_parties
from trato.ui.forms import CodeChoiceField, LocalDateField, LongTextField, MoneyField

ASK, RULE = "pedir", "dictaminar"
BUTTONS: dict[str, Promise] = {ASK: gettext_lazy("Ask for approval"), RULE: gettext_lazy("Rule")}
FINDINGS = ("third_parties", "legal", "differences", "new_requirements", "risks")


def next_step(actor: Actor, usd: int | None, situation: Situation) -> str:
    """Tell what the button does for this person: rule, or ask the Commercial Manager to."""
    over = "GC" not in actor.roles and beyond(usd, limit=limit_of_ec(situation))
    return ASK if over else RULE


class ReviewForm(StepForm):
    """Nothing is preset, except that what was prepared over this same RAR comes back to be ruled on."""

    closed: ClassVar = {"verdict": "review-verdict"}

    estimate = MoneyField(label=gettext_lazy("Estimate, before VAT"), currencies=("USD", "ARS"))
    rate = MoneyField(
        label=gettext_lazy("Pesos per dollar"),
        currencies=("ARS",),
        required=False,
        help_text=gettext_lazy("Only if the estimate is in pesos."),
    )
    who = forms.CharField(label=gettext_lazy("Who will do it"), max_length=200)
    from_on = LocalDateField(label=gettext_lazy("From when"))
    agreed = forms.MultipleChoiceField(
        label=gettext_lazy("Agreement in force"), required=False, widget=forms.CheckboxSelectMultiple
    )
    third_parties = LongTextField(label=gettext_lazy("Third parties and hosting"), rows=2)
    legal = LongTextField(label=gettext_lazy("Legal requirements"), rows=2)
    differences = LongTextField(label=gettext_lazy("Differences from what was said before"), rows=2)
    new_requirements = LongTextField(label=gettext_lazy("New requirements found"), rows=1, required=False)
    risks = LongTextField(label=gettext_lazy("Risks"), rows=2)
    verdict = CodeChoiceField(label=gettext_lazy("Ruling"), choices=[], as_="radios")
    conditions = LongTextField(label=gettext_lazy("Conditions"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stands = self.situation.once(standing)
        answers = self.stands.rtp.data["answers"] if self.stands.rtp and not self.stands.stale else ()
        self.parties = third_parties(answers)
        agreed = self.fields["agreed"]
        assert isinstance(agreed, forms.MultipleChoiceField)
        agreed.choices = [(name, name) for name in self.parties]
        self.fields["third_parties"].required = not self.parties
        if self.does == ASK:
            self.fields["verdict"].label = _("Ruling you propose")
        if (review := prepared_review(self.situation)) and not self.is_bound:
            self._take(review.data)

    @property
    def usd(self) -> int | None:
        """Return the estimate as typed, in cents of a dollar; before that, what is known of it."""
        return self._typed_usd() or expected_usd(self.situation)

    @property
    def does(self) -> str:
        """Return what the button does with the amount as far as it is known."""
        return next_step(self.actor, self.usd, self.situation)

    @property
    def amount(self) -> Money | None:
        """Return the estimate in dollars as far as it is known."""
        return None if self.usd is None else Money(self.usd, "USD")

    @property
    def ticks(self) -> list[dict[str, Any]]:
        """Return each third party with the requirements that need it and its tick."""
        return [
            {"name": name, "ids": ", ".join(ids), "tick": part.tag()}
            for (name, ids), part in zip(self.parties.items(), self["agreed"].subwidgets, strict=True)
        ]

    @property
    def button(self) -> Promise:
        """Return what the button says."""
        return BUTTONS[self.does]

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            said = self.cleaned_data
            rate, agreed = said.pop("rate"), said.pop("agreed")
            findings = {name: said.pop(name) for name in FINDINGS}
            lines = [party_line(name, agreed=name in agreed) for name in self.parties]
            findings["third_parties"] = "\n".join([*lines, findings["third_parties"]]).strip()
            said |= {"rate": rate.minor if rate else 0, "findings": findings, "pressed": self.data.get("hace", "")}

    def _typed_usd(self) -> int | None:
        if not self.is_bound:
            return None
        try:
            estimate, rate = (self.fields[name].clean(self[name].data) for name in ("estimate", "rate"))
        except forms.ValidationError:
            return None
        if estimate.currency != "USD" and rate is None:
            return None
        return in_dollars(estimate, rate=rate.minor if rate else 0)

    def _take(self, said: Mapping[str, Any]) -> None:
        lines = str(said.get("third_parties", "")).splitlines()
        made = {party_line(name, agreed=agreed) for name in self.parties for agreed in (True, False)}
        self.initial = {
            **said,
            "estimate": read(said["estimate"]),
            "from_on": date.fromisoformat(said["from_on"]),
            "agreed": [name for name in self.parties if party_line(name, agreed=True) in lines],
            "third_parties": "\n".join(line for line in lines if line not in made),
        }


def party_line(name: str, *, agreed: bool) -> str:
    """Say in the record whether there is an agreement with a third party."""
    with translation.override(settings.LANGUAGE_CODE):
        return (_("%(name)s: agreement in force") if agreed else _("%(name)s: no agreement yet")) % {"name": name}
