"""The records these steps stand on, read once for a page however many forms and verbs ask for them."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion

KINDS = ("classification", "minutes", "rar", "rtp", "review")


@dataclass(frozen=True, slots=True)
class Papers:
    """The records of a situation, the newest first."""

    records: tuple[RecordVersion, ...]

    def every(self, kind: str) -> list[RecordVersion]:
        """Return the versions of a kind, the newest first."""
        return [record for record in self.records if record.kind == kind]

    def latest(self, kind: str) -> RecordVersion | None:
        """Return the last issued of a kind, or None."""
        return next(iter(self.every(kind)), None)

    def by_hash(self, sha256: str) -> RecordVersion | None:
        """Return the record of that hash, or None."""
        return next((record for record in self.records if record.hash == sha256), None)


class _Last(threading.local):
    situation: Situation | None = None
    papers: Papers = Papers(())


_last = _Last()


def papers(situation: Situation) -> Papers:
    """Return the records the events of a situation name.

    A situation never changes, and its records do not either, so the last one read by this thread is kept.
    """
    if _last.situation is not situation:
        named = {event.record for event in situation.events if event.record}
        rows = RecordVersion.objects.filter(hash__in=named, kind__in=KINDS).order_by("-id")
        _last.papers, _last.situation = Papers(tuple(rows)), situation
    return _last.papers
