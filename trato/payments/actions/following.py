"""Handle overdue payments and those with differences. PE-CM-01 §8.3.4."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.cycles.situation import situation_of
from trato.ledger.actors import Actor
from trato.payments.queries import account_of, accounts
from trato.ui.values import to_local_date

NO_ANSWER = "no-answer"


class CannotFollow(Refusal):
    """The instalment does not exist, or the day to insist has passed."""


@transaction.atomic
def follow_collection(
    cycle: Cycle,
    *,
    instalment: int,
    medium: str,
    answer: str,
    summary: str,
    next_on: date | None,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Follow up an overdue payment or one with differences, and say when to insist. PE-CM-01 §8.3.4."""
    cycle = lock(cycle)
    require(cycle, "follow-up-payment", by=by, at=at)
    if account_of(accounts(situation_of(cycle, at=at)), instalment) is None:
        raise CannotFollow(_("The plan has no instalment %(n)s.") % {"n": instalment})
    if next_on and next_on < to_local_date(at):
        raise CannotFollow(_("The day to insist has already passed."))
    body: dict[str, Any] = {
        "happened_at": (occurred_at or at).isoformat(),
        "medium": medium,
        "inbound": False,
        "answered": answer != NO_ANSWER,
        "instalment": instalment,
        "summary": summary,
    }
    facts: dict[str, int | bool | str] = {"answer": answer}
    if next_on:
        body["next_on"] = facts["next_on"] = next_on.isoformat()
    return provide(cycle, "collection.followed", body=body, facts=facts, by=by, at=at, occurred_at=occurred_at)
