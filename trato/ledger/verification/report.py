"""What a verification reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trato.ledger.verification.findings import SENTENCES, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`size` entries whose tree has `root` (hexadecimal), `covered` of them vouched for by a checkpoint."""

    size: int
    root: str
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    notices: tuple[Finding, ...]
    checkpoints: int
    covered: int
    seconds: float

    @property
    def intact(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings

    @property
    def found(self) -> int:
        """Answer how many findings there were, shown or not."""
        return sum(self.counts.values())

    def unshown(self) -> dict[str, int]:
        """Answer how many findings of each kind were counted but not kept."""
        shown = {kind: sum(finding.kind == kind for finding in self.findings) for kind in self.counts}
        return {kind: count - shown[kind] for kind, count in self.counts.items() if count > shown[kind]}


ORDER = {kind: place for place, kind in enumerate(SENTENCES)}
