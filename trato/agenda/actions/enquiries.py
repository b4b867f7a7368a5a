"""Receive enquiries, suggestions and complaints, and answer them. PE-CM-01 §8.1.6; ISO 9001:2015 cl. 8.2.1, 10.2."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.agenda.letters import answer_text
from trato.agenda.situations import waiting_enquiries
from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.cycles.situation import Situation, situation_of
from trato.documents.models import RecordVersion
from trato.ledger.actors import Actor
from trato.mail.outbox import CannotSendMail, send
from trato.organisations.models import Contact
from trato.people.actors import name_of
from trato.quality.cases import open_case

COMPLAINT = "complaint"


class CannotAnswer(Refusal):
    """It was answered already, or a complaint lacks its cause or its resolution."""


@transaction.atomic
def receive_enquiry(
    cycle: Cycle,
    *,
    kind: str,
    medium: str,
    text: str,
    contact: str = "",
    received_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Provided:
    """Record what the prospect asks, suggests or complains of; a complaint opens a case for Quality. PE-CM-01 §8.1.6.

    `kind` is a code of the catalogue "enquiry-kind", `medium` of "medium", `contact` a name.
    """
    cycle = lock(cycle)
    require(cycle, "handle-enquiry", by=by, at=at)
    body: dict[str, Any] = {
        "kind": kind,
        "medium": medium,
        "received_at": (received_at or at).isoformat(),
        "text": text,
    }
    if contact:
        body["contact"] = contact
    provided = provide(
        cycle, "enquiry.received", body=body, facts={"kind": kind}, by=by, at=at, occurred_at=received_at
    )
    if kind == COMPLAINT:
        assert provided.record is not None  # the event's kind declares one
        open_case(cycle, kind="complaint", text=text, record_hash=provided.record.hash, by=by, at=at)
    return provided


@transaction.atomic
def answer_enquiry(
    cycle: Cycle,
    *,
    enquiry: RecordVersion,
    answer: str,
    cause: str = "",
    resolution: str = "",
    mail_to: Contact | None = None,
    by: Actor,
    at: datetime,
    answered_at: datetime | None = None,
) -> Provided:
    """Answer one that was received, bound to its record; a complaint also says cause and resolution. PE-CM-01 §8.1.6.

    With `mail_to` the answer is mailed. Raises ProcedureViolation, NotYours, CannotAnswer.
    """
    cycle = lock(cycle)
    require(cycle, "handle-enquiry", by=by, at=at)
    if enquiry.hash not in {record.hash for record in open_enquiries(situation_of(cycle, at=at))}:
        raise CannotAnswer(_("%(number)s is answered already.") % {"number": enquiry.number})
    received = enquiry.data
    _refuse(received["kind"], cause, resolution, mail_to)
    known = {"cause": cause, "resolution": resolution}
    body = received | {"answer": answer, "answered_at": (answered_at or at).isoformat()}
    provided = provide(
        cycle,
        "enquiry.answered",
        body=body | {key: value for key, value in known.items() if value},
        facts={"enquiry": enquiry.hash, "kind": received["kind"]},
        number=enquiry.number,
        by=by,
        at=at,
        occurred_at=answered_at,
    )
    if mail_to:
        _mail(cycle, received["kind"], answer, resolution, mail_to, by=by, at=at)
    return provided


def open_enquiries(situation: Situation) -> list[RecordVersion]:
    """Return the records of what was received and not answered yet, oldest first."""
    waiting = waiting_enquiries(situation)
    found = {record.hash: record for record in RecordVersion.objects.filter(hash__in=waiting)} if waiting else {}
    return [found[hash_] for hash_ in waiting if hash_ in found]


def _refuse(kind: str, cause: str, resolution: str, mail_to: Contact | None) -> None:
    obstacles = []
    if kind == COMPLAINT and not cause:
        obstacles.append(_("A complaint needs its cause."))
    if kind == COMPLAINT and not resolution:
        obstacles.append(_("A complaint needs its resolution."))
    if mail_to is not None and not mail_to.mail:
        obstacles.append(_("%(name)s has no e-mail.") % {"name": mail_to.name})
    if obstacles:
        raise CannotAnswer(obstacles)


def _mail(cycle: Cycle, kind: str, answer: str, resolution: str, to: Contact, *, by: Actor, at: datetime) -> None:
    subject, text = answer_text(
        kind=kind, answer=answer, resolution=resolution, name=to.name.split()[0], who=name_of(by.key)
    )
    try:
        send(to=[to.mail], subject=subject, text=text, stream=cycle.stream, at=at)
    except CannotSendMail as wrong:
        raise CannotAnswer(
            _("The answer cannot be mailed: correct the address of %(name)s first.") % {"name": to.name}
        ) from wrong
