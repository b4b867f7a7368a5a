"""What is asked, and when it is asked again. PE-CM-01 §8.4.2, ISO 9001:2015 cl. 9.1.2."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from trato.procedure import Calendar

REMIND_EVERY = 3  # business days
REMINDERS = 2
BEST = 10
UNHAPPY = 6  # a score up to here opens a case

# Question code, in the order asked; the wording is the form's.
SCORED: tuple[str, ...] = ("attention", "clarity", "speed")


def next_move(sendings: Sequence[date], *, today: date, calendar: Calendar) -> Literal["remind", "close", ""]:
    """Say what an unanswered survey asks for today; `sendings` are the local dates of its mails, the first included."""
    if not sendings or today < moves_on(sendings, calendar=calendar):
        return ""
    return "remind" if len(sendings) <= REMINDERS else "close"


def moves_on(sendings: Sequence[date], *, calendar: Calendar) -> date:
    """Return the day a survey that nobody answers is reminded or closed."""
    return calendar.add_business_days(sendings[-1], REMIND_EVERY)


def possible(score: int) -> bool:
    """Tell whether a score is on the scale."""
    return 0 <= score <= BEST


def unhappy(score: int) -> bool:
    """Tell whether an answer asks for an action."""
    return score <= UNHAPPY
