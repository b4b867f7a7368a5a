"""When and how to meet."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.agenda.actions.meetings import USUAL
from trato.agenda.forms.people import chosen, offer_reachable, people_of
from trato.agenda.situations import standing_at
from trato.cycles.forms import StepForm
from trato.cycles.promises import contacted
from trato.ui.forms import CodeChoiceField, LocalDateField, LocalDateTimeField, LongTextField

LENGTHS = [
    ("15", _("15 minutes")),
    ("30", _("30 minutes")),
    ("45", _("45 minutes")),
    ("60", _("1 hour")),
    ("90", _("1 hour and a half")),
    ("120", _("2 hours")),
]


class MeetingForm(StepForm):
    """Date, time, medium, place or link, and who is invited. PE-CM-01 §8.1.2."""

    number_prefix = None
    closed: ClassVar = {"medium": "medium"}

    starts_at = LocalDateTimeField(label=_("Date and time"))
    medium = CodeChoiceField(label=_("Medium"), choices=[], as_="select", initial="video")
    place = forms.CharField(label=_("Place"), help_text=_("If you meet in person."), required=False, max_length=200)
    link = forms.CharField(label=_("Link"), help_text=_("If it is a video call."), required=False, max_length=500)
    minutes = CodeChoiceField(label=_("How long"), choices=LENGTHS, as_="select", initial=str(USUAL))
    invited = forms.MultipleChoiceField(
        label=_("Who is invited"),
        help_text=_("Who has e-mail gets the invitation, with a file for their calendar."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    notes = LongTextField(label=_("Notes"), rows=2, required=False, max_length=2000)
    late = forms.BooleanField(label=_("It already took place (loaded later; nobody is invited)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people_of(self.cycle)
        offer_reachable(self.fields["invited"], self.people)

    def clean_link(self) -> str:
        link = str(self.cleaned_data["link"])
        return f"https://{link}" if link and "://" not in link and "." in link and " " not in link else link

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["invited"] = chosen(self.people, data.get("invited", []))
        data["minutes"] = int(data["minutes"]) if data.get("minutes") else USUAL
        return data


class MoveForm(MeetingForm):
    """The same, beginning with the meeting that stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meeting := standing_at(self.situation, self.cycle):
            for name in ("starts_at", "medium", "place", "link"):
                self.fields[name].initial = getattr(meeting, name)
            self.fields["minutes"].initial = str(meeting.minutes)
            self.fields["invited"].initial = [str(person.pk) for person in meeting.invited.all()]
        del self.fields["late"]


class MissForm(StepForm):
    """When to go on now that the meeting does not stand."""

    number_prefix = None

    next_on = LocalDateField(label=_("Next step on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.situation
        today = now.calendar.local_date(now.at)
        self.fields["next_on"].initial = now.calendar.add_business_days(today, 1)
        self.fields["next_on"].required = contacted(now) and not now.evaluation.outcome


class CancelForm(MissForm):
    """Why it does not take place, and when to go on."""

    reason = LongTextField(
        label=_("Why"), help_text=_("Who was invited reads it."), rows=2, required=False, max_length=500
    )
