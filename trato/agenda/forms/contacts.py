"""A conversation: two clicks when it was the usual one, the rest folded away."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.agenda.forms.people import offer_people, people_of, reached_by_whatsapp
from trato.agenda.rules import next_contact
from trato.agenda.situations import meeting_day
from trato.cycles.forms import StepForm
from trato.documents.files import UploadField
from trato.ui.forms import CodeChoiceField, LocalDateField, LocalDateTimeField, LongTextField

YES, NO = "si", "no"


class ContactForm(StepForm):
    """By which medium, whether they answered, and when to go on; who, what and its evidence if there is more."""

    number_prefix = None
    closed: ClassVar = {"medium": "medium"}
    # What the layout folds away.
    FOLDED = ("contact", "inbound", "summary", "evidence", "file", "occurred_at")

    medium = CodeChoiceField(label=_("Medium"), choices=[], as_="select")
    answered = CodeChoiceField(label=_("Did they answer?"), choices=[(YES, _("They answered")), (NO, _("No answer"))])
    next_on = LocalDateField(label=_("Next contact"), required=False)
    contact = forms.ChoiceField(label=_("With whom"), required=False)
    inbound = forms.BooleanField(label=_("They wrote or called first"), required=False)
    summary = LongTextField(label=_("What was said"), rows=2, required=False, max_length=4000)
    evidence = LongTextField(
        label=_("Paste the conversation"),
        help_text=_("A WhatsApp chat or a mail, as it is. It stays as evidence."),
        rows=3,
        required=False,
        max_length=40_000,
    )
    file = UploadField(label=_("Attach a file"), required=False)
    occurred_at = LocalDateTimeField(
        label=_("Date of the fact"), help_text=_("Only if it was not now."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_of(self.cycle)
        offer_people(self.fields["contact"], people)
        by_whatsapp = reached_by_whatsapp(people)
        usual = by_whatsapp or next(iter(people), None)
        now = self.situation
        self.fields["contact"].initial = str(usual.pk) if usual else ""
        self.fields["medium"].initial = "whatsapp" if by_whatsapp else "mail" if usual and usual.mail else "phone"
        self.fields["answered"].initial = YES
        self.fields["next_on"].initial = next_contact(
            answered=True,
            today=now.calendar.local_date(now.at),
            meeting_on=meeting_day(now),
            calendar=now.calendar,
        )
        self.fields["next_on"].required = not now.evaluation.outcome
        self.names = {str(person.pk): person.name for person in people}

    @property
    def unfolded(self) -> bool:
        """Tell whether something of what is folded away was typed or is wrong."""
        return self.is_bound and any(name in self.errors or self.data.get(name) for name in self.FOLDED[1:5])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["contact"] = self.names.get(data.get("contact", ""), "")
        data["answered"] = data.get("answered") == YES
        return data
