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
from trato.cycles.situation import situation_of
from trato.ledger.actors import Actor
from trato.links.actions import CannotChangeLink, finish_link, revoke_link
from trato.links.models import Link
from trato.organisations.models import Contact
from trato.quality.cases import open_case
from trato.satisfaction.models import Sending, Survey
from trato.satisfaction.rules import BEST, REMINDERS, possible, unhappy

LINK_DAYS = 30
OVER = ("survey.answered", "survey.closed")


class CannotSendSurvey(Refusal):
    """It was sent already, it is over, or there is nobody to send it to."""


class CannotAnswerSurvey(Refusal):
    """It was answered already, and an answer is never changed; or the score is off the scale."""


@transaction.atomic
def send_survey(cycle: Cycle, *, contact: Contact, by: Actor, at: datetime) -> Invitation:
    """Send the survey to a person of the client, on either ending. PE-CM-01 §8.4.2."""
    cycle = lock(cycle)
    require(cycle, "verify-satisfaction", by=by, at=at, event="survey.sent", facts={})
    _refuse_if_over(cycle, at)
    if Survey.objects.filter(cycle=cycle).exists():
        raise CannotSendSurvey(_("The survey was already sent; remind them instead."))
    if contact.organisation_id != cycle.organisation_id or contact.retired_at:
        raise CannotSendSurvey(_("Choose a person of %(client)s.") % {"client": cycle.organisation.name})
    survey = Survey.objects.create(cycle=cycle, contact=contact, sent_at=at)
    invitation = _mail(survey, by=by, at=at)
    provide(cycle, "survey.sent", body={"recipient": contact.name}, by=by, at=at)
    return invitation


@transaction.atomic
def remind_survey(cycle: Cycle, *, by: Actor, at: datetime) -> Invitation:
    """Send it once more with a fresh link; the earlier ones close. At most two reminders."""
    cycle = lock(cycle)
    require(cycle, "verify-satisfaction", by=by, at=at, event="survey.reminded", facts={})
    _refuse_if_over(cycle, at)
    survey = Survey.objects.filter(cycle=cycle).select_related("contact").first()
    if survey is None:
        raise CannotSendSurvey(_("The survey has not been sent yet."))
    if survey.sendings.count() > REMINDERS:
        raise CannotSendSurvey(_("Two reminders were sent already; close it unanswered."))
    _close_links(cycle, by=by, at=at)
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
    """Take the client's answer, once and for good; `answers` pairs question and answer, `score` goes from 0 to 10.

    One that comes after the survey was closed unanswered counts as any other. A score of six or less opens a case for
    Quality. Raises CannotAnswerSurvey, ProcedureViolation.
    """
    cycle = lock(cycle)
    if situation_of(cycle, at=at).latest("survey.answered"):
        raise CannotAnswerSurvey(_("We already had your answers: they stay as you sent them."))
    if not possible(score):
        raise CannotAnswerSurvey(_("The score goes from 0 to %(best)s.") % {"best": BEST})
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
        _finish(link, by=by, at=at)
    _close_links(cycle, by=by, at=at)
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
    """Close it without an answer: after two reminders, or because nobody was ever attended («No aplica»).

    The last link goes on opening until it expires: an answer that comes late is an answer.
    """
    cycle = lock(cycle)
    _refuse_if_over(cycle, at)
    return provide(cycle, "survey.closed", body={"reason": reason}, facts={"reason": reason}, by=by, at=at)


def _refuse_if_over(cycle: Cycle, at: datetime) -> None:
    now = situation_of(cycle, at=at)
    if any(now.latest(event) for event in OVER):
        raise CannotSendSurvey(_("This survey is over already."))


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


def _finish(link: Link, *, by: Actor, at: datetime) -> None:
    try:
        finish_link(link_id=link.pk, by=by, at=at)
    except CannotChangeLink:
        raise CannotAnswerSurvey(_("This link is closed: use the last one we sent you.")) from None


def _close_links(cycle: Cycle, *, by: Actor, at: datetime) -> None:
    """Close every link of the survey that still opens, the ones its person renewed included."""
    for link in Link.objects.of_cycle(cycle.stream).filter(purpose="survey").open(at=at):
        revoke_link(link_id=link.pk, why="superseded", by=by, at=at)
