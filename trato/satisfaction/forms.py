"""The survey as the client sees it, and the choice of whom to send it to."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import StepForm, offer
from trato.organisations.models import Contact
from trato.satisfaction.rules import SCORED
from trato.ui.forms import CodeChoiceField, Form, LongTextField

GRADES = [("5", _("Very good")), ("4", _("Good")), ("3", _("Fair")), ("2", _("Poor")), ("1", _("Bad"))]
QUESTIONS = {
    "attention": _("How was the attention you received?"),
    "clarity": _("How clear was what we proposed to you?"),
    "speed": _("How quickly did we answer you?"),
}


class SendForm(StepForm):
    """Whom to ask."""

    number_prefix = None

    contact = forms.ChoiceField(label=_("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Contact.objects.filter(organisation=self.cycle.organisation).current()
        offer(self.fields["contact"], [(str(person.pk), person.name) for person in people])
        if first := people.first():
            self.fields["contact"].initial = str(first.pk)


class CloseForm(StepForm):
    """Why there is no answer."""

    number_prefix = None
    closed: ClassVar = {"reason": "survey-reason"}

    reason = CodeChoiceField(label=_("Reason"), choices=[], as_="radios")


class AnswerForm(Form):
    """Four questions and a comment; less than a minute."""

    number_prefix = None
    mark_optional = True

    score = forms.ChoiceField(
        label=_("From 0 to 10, how likely are you to recommend us?"),
        choices=[(str(number), str(number)) for number in range(11)],
        widget=forms.RadioSelect,
    )
    attention = CodeChoiceField(label=QUESTIONS["attention"], choices=GRADES, as_="radios")
    clarity = CodeChoiceField(label=QUESTIONS["clarity"], choices=GRADES, as_="radios")
    speed = CodeChoiceField(label=QUESTIONS["speed"], choices=GRADES, as_="radios")
    comment = LongTextField(label=_("Anything you want to tell us?"), rows=3, required=False, max_length=2000)

    def answers(self) -> list[tuple[str, str]]:
        """Return each question with the words of its answer."""
        words = {code: str(label) for code, label in GRADES}
        return [(str(QUESTIONS[question]), words[self.cleaned_data[question]]) for question in SCORED]
