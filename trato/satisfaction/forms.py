"""The survey as the client sees it, and the choice of whom to send it to."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import StepForm, offer, options
from trato.satisfaction.rules import BEST, SCORED
from trato.ui.forms import CodeChoiceField, Form, LongTextField

NOT_ATTENDED = "not-attended"
GRADES = [("1", _("Bad")), ("2", _("Poor")), ("3", _("Fair")), ("4", _("Good")), ("5", _("Very good"))]
MISSING = {"required": _("Touch one of them.")}
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
        people = self.cycle.organisation.current_people
        pairs = [(str(person.pk), " · ".join(filter(None, (person.name, person.mail)))) for person in people]
        offer(self.fields["contact"], pairs)
        if people:
            self.fields["contact"].initial = str(people[0].pk)


class CloseForm(StepForm):
    """Why there is no answer; before it is sent, only that nobody was attended."""

    number_prefix = None
    closed: ClassVar = {"reason": "survey-reason"}

    reason = CodeChoiceField(label=_("Reason"), choices=[], as_="radios")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.situation.latest("survey.sent") is None:
            pairs = options(self.situation.definition, "survey-reason")
            offer(self.fields["reason"], [pair for pair in pairs if pair[0] == NOT_ATTENDED])
            self.fields["reason"].initial = NOT_ATTENDED


class AnswerForm(Form):
    """Four questions and a comment; less than a minute."""

    number_prefix = None
    mark_optional = True

    score = forms.ChoiceField(
        label=_("From 0 to 10, how likely are you to recommend us?"),
        choices=[(str(number), str(number)) for number in range(BEST + 1)],
        widget=forms.RadioSelect,
        error_messages=MISSING,
    )
    attention = CodeChoiceField(label=QUESTIONS["attention"], choices=GRADES, as_="radios", error_messages=MISSING)
    clarity = CodeChoiceField(label=QUESTIONS["clarity"], choices=GRADES, as_="radios", error_messages=MISSING)
    speed = CodeChoiceField(label=QUESTIONS["speed"], choices=GRADES, as_="radios", error_messages=MISSING)
    comment = LongTextField(label=_("Anything you want to tell us?"), rows=3, required=False, max_length=2000)

    def graded(self) -> list[forms.BoundField]:
        """Return the questions answered with a word, in order."""
        return [self[question] for question in SCORED]

    def answers(self) -> list[tuple[str, str]]:
        """Return each question with the words of its answer, in the language of the house, for the record."""
        with translation.override(settings.LANGUAGE_CODE):
            words = {code: str(label) for code, label in GRADES}
            return [(str(QUESTIONS[question]), words[self.cleaned_data[question]]) for question in SCORED]
