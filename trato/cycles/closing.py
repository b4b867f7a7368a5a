"""Close without a contract, from any open point; the survey and the file still follow. PE-CM-01 §3 and §8.4.5."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from trato.cycles.evidence import Provided, lock, provide
from trato.cycles.models import Cycle
from trato.ledger.actors import Actor


@transaction.atomic
def close_without_contract(
    cycle: Cycle,
    *,
    motive: str,
    lesson: str,
    competitor: str = "",
    detail: str = "",
    recontact_on: date | None = None,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Decide that the operation ends without a contract; the motive and the lesson are asked once, now."""
    body = {"motive": motive, "lesson": lesson}
    optional = {
        "competitor": competitor,
        "detail": detail,
        "recontact_on": recontact_on.isoformat() if recontact_on else "",
    }
    body |= {key: value for key, value in optional.items() if value}
    return provide(
        lock(cycle),
        "closing.decided",
        body=body,
        facts={"motive": motive},
        by=by,
        at=at,
        occurred_at=occurred_at,
    )
