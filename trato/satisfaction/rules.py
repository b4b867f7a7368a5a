"""What is asked, and when it is asked again. PE-CM-01 §8.4.2, ISO 9001:2015 cl. 9.1.2."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from trato.procedure import Calendar

REMIND_EVERY = 3  # business days
REMINDERS = 2
UNHAPPY = 6  # a score up to here opens a case

# Question code → the answers it takes; the wording is the form's.
SCORED: tuple[str, ...] = ("attention", "clarity", "speed")


def next_move(sendings: Sequence[date], *, today: date, calendar: Calendar) -> Literal["remind", "close", ""]:
    """Say what an unanswered survey asks for today; `sendings` are the local dates of its mails, the first included."""
    if not sendings or calendar.business_days_between(sendings[-1], today) < REMIND_EVERY:
        return ""
    return "remind" if len(sendings) <= REMINDERS else "close"


def unhappy(score: int) -> bool:
    """Tell whether an answer (0 to 10) asks for an action."""
    return score <= UNHAPPY
