"""What a hand-over to Diseño y Funcionalidades carries. PE-CM-01 §8.4.3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
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
RETURN = frozenset({"return_reason", "return_text"})


def included_by_default(kinds: Iterable[str]) -> dict[str, bool]:
    """Tell, for each item, whether the records issued in the cycle already hold it."""
    known = set(kinds)
    return {item: bool(kind) and kind in known for item, kind in ITEMS}


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


def accepted(sent: Mapping[str, Any], *, start: date, po: str, to: str, team: Sequence[str]) -> dict[str, Any]:
    """Write the record of an acceptance: what was sent, with who receives it."""
    body = {key: value for key, value in sent.items() if key not in RETURN}
    body |= {"proposed_start": start.isoformat(), "po": po, "to": to}
    return body | ({"team": list(team)} if team else {})


def returned(sent: Mapping[str, Any], *, reason: str, text: str) -> dict[str, Any]:
    """Write the record of a return: what was sent, with what is missing."""
    return {**sent, "return_reason": reason, "return_text": text}
