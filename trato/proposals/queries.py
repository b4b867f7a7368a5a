"""Where a proposal stands: its rounds, what waits, who was asked, what the client objected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion
from trato.links.models import Link
from trato.procedure import Money
from trato.proposals.rules import FOLLOW_UPS, in_dollars, over_limit
from trato.requirements.money import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One version offered; `state`: sent, approved, waiting (for the GC), ready, superseded, accepted, expired."""

    record: RecordVersion
    subtotal: Money
    discount_bp: int
    valid_until: date
    state: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What the client objected, about one requirement or the whole, and how it was resolved."""

    record: RecordVersion
    raised_at: datetime
    requirement: str
    resolution: str


def pending_proposal(situation: Situation) -> RecordVersion | None:
    """Return the version prepared and not sent yet, or None."""
    prepared, sent = situation.latest("proposal.prepared"), situation.latest("proposal.sent")
    if prepared is None or (sent is not None and sent.record == prepared.record):
        return None
    return situation.record_of(prepared)


def sent_proposal(situation: Situation) -> RecordVersion | None:
    """Return the version sent last, or None."""
    return situation.record_of(situation.latest("proposal.sent"))


def is_expired(situation: Situation) -> bool:
    """Tell whether the version sent last is past its «Válida hasta»."""
    sent = situation.latest("proposal.sent")
    today = situation.calendar.local_date(situation.at)
    return sent is not None and date.fromisoformat(str(sent.facts["valid_until"])) < today


def limits_of(situation: Situation) -> tuple[int, int]:
    """Return what an EC commits alone today: cents of a dollar, and basis points of discount."""
    today = situation.calendar.local_date(situation.at)
    definition = situation.definition
    return definition.limit("ec-total-usd", today).value, definition.limit("ec-discount-bp", today).value


def is_over_limit(situation: Situation, data: dict[str, Any]) -> bool:
    """Tell whether a version prepared is more than an EC commits alone."""
    total = in_dollars(read(data["subtotal"]), rate=int(data.get("rate", 0)))
    return over_limit(total, int(data.get("discount_bp", 0)), *limits_of(situation))


def is_approved(situation: Situation, record: RecordVersion) -> bool:
    """Tell whether the Commercial Manager approved exactly this version."""
    return any(event.facts.get("proposal") == record.hash for event in situation.every("proposal.approved"))


def rounds(situation: Situation) -> list[Round]:
    """Return every version of the proposal, the newest first."""
    sent = {event.record: event.recorded_at for event in situation.every("proposal.sent")}
    given = situation.latest("conformity.given")
    accepted = str(given.facts["proposal"]) if given else ""
    today = situation.calendar.local_date(situation.at)
    found: list[Round] = []
    for record in reversed(situation.records.values()):
        if record.kind != "proposal":
            continue
        valid_until = date.fromisoformat(record.data["valid_until"])
        if record.hash == accepted:
            state = "accepted"
        elif found:
            state = "superseded"
        elif record.hash in sent:
            state = "expired" if valid_until < today else "sent"
        elif is_over_limit(situation, record.data):
            state = "approved" if is_approved(situation, record) else "waiting"
        else:
            state = "ready"
        found.append(
            Round(
                record=record,
                subtotal=read(record.data["subtotal"]),
                discount_bp=int(record.data.get("discount_bp", 0)),
                valid_until=valid_until,
                state=state,
                sent_at=sent.get(record.hash),
            )
        )
    return found


def invited(cycle: Cycle) -> Link | None:
    """Return the last link made for the client to accept, or None."""
    return Link.objects.of_cycle(cycle.stream).filter(purpose="conformity").first()


def objections(situation: Situation) -> list[Objection]:
    """Return what the client objected, oldest first."""
    resolved = {str(event.facts["objection"]): event.record for event in situation.every("objection.resolved")}
    events = situation.every("objection.raised")
    records = situation.records
    return [
        Objection(
            record=records[event.record],
            raised_at=event.recorded_at,
            requirement=str(records[event.record].data.get("requirement", "")),
            resolution=str(records[resolved[event.record]].data.get("resolution", ""))
            if event.record in resolved
            else "",
        )
        for event in events
    ]


def follow_up_days(situation: Situation) -> list[tuple[date, bool]]:
    """Return the days on which the proposal sent is followed, 3, 7 and 12 business days after, and whether it was."""
    sent = situation.latest("proposal.sent")
    if sent is None:
        return []
    first = situation.calendar.local_date(sent.occurred_at)
    done = sum(event.pos > sent.pos for event in situation.every("proposal.followed"))
    return [(situation.calendar.add_business_days(first, days), place < done) for place, days in enumerate(FOLLOW_UPS)]
