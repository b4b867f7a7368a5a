"""Write down what was discussed and send it to the prospect. PE-CM-01 §8.1.4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.agenda.actions.meetings import standing
from trato.agenda.letters import minutes_text
from trato.agenda.models import MeetingEnd
from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.documents.definitions import by_hash
from trato.ledger.actors import Actor
from trato.links.letters import wa_url
from trato.mail.models import Outbox
from trato.mail.outbox import CannotSendMail, send
from trato.organisations.models import Contact
from trato.people.actors import name_of


class CannotSendMinutes(Refusal):
    """Nobody is left to send them to, or the meeting has not taken place yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What somebody is to do; `charge` is a code of the catalogue "charge"."""

    text: str
    charge: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What was discussed, when, with whom, and what each side took upon itself."""

    held_at: datetime
    attendees: Sequence[str]
    topics: str
    medium: str = ""
    agreements: Sequence[Commitment] = ()
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMinutes:
    """The minutes as issued; `mail` is what left, `whatsapp` the `wa.me` address for each person without a mailbox."""

    provided: Provided
    mail: Outbox | None
    whatsapp: list[tuple[Contact, str]]


@transaction.atomic
def send_minutes(
    cycle: Cycle,
    *,
    minutes: Minutes,
    recipients: Sequence[Contact],
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> SentMinutes:
    """Issue the minutes and mail them to the recipients; for who has only WhatsApp the message is prepared.

    PE-CM-01 §8.1.4. Raises ProcedureViolation, NotYours, CannotSendMinutes, having sent nothing.
    """
    cycle = lock(cycle)
    require(cycle, "present", by=by, at=at)
    _refuse(minutes, recipients, at=at)
    body = _body(minutes, recipients)
    provided = provide(
        cycle,
        "minutes.sent",
        body=body,
        facts={"recipients": len(recipients)},
        by=by,
        at=at,
        occurred_at=occurred_at,
    )
    if meeting := standing(cycle):
        MeetingEnd.objects.create(meeting=meeting, kind=MeetingEnd.Kind.HELD, at=at)
    subject, text = minutes_text(
        body, by_hash(cycle.definition_id), client=cycle.organisation.name, who=name_of(by.key)
    )
    return SentMinutes(
        provided=provided,
        mail=_mail(cycle, recipients, subject, text, at=at),
        whatsapp=[(person, wa_url(person.phone, text)) for person in recipients if not person.mail],
    )


def _refuse(minutes: Minutes, recipients: Sequence[Contact], *, at: datetime) -> None:
    obstacles = []
    if minutes.held_at > at:
        obstacles.append(_("The meeting has not taken place yet."))
    if not recipients:
        obstacles.append(_("Choose whom to send the minutes to."))
    obstacles += [
        _("%(name)s has neither e-mail nor telephone; add one first.") % {"name": person.name}
        for person in recipients
        if not person.mail and not person.phone
    ]
    if obstacles:
        raise CannotSendMinutes(obstacles)


def _body(minutes: Minutes, recipients: Sequence[Contact]) -> dict[str, Any]:
    known = {
        "medium": minutes.medium,
        "agreements": [_agreement(row) for row in minutes.agreements],
        "message": minutes.message,
    }
    body: dict[str, Any] = {
        "held_at": minutes.held_at.isoformat(),
        "attendees": list(minutes.attendees),
        "topics": minutes.topics,
        "recipients": [" ".join(filter(None, (person.name, person.mail or person.phone))) for person in recipients],
    }
    return body | {key: value for key, value in known.items() if value}


def _agreement(row: Commitment) -> dict[str, str]:
    written = {"text": row.text, "charge": row.charge}
    return written | ({"due_on": row.due_on.isoformat()} if row.due_on else {})


def _mail(cycle: Cycle, recipients: Sequence[Contact], subject: str, text: str, *, at: datetime) -> Outbox | None:
    addresses = [person.mail for person in recipients if person.mail]
    if not addresses:
        return None
    try:
        return send(to=addresses, subject=subject, text=text, stream=cycle.stream, at=at)
    except CannotSendMail as wrong:
        raise CannotSendMinutes(_("The minutes cannot be mailed: correct the address first.")) from wrong
