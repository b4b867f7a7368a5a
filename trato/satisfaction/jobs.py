"""Reminders of the surveys nobody answered, and their closing after the second one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trato.cycles.calendars import working_calendar
from trato.cycles.situation import situation_of
from trato.documents.refusals import Refused
from trato.jobs.registry import every
from trato.ledger.actors import SYSTEM
from trato.satisfaction.actions import close_survey, remind_survey
from trato.satisfaction.models import Survey
from trato.satisfaction.rules import next_move


@every(minutes=60, name="satisfaction.reminders")
def remind(at: datetime) -> None:
    """Remind or close each survey whose turn came; the rule is asked again for each one as it runs."""
    calendar = working_calendar()
    today = calendar.local_date(at)
    if not calendar.is_business_day(today):
        return
    running = Survey.objects.filter(cycle__progress__closed_at=None).select_related("cycle", "cycle__progress")
    for survey in running.prefetch_related("sendings"):
        dates = [calendar.local_date(sending.at) for sending in survey.sendings.all()]
        move = next_move(dates, today=today, calendar=calendar)
        now = situation_of(survey.cycle, at=at)
        if not move or now.latest("survey.answered") or now.latest("survey.closed"):
            continue
        try:
            with transaction.atomic():
                if move == "remind":
                    remind_survey(survey.cycle, by=SYSTEM, at=at)
                else:
                    close_survey(survey.cycle, reason="unanswered", by=SYSTEM, at=at)
        except Refused:
            continue
