"""How a priority is suggested: points for each option of the classification, added up against two thresholds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trato.prospects.rules import Classification

# The criteria and the catalogue of each; of several possible requirements the one worth most counts.
CRITERIA = {
    "client_type": "client-type",
    "origin": "origin",
    "scale": "scale",
    "sector": "sector",
    "needs": "need",
}
HIGH, MEDIUM, LOW = "high", "medium", "low"
MOST = 100
ENOUGH = 2  # criteria known before a priority is suggested

type Points = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Points by criterion and code, -100 to 100, 0 for a code that is not there; `high_from` is above `medium_from`."""

    points: Points
    high_from: int
    medium_from: int

    def of(self, criterion: str, code: str) -> int:
        """Return what an option is worth."""
        return self.points.get(criterion, {}).get(code, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one criterion added: its option that counts, and its points."""

    criterion: str
    code: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The points of a classification and how they came about; `unknown` are the criteria not set yet."""

    lines: tuple[Line, ...] = field(default=())
    unknown: tuple[str, ...] = field(default=())
    total: int = 0
    priority: str = ""


USUAL = Rule(
    points={
        "client_type": {
            "company": 20,
            "public-body": 20,
            "cooperative": 15,
            "agency": 10,
            "nonprofit": 10,
            "professional": 10,
            "shop": 10,
        },
        "origin": {},
        "scale": {"micro": 5, "small": 15, "medium": 25, "large": 30},
        "sector": {"industry": 10, "food": 10, "health": 10, "technology": 10, "finance": 10, "education": 5},
        "needs": {
            "portal": 30,
            "shop": 25,
            "integration": 25,
            "migration": 15,
            "redesign": 15,
            "site": 10,
            "maintenance": 10,
            "landing": 5,
        },
    },
    high_from=60,
    medium_from=30,
)


def score(rule: Rule, known: Classification) -> Score:
    """Add up what is known; of one criterion alone no priority is suggested. PE-CM-01 §8.1.1."""
    lines, unknown = [], []
    for criterion in CRITERIA:
        said = getattr(known, criterion)
        codes = (said,) if isinstance(said, str) else tuple(said)
        options = [(rule.of(criterion, code), code) for code in codes if code]
        if not options:
            unknown.append(criterion)
            continue
        points, code = max(options, key=lambda option: option[0])
        lines.append(Line(criterion=criterion, code=code, points=points))
    total = sum(line.points for line in lines)
    reached = HIGH if total >= rule.high_from else MEDIUM if total >= rule.medium_from else LOW
    return Score(
        lines=tuple(lines), unknown=tuple(unknown), total=total, priority=reached if len(lines) >= ENOUGH else ""
    )
