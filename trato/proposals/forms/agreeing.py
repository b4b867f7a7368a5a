"""What the client says of the proposal: answers, conformity, objections."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.forms import StepForm, offer, options
from trato.cycles.situation import Situation
from trato.documents.files import UploadField
from trato.proposals.prefill import conformity_statement, next_follow_up, requirements_of
from trato.proposals.queries import objections
from trato.ui.forms import CodeChoiceField, LocalDateField, LocalDateTimeField, LongTextField


class FollowForm(StepForm):
    """What the client says of the proposal, and when to ask again."""

    number_prefix = None
    closed: ClassVar = {"medium": "medium", "answer": "answer"}

    medium = CodeChoiceField(label=gettext_lazy("Medium"), choices=[], as_="select")
    answer = CodeChoiceField(label=gettext_lazy("What they answer"), choices=[], as_="select")
    summary = LongTextField(label=gettext_lazy("What was said"), rows=2, max_length=2000)
    next_on = LocalDateField(label=gettext_lazy("Ask again on"), required=False)
    occurred_at = LocalDateTimeField(
        label=gettext_lazy("When it happened"), required=False, help_text=gettext_lazy("If it was not now.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"next_on": next_follow_up(kwargs["situation"])} | dict(kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class ConformityForm(StepForm):
    """Who accepted outside the link, and what says so."""

    number_prefix = "C"

    means = CodeChoiceField(label=gettext_lazy("How they accepted"), choices=[], as_="radios")
    name = forms.CharField(label=gettext_lazy("Who accepts"), max_length=120)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=120, required=False)
    purchase_order = forms.CharField(label=gettext_lazy("Number of the purchase order"), max_length=60, required=False)
    file = UploadField(
        label=gettext_lazy("The mail, the signed PDF or the purchase order"),
        required=False,
        help_text=gettext_lazy("A PDF, a picture or the mail itself."),
    )
    statement = LongTextField(label=gettext_lazy("What they accepted, in their words"), rows=2, max_length=2000)
    occurred_at = LocalDateTimeField(
        label=gettext_lazy("When they accepted"), required=False, help_text=gettext_lazy("If it was not now.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        person = next(iter(kwargs["cycle"].organisation.current_people), None)
        start = {"statement": conformity_statement(kwargs["situation"])}
        if person:
            start |= {"name": person.name, "position": person.position}
        kwargs["initial"] = start | dict(kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        # Through the link only the client themselves accept.
        means = options(self.situation.definition, "conformity-means")
        offer(self.fields["means"], [pair for pair in means if pair[0] != "link"])


class ObjectionForm(StepForm):
    """What the client objects to, told to somebody of the house."""

    number_prefix = None

    requirement = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    text = LongTextField(label=gettext_lazy("What they object to"), rows=2, max_length=2000)
    name = forms.CharField(label=gettext_lazy("Who said so"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["requirement"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("The whole")), *_requirements(self.situation)]
        person = next(iter(self.cycle.organisation.current_people), None)
        self.fields["name"].initial = person.name if person else ""


class ResolutionForm(StepForm):
    """How an objection was resolved."""

    number_prefix = None

    objection = forms.ChoiceField(label=gettext_lazy("Objection"))
    resolution = LongTextField(label=gettext_lazy("How it was resolved"), rows=2, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        still_open = [one for one in objections(self.situation) if not one.resolution]
        offer(
            self.fields["objection"],
            [(one.record.hash, f"{one.record.number}: {one.record.data['text'][:60]}") for one in still_open],
        )
        if len(still_open) == 1:
            self.fields["objection"].initial = still_open[0].record.hash


def _requirements(situation: Situation) -> list[tuple[str, str]]:
    return [(row["id"], f"{row['id']}. {row['text'][:70]}") for row in requirements_of(situation)]
