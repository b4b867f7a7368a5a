"""Follow the proposal while the client thinks it over. PE-CM-01 §8.2.6."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from trato.cycles.evidence import Provided, lock, provide
from trato.cycles.models import Cycle
from trato.ledger.actors import Actor
from trato.proposals.bodies import Facts


@transaction.atomic
def follow_proposal(
    cycle: Cycle,
    *,
    medium: str,
    answer: str,
    summary: str,
    next_on: date | None,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Record what the client says of the proposal, and when to ask again."""
    body: dict[str, Any] = {
        "happened_at": (occurred_at or at).isoformat(),
        "medium": medium,
        "inbound": False,
        "answered": answer != "no-answer",
        "answer": answer,
        "summary": summary,
    }
    facts: Facts = {"answer": answer}
    if next_on:
        body["next_on"] = facts["next_on"] = next_on.isoformat()
    return provide(lock(cycle), "proposal.followed", body=body, facts=facts, by=by, at=at, occurred_at=occurred_at)
