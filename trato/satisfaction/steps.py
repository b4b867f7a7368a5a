"""The panel of §8.4.2."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Verb
from trato.ledger.actors import Actor
from trato.organisations.models import Contact
from trato.satisfaction.actions import OVER, close_survey, remind_survey, send_survey
from trato.satisfaction.forms import CloseForm, SendForm
from trato.satisfaction.queries import survey_of
from trato.satisfaction.rules import REMINDERS


def _send(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> SafeString:
    contact = Contact.objects.get(pk=data["contact"])
    invitation = send_survey(cycle, contact=contact, by=by, at=at)
    return invitation.said(_("You sent the survey to %(name)s.") % {"name": contact.name})


def _remind(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> SafeString:
    return remind_survey(cycle, by=by, at=at).said(_("You sent a reminder."))


def _close(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    close_survey(cycle, reason=data["reason"], by=by, at=at)
    return _("The survey is closed without an answer.")


def _context(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    return {"survey": survey_of(cycle, situation), "survey_closed": situation.latest("survey.closed")}


def _over(situation: Situation) -> bool:
    return any(situation.latest(event) for event in OVER)


def _waits(situation: Situation, actor: Actor) -> bool:
    return (
        situation.latest("survey.sent") is not None
        and not _over(situation)
        and len(situation.every("survey.reminded")) < REMINDERS
    )


def _unsent(situation: Situation, actor: Actor) -> bool:
    return situation.latest("survey.sent") is None and not _over(situation)


def _unanswered(situation: Situation, actor: Actor) -> bool:
    return not _over(situation)


STEPS: tuple[Step, ...] = (
    Step(
        action="verify-satisfaction",
        template="satisfaction/step.html",
        context=_context,
        verbs=(
            Verb(
                slug="enviar-encuesta",
                label=gettext_lazy("Send the survey"),
                run=_send,
                form=SendForm,
                event="survey.sent",
                shown=_unsent,
            ),
            Verb(
                slug="recordar",
                label=gettext_lazy("Send a reminder"),
                run=_remind,
                event="survey.reminded",
                shown=_waits,
            ),
            Verb(
                slug="cerrar-encuesta",
                label=gettext_lazy("Close it unanswered"),
                run=_close,
                form=CloseForm,
                event="survey.closed",
                shown=_unanswered,
            ),
        ),
    ),
)
