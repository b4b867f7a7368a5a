"""What the printed document shows besides its actions: sections, roles, limits, modalities, clauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trato.procedure.conditions.model import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    term: str
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One of sections 1 to 7; `text` keeps its line breaks, `literal` the exact wording when it was normalised."""

    number: str
    title: str
    title_en: str = ""
    text: str = ""
    text_en: str = ""
    literal: str = ""
    definitions: tuple[Term, ...] = ()
    source: str = "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    number: str
    title: str
    title_en: str = ""
    short: str = ""
    short_en: str = ""
    source: str = "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    code: str
    label: str
    label_en: str = ""
    source: str = "proposed"
    outside: bool = False
    stands_in_for: tuple[str, ...] = ()
    incompatible_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a role may commit from `since` on; `unit` is usd-minor or basis-points."""

    id: str
    since: date
    role: str
    value: int
    unit: str
    text: str
    text_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Modality:
    id: str
    label: str
    label_en: str = ""
    text: str = ""
    text_en: str = ""
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause of the standard's edition and the evidence the procedure gives for it."""

    number: str
    title: str
    title_en: str = ""
    evidence: str = ""
    evidence_en: str = ""
