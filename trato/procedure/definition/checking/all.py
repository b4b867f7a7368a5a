"""Check a definition that could be read: whatever would keep it from being issued."""

from __future__ import annotations

from trato.procedure.definition.model import Definition
from trato.procedure.definition.reading.table import Source


def check(definition: Definition, source: Source) -> None:
    """Note the problems of a whole definition."""
