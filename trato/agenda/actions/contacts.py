"""Log a conversation, or an attempt at one, with its evidence and the next date. PE-CM-01 §8.1.2 and §8.1.5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.agenda.models import Meeting
from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.promises import CONTACTS
from trato.cycles.refusals import Refusal
from trato.cycles.situation import situation_of
from trato.documents.models import File
from trato.ledger.actors import Actor


class CannotLogContact(Refusal):
    """The next contact is missing, or lies before the contact itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What was said: `medium` is a code of the catalogue "medium", `contact` a name, `evidence` a pasted chat or mail.

    `inbound` tells that the prospect wrote first; `answered` that both sides spoke.
    """

    medium: str
    answered: bool
    inbound: bool = False
    contact: str = ""
    summary: str = ""
    evidence: str = ""
    next_on: date | None = None
    files: Sequence[File] = ()


@transaction.atomic
def log_contact(
    cycle: Cycle, *, conversation: Conversation, by: Actor, at: datetime, occurred_at: datetime | None = None
) -> Provided:
    """Log a contact made to reach the prospect. PE-CM-01 §8.1.2. Raises ProcedureViolation, CannotLogContact."""
    return _log(cycle, "contact.logged", "schedule-first-contact", conversation, by=by, at=at, occurred_at=occurred_at)


@transaction.atomic
def log_followup(
    cycle: Cycle, *, conversation: Conversation, by: Actor, at: datetime, occurred_at: datetime | None = None
) -> Provided:
    """Log a contact made to follow the prospect up. PE-CM-01 §8.1.5. Raises ProcedureViolation, CannotLogContact."""
    return _log(cycle, "followup.logged", "follow-up", conversation, by=by, at=at, occurred_at=occurred_at)


def _log(
    cycle: Cycle,
    event: str,
    action: str,
    said: Conversation,
    *,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None,
) -> Provided:
    cycle = lock(cycle)
    require(cycle, action, by=by, at=at)
    happened = occurred_at or at
    next_on = said.next_on or _meeting_day(cycle, at=at)
    _refuse_without_next(cycle, said, next_on, happened=happened, at=at)
    body: dict[str, Any] = {
        "happened_at": happened.isoformat(),
        "medium": said.medium,
        "inbound": said.inbound,
        "answered": said.answered,
    }
    known = {
        "contact": said.contact,
        "summary": said.summary,
        "evidence": said.evidence,
        "next_on": next_on.isoformat() if next_on else "",
        "files": [file.name for file in said.files],
    }
    facts: dict[str, int | bool | str] = {
        "answered": said.answered,
        "inbound": said.inbound,
        "medium": said.medium,
    }
    if next_on:
        facts["next_on"] = next_on.isoformat()
    return provide(
        cycle,
        event,
        body=body | {key: value for key, value in known.items() if value},
        facts=facts,
        attachments=said.files,
        by=by,
        at=at,
        occurred_at=occurred_at,
    )


def _refuse_without_next(
    cycle: Cycle, said: Conversation, next_on: date | None, *, happened: datetime, at: datetime
) -> None:
    now = situation_of(cycle, at=at)
    if next_on is None and (said.answered or any(now.every(name) for name in CONTACTS)) and not now.evaluation.outcome:
        raise CannotLogContact(_("Set the next contact: once somebody was contacted it is never left blank."))
    if next_on is not None and next_on < now.calendar.local_date(happened):
        raise CannotLogContact(_("The next contact cannot be before this one."))


def _meeting_day(cycle: Cycle, *, at: datetime) -> date | None:
    meeting = Meeting.objects.filter(cycle=cycle, starts_at__gt=at).standing().first()
    if meeting is None:
        return None
    return situation_of(cycle, at=at).calendar.local_date(meeting.starts_at)
