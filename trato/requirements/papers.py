"""The records these steps stand on."""

from __future__ import annotations

from dataclasses import dataclass

from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion


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


def papers(situation: Situation) -> Papers:
    """Return the records of a situation."""
    return Papers(tuple(reversed(situation.records.values())))
