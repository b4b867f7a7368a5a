"""Running the verb of a conversation, and the message that goes before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from trato.agenda.actions import Conversation
from trato.agenda.forms.people import people_of, reached_by_whatsapp
from trato.agenda.letters import greeting, reminder
from trato.agenda.rules import silence
from trato.cycles.models import Cycle
from trato.cycles.naming import names_in
from trato.cycles.promises import contacted
from trato.cycles.situation import Situation
from trato.documents.files import store_file
from trato.ledger.actors import Actor
from trato.links.letters import wa_url
from trato.procedure import permits


def conversation(data: Mapping[str, Any], *, by: Actor, at: datetime) -> Conversation:
    """Return what the form says, its file kept."""
    file = data.get("file")
    return Conversation(
        medium=data["medium"],
        answered=data["answered"],
        inbound=data["inbound"],
        contact=data["contact"],
        summary=data["summary"],
        evidence=data["evidence"],
        next_on=data["next_on"],
        files=(store_file(file, by=by, at=at),) if file else (),
    )


def said(data: Mapping[str, Any]) -> str:
    """Return what was done."""
    return _("You logged the contact.") if data["answered"] else _("You logged an attempt without an answer.")


def message(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    """Return the message ready for WhatsApp and how often they were tried in vain."""
    contact = reached_by_whatsapp(people_of(cycle))
    tried = silence(situation.events, today=situation.calendar.local_date(at), calendar=situation.calendar)
    told = {"silence": tried, "still": _still_asked(situation, actor, at) if tried.attempts else []}
    if contact is None:
        return told
    who = names_in(cycle, situation, [actor.key])[actor.key]
    if contacted(situation):
        text = reminder(contact, who=who)
    else:
        text = greeting(cycle, contact, who=who, again=tried.attempts > 0)
    return told | {"wa_text": text, "wa_url": wa_url(contact.phone, text), "wa_name": contact.name}


def _still_asked(situation: Situation, actor: Actor, at: datetime) -> list[str]:
    """Say what the procedure still asks for before the cycle may be closed for want of an answer."""
    permission = permits(
        situation.definition,
        situation.events,
        event="closing.decided",
        facts={"motive": "no-answer"},
        actor_key=actor.key,
        actor_kind=actor.kind,
        roles=actor.roles,
        at=at,
        calendar=situation.calendar,
        formers=situation.formers,
    )
    return [situation.sentence(reason) for reason in permission.reasons]
