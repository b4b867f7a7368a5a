"""Send the survey, remind, take the answer, close it unanswered. PE-CM-01 §8.4.2."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.outside import Invitation, invite_outside
from trato.cycles.refusals import Refusal
from trato.ledger.actors import Actor
from trato.links.actions import CannotChangeLink, finish_link, revoke_link
from trato.links.models import Link
from trato.organisations.models import Contact
from trato.quality.cases import open_case
from trato.satisfaction.models import Sending, Survey
from trato.satisfaction.rules import REMINDERS, unhappy

LINK_DAYS = 30


class CannotSendSurvey(Refusal):
    """It was sent already, or there is nobody to remind."""


@transaction.atomic
def send_survey(cycle: Cycle, *, contact: Contact, by: Actor, at: datetime) -> Invitation:
    """Send the survey to a person of the client, on either ending. PE-CM-01 §8.4.2."""
    cycle = lock(cycle)
    require(cycle, "verify-satisfaction", by=by, at=at, event="survey.sent", facts={})
    if Survey.objects.filter(cycle=cycle).exists():
        raise CannotSendSurvey(_("The survey was already sent; remind them instead."))
    survey = Survey.objects.create(cycle=cycle, contact=contact, sent_at=at)
    invitation = _mail(survey, by=by, at=at)
    provide(cycle, "survey.sent", body={"recipient": contact.name}, by=by, at=at)
    return invitation


@transaction.atomic
def remind_survey(cycle: Cycle, *, by: Actor, at: datetime) -> Invitation:
    """Send it once more with a fresh link; the earlier one closes."""
    cycle = lock(cycle)
    survey = Survey.objects.filter(cycle=cycle).select_related("contact").first()
    if survey is None:
        raise CannotSendSurvey(_("The survey has not been sent yet."))
    if survey.sendings.count() > REMINDERS:
        raise CannotSendSurvey(_("Two reminders were sent already; close it unanswered."))
    _close_links(survey, by=by, at=at)
    invitation = _mail(survey, by=by, at=at)
    provide(cycle, "survey.reminded", body={"recipient": survey.contact.name}, by=by, at=at)
    return invitation


@transaction.atomic
def answer_survey(
    cycle: Cycle,
    *,
    answers: Sequence[tuple[str, str]],
    score: int,
    comment: str = "",
    link: Link | None = None,
    by: Actor,
    at: datetime,
) -> Provided:
    """Take the client's answer; a score of six or less opens a case for Quality. `answers` pairs question and answer."""
    cycle = lock(cycle)
    survey = Survey.objects.filter(cycle=cycle).select_related("contact").first()
    body: dict[str, Any] = {
        "answers": [{"question": question, "answer": answer} for question, answer in answers],
        "score": score,
    }
    if survey:
        body["recipient"] = survey.contact.name
    if comment:
        body["comment"] = comment
    provided = provide(cycle, "survey.answered", body=body, facts={"score": score}, by=by, at=at)
    if link:
        finish_link(link_id=link.pk, by=by, at=at)
    if unhappy(score):
        open_case(
            cycle,
            kind="satisfaction",
            text=comment or _("Survey answered with %(score)s out of 10.") % {"score": score},
            record_hash=provided.record.hash if provided.record else "",
            by=by,
            at=at,
        )
    return provided


@transaction.atomic
def close_survey(cycle: Cycle, *, reason: str, by: Actor, at: datetime) -> Provided:
    """Close it without an answer: after two reminders, or because nobody was ever attended («No aplica»)."""
    cycle = lock(cycle)
    provided = provide(cycle, "survey.closed", body={"reason": reason}, facts={"reason": reason}, by=by, at=at)
    survey = Survey.objects.filter(cycle=cycle).first()
    if survey:
        _close_links(survey, by=by, at=at)
    return provided


def _mail(survey: Survey, *, by: Actor, at: datetime) -> Invitation:
    invitation = invite_outside(
        survey.cycle,
        purpose="survey",
        contact=survey.contact,
        subject={"survey": survey.pk},
        by=by,
        at=at,
        days=LINK_DAYS,
    )
    Sending.objects.create(survey=survey, link=invitation.link, at=at)
    return invitation


def _close_links(survey: Survey, *, by: Actor, at: datetime) -> None:
    for sending in survey.sendings.select_related("link"):
        if sending.link.state(at) == "open":
            try:
                revoke_link(link_id=sending.link.pk, why="superseded", by=by, at=at)
            except CannotChangeLink:
                continue
