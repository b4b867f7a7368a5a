"""The forms of the panels of §8.1.2 and §8.1.4 to §8.1.7."""

from trato.agenda.forms.contacts import ContactForm
from trato.agenda.forms.enquiries import AnswerForm, EnquiryForm, NdaForm
from trato.agenda.forms.meetings import CancelForm, MeetingForm, MissForm, MoveForm
from trato.agenda.forms.minutes import MinutesForm

__all__ = [
    "AnswerForm",
    "CancelForm",
    "ContactForm",
    "EnquiryForm",
    "MeetingForm",
    "MinutesForm",
    "MissForm",
    "MoveForm",
    "NdaForm",
]
