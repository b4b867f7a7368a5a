"""Indicators with closed formulas: a share of cycles, business days between two moments, an average, a count."""

from __future__ import annotations

from dataclasses import dataclass

from trato.procedure.conditions.model import Condition, Path

FORMULAS = frozenset({"share", "days", "average", "count", "on-time"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """`share`: cycles where `of` holds among those where `among` does. `days`: median business days `start` → `end`.

    `average`: mean of the fact `path`. `count`: cycles where `of` holds.
    `on-time`: actions (or only `action`) done by their date, of those done.
    """

    id: str
    label: str
    label_en: str
    formula: str
    unit: str
    owner: str
    frequency: str
    target: int
    better: str
    of: Condition | None = None
    among: Condition | None = None
    start: str = ""
    end: str = ""
    path: Path | None = None
    action: str = ""
    iso: tuple[str, ...] = ()
    text: str = ""
    text_en: str = ""
