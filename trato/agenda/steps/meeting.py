"""The panels of §8.1.2, reach and schedule, and §8.1.4, present and send the minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trato.agenda.actions import (
    Commitment,
    Minutes,
    NewMeeting,
    cancel_meeting,
    log_contact,
    miss_meeting,
    schedule_meeting,
    send_minutes,
)
from trato.agenda.forms import CancelForm, ContactForm, MeetingForm, MinutesForm, MissForm, MoveForm
from trato.agenda.letters import by_whatsapp
from trato.agenda.situations import meeting_moment, standing_at
from trato.agenda.steps.talking import conversation, message, said
from trato.cycles.models import Cycle
from trato.cycles.promises import contacted
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Verb
from trato.ledger.actors import Actor
from trato.ui.values import local_moment


def _log(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    told = conversation(data, by=by, at=at)
    log_contact(cycle, conversation=told, by=by, at=at, occurred_at=data["occurred_at"])
    return said(data)


def _schedule(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> SafeString:
    new = NewMeeting(**{key: value for key, value in data.items() if key != "late"})
    done = schedule_meeting(cycle, new=new, late=bool(data.get("late")), by=by, at=at)
    text = _("You set the meeting for %(when)s.") % {"when": local_moment(new.starts_at)}
    if done.mailed:
        text += " " + ngettext("The invitation was mailed.", "The invitations were mailed.", len(done.mailed))
    for other in done.overlaps:
        text += " " + _("It overlaps the one with %(client)s at %(when)s.") % {
            "client": other.cycle.organisation.name,
            "when": local_moment(other.starts_at),
        }
    links = [(url, person.name) for person in new.invited if (url := by_whatsapp(done.meeting, person))]
    return _with_whatsapp(text, links if new.starts_at > at else [])


def _miss(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    miss_meeting(cycle, next_on=data["next_on"], by=by, at=at)
    return _("You recorded that they did not come. Set the meeting again.")


def _cancel(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    cancel_meeting(cycle, reason=data["reason"], next_on=data["next_on"], by=by, at=at)
    return _("You cancelled the meeting.")


def _minutes(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> SafeString:
    minutes = Minutes(
        held_at=data["held_at"],
        medium=data["medium"],
        attendees=data["attendees"],
        topics=data["topics"],
        agreements=[Commitment(**row) for row in data["rows"]],
        message=data["message"],
    )
    sent = send_minutes(cycle, minutes=minutes, recipients=data["recipients"], by=by, at=at)
    text = _("You sent the minutes.") if sent.mail else _("The minutes are issued; send them by WhatsApp.")
    return _with_whatsapp(text, [(url, person.name) for person, url in sent.whatsapp if url])


def _with_whatsapp(text: str, links: list[tuple[str, str]]) -> SafeString:
    written = format_html_join("", ' <a class="lnk" href="{}" rel="noopener" target="_blank">WhatsApp · {}</a>', links)
    return format_html("{}{}", text, written)


def _unanswered(situation: Situation, actor: Actor) -> bool:
    return not contacted(situation)


def _unset(situation: Situation, actor: Actor) -> bool:
    return meeting_moment(situation) is None


def _set(situation: Situation, actor: Actor) -> bool:
    return meeting_moment(situation) is not None


def _ahead(situation: Situation, actor: Actor) -> bool:
    moment = meeting_moment(situation)
    return moment is not None and moment > situation.at


def _passed(situation: Situation, actor: Actor) -> bool:
    moment = meeting_moment(situation)
    return moment is not None and moment <= situation.at


def _another(situation: Situation, actor: Actor) -> Any:
    again = situation.evaluation.actions["schedule-first-contact"].done_seq or situation.latest("minutes.sent")
    return gettext_lazy("Set another meeting") if again else gettext_lazy("Set the meeting")


def _meeting(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    return {"meeting": standing_at(situation, cycle), **message(cycle, situation, actor, at)}


MISSED = Verb(
    slug="no-vino",
    label=gettext_lazy("They did not come"),
    run=_miss,
    form=MissForm,
    event="meeting.missed",
    shown=_passed,
)

SCHEDULE = Step(
    action="schedule-first-contact",
    template="agenda/schedule.html",
    context=_meeting,
    verbs=(
        Verb(
            slug="registrar-contacto",
            label=gettext_lazy("Log the contact"),
            run=_log,
            form=ContactForm,
            form_template="agenda/contact_form.html",
            event="contact.logged",
            shown=_unanswered,
        ),
        Verb(
            slug="agendar",
            label=gettext_lazy("Set the meeting"),
            label_for=_another,
            run=_schedule,
            form=MeetingForm,
            event="meeting.scheduled",
            shown=_unset,
        ),
        Verb(
            slug="reagendar",
            label=gettext_lazy("Move the meeting"),
            run=_schedule,
            form=MoveForm,
            event="meeting.scheduled",
            shown=_set,
        ),
        MISSED,
        Verb(
            slug="cancelar-reunion",
            label=gettext_lazy("Cancel the meeting"),
            run=_cancel,
            form=CancelForm,
            event="meeting.cancelled",
            shown=_ahead,
        ),
    ),
)

PRESENT = Step(
    action="present",
    template="agenda/present.html",
    context=_meeting,
    verbs=(
        Verb(
            slug="enviar-minuta",
            label=gettext_lazy("Send the minutes"),
            run=_minutes,
            form=MinutesForm,
            form_template="agenda/minutes_form.html",
            event="minutes.sent",
            drafts=True,
        ),
        MISSED,
    ),
)
