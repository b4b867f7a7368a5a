"""Restoring a backup loses what came after it: an event that says which range, never a silence."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.ledger.body import ForeignFormat, decode
from trato.ledger.models import Entry
from trato.ledger.queries import head

STREAM = "ledger/restorations"
EVENT = "ledger.restored"


@dataclass(frozen=True, slots=True)
class Restoration:
    """A backup came back: entries `kept + 1` to `lost_to` of the earlier history are gone; none when they are equal."""

    kept: int
    lost_to: int
    recorded_at: datetime
    actor_key: str

    def excuses(self, size: int) -> bool:
        """Tell whether a checkpoint of that size may speak of the lost part."""
        return self.kept < size <= self.lost_to


def record_restoration(*, lost_to: int, by: Actor, at: datetime) -> Entry:
    """Append the event that names the lost range: call it first thing after restoring a backup.

    `lost_to` is the size of the history before the restoration, as the last checkpoint or the old database tells
    (0 when nobody knows); entries after the restored head and up to it are declared lost.
    """
    with transaction.atomic():
        kept = head().size
        lost_to = max(kept, lost_to)
        draft = Draft(
            stream=STREAM,
            event=EVENT,
            occurred_at=at,
            actor=by,
            facts={"kept": kept, "lost_to": lost_to, "lost": lost_to - kept},
        )
        return append([draft], at=at)[0]


def restorations() -> list[Restoration]:
    """Answer every restoration recorded, oldest first; an unreadable one excuses nothing and `verify` names it."""
    found = []
    for body in Entry.objects.filter(stream=STREAM).order_by("seq").values_list("body", flat=True):
        with suppress(ForeignFormat, KeyError, TypeError, ValueError):
            entry = decode(body)
            kept, lost_to = int(entry.facts["kept"]), int(entry.facts["lost_to"])
            found.append(Restoration(kept, lost_to, entry.recorded_at, entry.actor_key))
    return found
