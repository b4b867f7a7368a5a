"""What a hand-over to Diseño y Funcionalidades carries. PE-CM-01 §8.4.3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# Item code → the record kind that proves it exists, or "" when only a person can say so.
ITEMS: tuple[tuple[str, str], ...] = (
    ("contract", "contract"),
    ("rar", "rar"),
    ("rtp", "rtp"),
    ("review", "review"),
    ("payment-plan", "payment-plan"),
    ("client-file", "client-file"),
    ("brand", ""),
    ("content", ""),
    ("accesses", ""),
)


def included_by_default(kinds: Sequence[str]) -> dict[str, bool]:
    """Tell, for each item, whether the records issued in the cycle already hold it."""
    return {item: bool(kind) and kind in kinds for item, kind in ITEMS}


def checklist(
    labels: Mapping[str, str], included: Mapping[str, bool], notes: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Write the rows of the record: every item is there, included or not, with its note if any."""
    rows: list[dict[str, Any]] = []
    for item, _kind in ITEMS:
        row: dict[str, Any] = {"item": labels[item], "included": included.get(item, False)}
        if notes.get(item):
            row["note"] = notes[item]
        rows.append(row)
    return rows
