"""What was discussed, what each side took upon itself, and whom it is sent to."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.agenda.forms.people import chosen, offer_reachable, people_of
from trato.agenda.situations import standing_at
from trato.cycles.forms import offer, options
from trato.cycles.rows import RowForm, RowsForm
from trato.ui.forms import CodeChoiceField, LocalDateField, LocalDateTimeField, LongTextField


class CommitmentRow(RowForm):
    """Something somebody is to do."""

    closed: ClassVar = {"charge": "charge"}

    text = forms.CharField(label=_("Commitment"), max_length=400)
    charge = CodeChoiceField(label=_("Who does it"), choices=[], as_="select")
    due_on = LocalDateField(label=_("Due by"), required=False)


class MinutesForm(RowsForm):
    """The minutes of the initial presentation. PE-CM-01 §8.1.4."""

    number_prefix = None
    row_form: ClassVar = CommitmentRow
    at_least: ClassVar = 0

    held_at = LocalDateTimeField(label=_("Date and time of the meeting"))
    medium = CodeChoiceField(label=_("Medium"), choices=[], as_="select", required=False)
    attendees = LongTextField(label=_("Who was there"), help_text=_("One name per line."), rows=3, max_length=2000)
    topics = LongTextField(label=_("What was discussed"), rows=6, max_length=20_000)
    recipients = forms.MultipleChoiceField(
        label=_("Send to"),
        help_text=_("By e-mail; for who has none, the WhatsApp message is left ready."),
        widget=forms.CheckboxSelectMultiple,
    )
    message = LongTextField(label=_("Greeting"), rows=2, required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people_of(self.cycle)
        offer_reachable(self.fields["recipients"], self.people)
        offer(self.fields["medium"], options(self.situation.definition, "medium"))
        names = [self.cycle.owner.name] if self.cycle.owner else []
        if meeting := standing_at(self.situation, self.cycle):
            self.fields["held_at"].initial = meeting.starts_at
            self.fields["medium"].initial = meeting.medium
            names += [person.name for person in meeting.invited.all()]
        self.fields["attendees"].initial = "\n".join(names)

    def clean_attendees(self) -> list[str]:
        return [name for line in self.cleaned_data["attendees"].splitlines() if (name := " ".join(line.split()))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["recipients"] = chosen(self.people, data.get("recipients", []))
        return data
