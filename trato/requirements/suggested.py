"""Requirements usual for each need, offered as rows to correct or drop. The rows are data, in `suggested.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

# What a row is when nothing else is said: a choice easy to see and to change.
USUAL = {"kind": "functional", "source": "client", "priority": "should", "charge": "squad"}


@cache
def suggested() -> dict[str, list[dict[str, str]]]:
    """Return rows by code of need: text, kind, source, priority, charge and, for must haves, acceptance."""
    found = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {need: [{**USUAL, **row} for row in rows] for need, rows in found.items()}
