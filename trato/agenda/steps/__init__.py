"""The panels of §8.1.2 and §8.1.4 to §8.1.7."""

from trato.agenda.steps.answering import FOLLOW_UP, HANDLE_ENQUIRY, SIGN_NDA
from trato.agenda.steps.meeting import PRESENT, SCHEDULE
from trato.cycles.steps import Step

STEPS: tuple[Step, ...] = (SCHEDULE, PRESENT, FOLLOW_UP, HANDLE_ENQUIRY, SIGN_NDA)
