"""How the survey of a cycle goes, for whoever looks at it from inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion
from trato.quality.models import Case
from trato.satisfaction.models import Survey
from trato.satisfaction.rules import REMINDERS, moves_on


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyState:
    """Whom it went to and when, how often it was reminded, what comes next, and the answer once there is one."""

    survey: Survey
    sent_at: datetime
    reminders: int
    moves_on: date
    by_hand: bool
    answer: RecordVersion | None
    case: Case | None

    @property
    def last(self) -> bool:
        """Tell whether no reminder is left."""
        return self.reminders >= REMINDERS


def survey_of(cycle: Cycle, situation: Situation) -> SurveyState | None:
    """Return how the survey goes; None before it is sent."""
    survey = Survey.objects.filter(cycle=cycle).select_related("contact").first()
    if survey is None:
        return None
    dates = [situation.calendar.local_date(sending.at) for sending in survey.sendings.all()]
    answer = situation.record_of(situation.latest("survey.answered"))
    answer = None if answer is None or answer.erased_at else answer
    return SurveyState(
        survey=survey,
        sent_at=survey.sent_at,
        reminders=max(0, len(dates) - 1),
        moves_on=moves_on(dates, calendar=situation.calendar),
        by_hand=not survey.contact.mail,
        answer=answer,
        case=Case.objects.filter(record_hash=answer.hash).first() if answer else None,
    )
