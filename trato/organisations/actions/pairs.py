"""Say that two organisations are not the same, and take it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trato.ledger.actors import Actor
from trato.ledger.append import append
from trato.organisations.actions.entries import entry, require_commercial
from trato.organisations.models import Pair


@transaction.atomic
def dismiss_pair(*, pair: Pair, by: Actor, at: datetime) -> Pair:
    """Remember that the two are not the same; they are not suspected again. Saying it twice changes nothing."""
    by = require_commercial(by)
    row = _locked(pair)
    if row.dismissed_at is None:
        row.dismissed_at, row.dismissed_by = at, by.key
        _write(row, "pair.dismissed", by=by, at=at)
    return row


@transaction.atomic
def restore_pair(*, pair: Pair, by: Actor, at: datetime) -> Pair:
    """Suspect the two again."""
    by = require_commercial(by)
    row = _locked(pair)
    if row.dismissed_at is not None:
        row.dismissed_at, row.dismissed_by = None, ""
        _write(row, "pair.restored", by=by, at=at)
    return row


def _locked(pair: Pair) -> Pair:
    return Pair.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=pair.pk)


def _write(row: Pair, event: str, *, by: Actor, at: datetime) -> None:
    row.save(update_fields=["dismissed_at", "dismissed_by"])
    append(
        [
            entry(row.first, event, by=by, at=at, facts={"other": row.second.stream}),
            entry(row.second, event, by=by, at=at, facts={"other": row.first.stream}),
        ],
        at=at,
    )
