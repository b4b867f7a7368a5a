"""Amendments: what changes, its approval, its acceptance."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from trato.contracts.actions import Change
from trato.contracts.queries import amendments
from trato.cycles.forms import StepForm, offer
from trato.documents.files import UploadField
from trato.proposals.fields import CountField
from trato.ui.forms import CodeChoiceField, LocalDateTimeField, LongTextField, MoneyField


class ProposeForm(StepForm):
    """What changes after the agreement, and who was told."""

    number_prefix = "A"
    closed: ClassVar = {"impact": "amendment-impact"}

    what_changes = LongTextField(label=gettext_lazy("What changes"), rows=3, max_length=4000)
    impact = CodeChoiceField(label=gettext_lazy("Impact"), choices=[], as_="select")
    price_change = MoneyField(
        label=gettext_lazy("Change of price"), currencies=("USD", "ARS"), allow_negative=True, required=False
    )
    term_change_days = CountField(
        label=gettext_lazy("Change of term, in business days"), required=False, min_value=-2000, max_value=2000
    )
    what_is_amended = LongTextField(label=gettext_lazy("Which documents are amended"), rows=2, max_length=2000)
    asked_by = forms.CharField(label=gettext_lazy("Who asks"), max_length=120)
    informed = forms.CharField(
        label=gettext_lazy("Who was told"), max_length=500, help_text=gettext_lazy("Names separated by commas.")
    )
    occurred_at = LocalDateTimeField(
        label=gettext_lazy("When it was asked for"), required=False, help_text=gettext_lazy("If it was not now.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        person = next(iter(kwargs["cycle"].organisation.current_people), None)
        kwargs["initial"] = {"asked_by": person.name if person else ""} | dict(kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            data = self.cleaned_data
            occurred_at = data.pop("occurred_at")
            informed = [name.strip() for name in data.pop("informed").split(",")]
            self.cleaned_data = {"change": Change(informed=informed, **data), "occurred_at": occurred_at}


class ApproveForm(StepForm):
    """Which amendment is approved."""

    number_prefix = None

    amendment = forms.ChoiceField(label=gettext_lazy("Amendment"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_amendments(self, "proposed")


class AcceptForm(StepForm):
    """Who accepts an amendment for the client."""

    number_prefix = None

    amendment = forms.ChoiceField(label=gettext_lazy("Amendment"))
    accepted_by = forms.CharField(label=gettext_lazy("Who accepts for the client"), max_length=120)
    file = UploadField(label=gettext_lazy("What says so"), required=False)
    occurred_at = LocalDateTimeField(
        label=gettext_lazy("When they accepted"), required=False, help_text=gettext_lazy("If it was not now.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_amendments(self, "approved")
        person = next(iter(self.cycle.organisation.current_people), None)
        self.fields["accepted_by"].initial = person.name if person else ""


def _offer_amendments(form: StepForm, state: str) -> None:
    waiting = [one for one in amendments(form.situation) if one.state == state]
    offer(
        form.fields["amendment"],
        [(one.record.hash, f"{one.record.number}: {one.record.data['what_changes'][:60]}") for one in waiting],
    )
    if len(waiting) == 1:
        form.fields["amendment"].initial = waiting[0].record.hash
