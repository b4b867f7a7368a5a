"""The base of every form that stands on the page of a cycle, and the forms of the cycle's own verbs."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trato.cycles.models import Cycle
from trato.cycles.next_steps import LONGEST
from trato.cycles.promises import contacted
from trato.cycles.situation import Situation
from trato.ledger.actors import Actor
from trato.procedure import Definition
from trato.ui.forms import CodeChoiceField, Form, LocalDateField, LongTextField

# EC owns the cycle; the others join it.
ASSIGNABLE = ("EC", "EET", "TO", "PM", "PO")


class StepForm(Form):
    """A form that knows the cycle, its situation and who fills it in; shape of input only, rules live in actions.

    `closed = {"medium": "medium"}` fills the choices of a field from a closed catalogue of the pinned definition.
    """

    closed: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, cycle: Cycle, situation: Situation, actor: Actor, **kwargs: Any) -> None:
        self.cycle, self.situation, self.actor = cycle, situation, actor
        super().__init__(*args, **kwargs)
        for name, catalogue in self.closed.items():
            offer(self.fields[name], options(situation.definition, catalogue))


def options(definition: Definition, catalogue: str) -> list[tuple[str, str]]:
    """Return the (code, label) pairs of a closed catalogue, in the reader's language."""
    english = (get_language() or "es").startswith("en")
    return [
        (option.code, (option.label_en if english else option.label) or option.label)
        for option in definition.choice(catalogue).options
    ]


def offer(field: forms.Field, pairs: list[tuple[str, str]]) -> None:
    """Set the choices of a field; a select also gets its empty line."""
    assert isinstance(field, forms.ChoiceField)
    blank = [] if isinstance(field.widget, forms.RadioSelect) else [("", _("Choose…"))]
    field.choices = [*blank, *pairs]


class CloseForm(StepForm):
    """Why it ends without a contract, and what was learnt."""

    number_prefix = None
    closed: ClassVar = {"motive": "closing-motive"}

    motive = CodeChoiceField(label=_("Motive"), choices=[], as_="select")
    competitor = forms.CharField(label=_("Who won it, if known"), required=False, max_length=120)
    detail = LongTextField(label=_("What happened"), rows=2, required=False, max_length=2000)
    lesson = LongTextField(label=_("What we learnt"), rows=2, max_length=2000)
    recontact_on = LocalDateField(label=_("Contact again on"), required=False)


class NextStepForm(StepForm):
    """When to go on and what for; once somebody answered the day cannot be left out."""

    number_prefix = None

    on = LocalDateField(label=_("Next step on"), required=False)
    text = forms.CharField(label=_("What for"), required=False, max_length=LONGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        progress = self.cycle.progress
        self.fields["on"].initial = progress.next_step_on
        self.fields["text"].initial = progress.next_step
        self.fields["on"].required = contacted(self.situation) and not self.situation.evaluation.outcome


class WaiverForm(StepForm):
    """The reason of the catalogue, what happens, and the date to make it good."""

    number_prefix = None
    closed: ClassVar = {"reason": "waiver-reason"}

    reason = CodeChoiceField(label=_("Reason"), choices=[], as_="select")
    text = LongTextField(label=_("What happens, and why it cannot wait"), rows=3, max_length=2000)
    regularise_by = LocalDateField(label=_("Make good before"))


class DecisionForm(StepForm):
    """The word of who authorises or refuses."""

    number_prefix = None

    text = LongTextField(label=_("Comment"), rows=2, required=False, max_length=1000)


class AssignForm(StepForm):
    """Who gets the cycle as its owner, or joins it in a technical role: "EC:12" is the role and the person."""

    number_prefix = None

    member = forms.ChoiceField(label=_("Person and role"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.situation.holders
        pairs = [(f"{role}:{user.pk}", f"{user.name}, {role}") for role in ASSIGNABLE for user in held.get(role, ())]
        offer(self.fields["member"], pairs)
