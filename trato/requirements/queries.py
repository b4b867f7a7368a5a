"""What the panels of §8.2.1 to §8.2.4 read: the records in force, and how they stand to each other."""

from __future__ import annotations

from trato.cycles.models import Cycle
from trato.documents.models import RecordVersion
from trato.documents.records import latest
from trato.requirements.rules import DEEP, DepthFacts


def rar_of(cycle: Cycle) -> RecordVersion | None:
    """Return the RAR in force, or None before the first."""
    return latest(cycle.stream, "rar")


def depth_facts(cycle: Cycle, *, custom_development: bool, over_limit: bool) -> DepthFacts:
    """Take from the RAR in force what it answers; the other two facts are somebody's judgement. PE-CM-01 §8.2.2."""
    rar = rar_of(cycle)
    said = rar.data if rar else {}
    return DepthFacts(
        **{name: bool(said.get(name)) for name in DEEP}, custom_development=custom_development, over_limit=over_limit
    )
