"""What people do to reach a prospect: log contacts, meet, send the minutes, answer, agree on confidentiality."""

from trato.agenda.actions.agreements import CannotRecordAgreement, record_nda
from trato.agenda.actions.contacts import CannotLogContact, Conversation, log_contact, log_followup
from trato.agenda.actions.enquiries import CannotAnswer, answer_enquiry, receive_enquiry
from trato.agenda.actions.meetings import (
    CannotSchedule,
    NewMeeting,
    Scheduled,
    cancel_meeting,
    miss_meeting,
    schedule_meeting,
)
from trato.agenda.actions.minutes import CannotSendMinutes, Commitment, Minutes, SentMinutes, send_minutes

__all__ = [
    "CannotAnswer",
    "CannotLogContact",
    "CannotRecordAgreement",
    "CannotSchedule",
    "CannotSendMinutes",
    "Commitment",
    "Conversation",
    "Minutes",
    "NewMeeting",
    "Scheduled",
    "SentMinutes",
    "answer_enquiry",
    "cancel_meeting",
    "log_contact",
    "log_followup",
    "miss_meeting",
    "receive_enquiry",
    "record_nda",
    "schedule_meeting",
    "send_minutes",
]
