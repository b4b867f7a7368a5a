"""Surveys that go on by themselves: reminders, closing after the second one, «No aplica» when nobody was attended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trato.cycles.calendars import working_calendar
from trato.cycles.models import Cycle
from trato.cycles.situation import situation_of
from trato.documents.refusals import Refused
from trato.jobs.registry import every
from trato.ledger.actors import SYSTEM
from trato.satisfaction.actions import close_survey, remind_survey
from trato.satisfaction.models import Survey
from trato.satisfaction.rules import next_move


@every(minutes=60, name="satisfaction.reminders")
def remind(at: datetime) -> None:
    """Remind or close each survey whose turn came; the rule is asked again for each one as it runs.

    A person without a mailbox is reminded by hand, by WhatsApp: the system reaches nobody that way.
    """
    calendar = working_calendar()
    today = calendar.local_date(at)
    if not calendar.is_business_day(today):
        return
    running = Survey.objects.filter(cycle__progress__closed_at=None).select_related("contact", "cycle")
    for survey in running.prefetch_related("sendings"):
        dates = [calendar.local_date(sending.at) for sending in survey.sendings.all()]
        move = next_move(dates, today=today, calendar=calendar)
        if not move or (move == "remind" and not survey.contact.mail):
            continue
        if situation_of(survey.cycle, at=at).evaluation.actions["verify-satisfaction"].status == "done":
            continue
        try:
            with transaction.atomic():
                if move == "remind":
                    remind_survey(survey.cycle, by=SYSTEM, at=at)
                else:
                    close_survey(survey.cycle, reason="unanswered", by=SYSTEM, at=at)
        except Refused:
            continue


@every(minutes=60, name="satisfaction.not-attended")
def close_where_nobody_was_attended(at: datetime) -> None:
    """Close «No aplica: no hubo atención» what ended without a contract and without anybody ever answering."""
    lost = Cycle.objects.filter(progress__outcome="not-contracted", progress__closed_at=None, surveys=None)
    for cycle in lost.order_by("pk"):
        now = situation_of(cycle, at=at)
        attended = any(
            event.facts.get("answered") for event in (*now.every("contact.logged"), *now.every("followup.logged"))
        )
        if attended or now.evaluation.actions["verify-satisfaction"].status == "done":
            continue
        try:
            with transaction.atomic():
                close_survey(cycle, reason="not-attended", by=SYSTEM, at=at)
        except Refused:
            continue
