"""Changes after the agreement: proposed, approved, accepted. PE-CM-01 §8.2.10; ISO 9001:2015 cl. 8.2.4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.amounts import amount_of, set_amount
from trato.cycles.evidence import Provided, lock, provide
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.cycles.situation import Situation, situation_of
from trato.documents.files import use_file
from trato.documents.models import File, RecordVersion
from trato.ledger.actors import Actor
from trato.procedure import Money
from trato.requirements.money import read, written


class CannotAmend(Refusal):
    """The amendment is not of this cycle, says nothing, or is not at that point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changes after the agreement: its impact, who asks, what is amended and who was told."""

    impact: str
    asked_by: str
    what_changes: str
    what_is_amended: str
    informed: Sequence[str]
    price_change: Money | None = None
    term_change_days: int | None = None


@transaction.atomic
def propose_amendment(
    cycle: Cycle, *, change: Change, by: Actor, at: datetime, occurred_at: datetime | None = None
) -> Provided:
    """Write what changes, what it amends and who was told. Raises CannotAmend, ProcedureViolation."""
    cycle = lock(cycle)
    told = [name.strip() for name in change.informed if name.strip()]
    if not told:
        raise CannotAmend(_("Say who was told of the change."))
    body: dict[str, Any] = {
        "impact": change.impact,
        "asked_by": change.asked_by,
        "what_changes": change.what_changes,
        "what_is_amended": change.what_is_amended,
        "informed": told,
    }
    if change.price_change is not None:
        body["price_change"] = written(change.price_change)
    if change.term_change_days is not None:
        body["term_change_days"] = change.term_change_days
    return provide(
        cycle, "amendment.proposed", body=body, facts={"impact": change.impact}, by=by, at=at, occurred_at=occurred_at
    )


@transaction.atomic
def approve_amendment(cycle: Cycle, *, amendment: str, by: Actor, at: datetime) -> Provided:
    """Approve an amendment as it was proposed; the Commercial Manager. `amendment` is the hash of its record."""
    cycle = lock(cycle)
    now = situation_of(cycle, at=at)
    record = _proposed(now, amendment)
    if _has(now, "amendment.approved", amendment):
        raise CannotAmend(_("%(number)s was already approved.") % {"number": record.number})
    return provide(cycle, "amendment.approved", record=record, facts={"amendment": amendment}, by=by, at=at)


@transaction.atomic
def accept_amendment(
    cycle: Cycle,
    *,
    amendment: str,
    accepted_by: str,
    file: File | None = None,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Record who accepted an approved amendment for the client; the amount shown takes its change of price."""
    cycle = lock(cycle)
    now = situation_of(cycle, at=at)
    record = _proposed(now, amendment)
    if not _has(now, "amendment.approved", amendment):
        raise CannotAmend(_("The Commercial Manager approves %(number)s first.") % {"number": record.number})
    if _has(now, "amendment.accepted", amendment):
        raise CannotAmend(_("%(number)s was already accepted.") % {"number": record.number})
    body = record.data | {"accepted_by": accepted_by}
    if file:
        use_file(file, stream=cycle.stream, by=by, at=at)
        body["file"] = file.sha256
    provided = provide(
        cycle,
        "amendment.accepted",
        body=body,
        facts={"amendment": amendment},
        number=record.number,
        attachments=(file,) if file else (),
        by=by,
        at=at,
        occurred_at=occurred_at,
    )
    _take_price(provided.cycle, record)
    return provided


def _proposed(now: Situation, amendment: str) -> RecordVersion:
    if all(event.record != amendment for event in now.every("amendment.proposed")):
        raise CannotAmend(_("That amendment is not of this cycle."))
    return RecordVersion.objects.get(hash=amendment)


def _has(now: Situation, event: str, amendment: str) -> bool:
    return any(one.facts.get("amendment") == amendment for one in now.every(event))


def _take_price(cycle: Cycle, record: RecordVersion) -> None:
    shown = amount_of(cycle)
    if shown is None or "price_change" not in record.data:
        return
    change = read(record.data["price_change"])
    if change.currency == shown.currency:
        set_amount(cycle, shown + change)
