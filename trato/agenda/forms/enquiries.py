"""Enquiries, suggestions and complaints, their answers, and the confidentiality agreement."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.agenda.actions.enquiries import COMPLAINT, open_enquiries
from trato.agenda.forms.people import offer_people, people_of
from trato.cycles.forms import StepForm, offer, options
from trato.documents.files import UploadField
from trato.ui.forms import CodeChoiceField, LocalDateField, LocalDateTimeField, LongTextField

EXCERPT = 60


class EnquiryForm(StepForm):
    """What the prospect asks, suggests or complains of."""

    number_prefix = None
    closed: ClassVar = {"kind": "enquiry-kind", "medium": "medium"}

    kind = CodeChoiceField(label=_("Kind"), choices=[], as_="radios", initial="enquiry")
    text = LongTextField(label=_("What it says"), rows=4, max_length=20_000)
    medium = CodeChoiceField(label=_("Medium"), choices=[], as_="select", initial="whatsapp")
    contact = forms.ChoiceField(label=_("Who from"), required=False)
    received_at = LocalDateTimeField(label=_("Received on"), help_text=_("Only if it was not now."), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_of(self.cycle)
        offer_people(self.fields["contact"], people)
        self.names = {str(person.pk): person.name for person in people}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["contact"] = self.names.get(data.get("contact", ""), "")
        return data


class AnswerForm(StepForm):
    """The answer to one of those that wait; a complaint also has its cause and its resolution."""

    number_prefix = None

    enquiry = forms.ChoiceField(label=_("Which one"))
    answer = LongTextField(label=_("What is answered"), rows=4, max_length=20_000)
    cause = LongTextField(
        label=_("Cause"), help_text=_("For a complaint: why it happened."), rows=2, required=False, max_length=4000
    )
    resolution = LongTextField(
        label=_("Resolution"), help_text=_("For a complaint: what was done."), rows=2, required=False, max_length=4000
    )
    mail_to = forms.ChoiceField(
        label=_("Mail the answer to"), help_text=_("Leave it blank if you answered another way."), required=False
    )
    answered_at = LocalDateTimeField(label=_("Answered on"), help_text=_("Only if it was not now."), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = {record.hash: record for record in open_enquiries(self.situation)}
        kinds = dict(options(self.situation.definition, "enquiry-kind"))
        offer(
            self.fields["enquiry"],
            [
                (hash_, f"{record.number} · {kinds[record.data['kind']]} · {_excerpt(record.data['text'])}")
                for hash_, record in self.waiting.items()
            ],
        )
        self.fields["enquiry"].initial = next(iter(self.waiting), "")
        self.people = [person for person in people_of(self.cycle) if person.mail]
        offer_people(self.fields["mail_to"], self.people)
        if all(record.data["kind"] != COMPLAINT for record in self.waiting.values()):
            del self.fields["cause"], self.fields["resolution"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["enquiry"] = self.waiting.get(data.get("enquiry", ""))
        key = data.get("mail_to", "")
        data["mail_to"] = next((person for person in self.people if str(person.pk) == key), None)
        return data


class NdaForm(StepForm):
    """Who signed, until when it holds, and the signed file."""

    number_prefix = None

    signatory = forms.ChoiceField(label=_("Client signatory"))
    signed_on = LocalDateField(label=_("Signed on"))
    expires_on = LocalDateField(label=_("Expires on"))
    file = UploadField(label=_("Signed file"), help_text=_("A PDF or a photo of the pages, up to 25 MB."))
    scope = LongTextField(label=_("What it covers"), rows=2, required=False, max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_of(self.cycle)
        offer_people(self.fields["signatory"], people)
        if people:
            self.fields["signatory"].initial = str(people[0].pk)
        self.fields["signed_on"].initial = self.situation.calendar.local_date(self.situation.at)
        self.names = {str(person.pk): person.name for person in people}

    def clean_signatory(self) -> str:
        return self.names[self.cleaned_data["signatory"]]


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT]}…"
