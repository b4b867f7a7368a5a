"""What a RAR must hold, when an RTP is due, what an estimate is in dollars. PE-CM-01 §8.2.1 to §8.2.4. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trato.procedure import Money

# Facts of a RAR that ask for a deep technical survey, in the order they are explained.
DEEP = ("online_payments", "integrations", "migration", "sensitive_data")
SIMPLE_NEEDS = frozenset({"landing", "site", "redesign", "hosting"})
MOST_SECTIONS = 5
_NUMBER = re.compile(r"R(\d{1,4})\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Counts a RAR is judged by: each goes into the ledger as a fact."""

    requirements: int
    must: int
    without_acceptance: int
    without_charge: int
    legal_answered: bool


def readiness(body: Mapping[str, Any]) -> Readiness:
    """Count the requirements; an acceptance criterion is asked only of those «Imprescindible»."""
    rows: Sequence[Mapping[str, Any]] = body.get("requirements", ())
    must = [row for row in rows if row.get("priority") == "must"]
    return Readiness(
        requirements=len(rows),
        must=len(must),
        without_acceptance=sum(not row.get("acceptance") for row in must),
        without_charge=sum(not row.get("charge") for row in rows),
        legal_answered=bool(body.get("legal")) and bool(body.get("self_imposed")),
    )


def numbered(rows: Iterable[Mapping[str, Any]], *, taken: Iterable[str]) -> list[dict[str, Any]]:
    """Give each requirement its id: the one it has, or the next never used before (R1, R2 …); no two share one."""
    written = [(row, str(row.get("id") or "")) for row in rows]
    last = max(
        (int(found[1]) for one in (*taken, *(own for _row, own in written)) if (found := _NUMBER.match(one))), default=0
    )
    used: set[str] = set()
    result = []
    for row, own in written:
        given = own
        if not _NUMBER.match(own) or own in used:
            last += 1
            given = f"R{last}"
        used.add(given)
        result.append({**row, "id": given})
    return result


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str]]:
    """Name the requirements added, changed and removed between two versions, by id."""
    old = {row["id"]: row for row in before.get("requirements", ())}
    new = {row["id"]: row for row in after.get("requirements", ())}
    return {
        "added": [key for key in new if key not in old],
        "changed": [key for key in new if key in old and new[key] != old[key]],
        "removed": [key for key in old if key not in new],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class DepthFacts:
    """What the depth decision looks at."""

    online_payments: bool
    integrations: bool
    migration: bool
    sensitive_data: bool
    custom_development: bool
    over_limit: bool

    @property
    def reasons(self) -> list[str]:
        """Name the facts that ask for a deep survey."""
        names = (*DEEP, "custom_development", "over_limit")
        return [name for name in names if getattr(self, name)]

    @property
    def needed(self) -> bool:
        """Tell what the criteria say: any of the facts asks for an RTP."""
        return bool(self.reasons)


def facts_of(body: Mapping[str, Any], *, custom_development: bool, over_limit: bool) -> DepthFacts:
    """Take from a RAR what it answers; the other two facts are somebody's judgement."""
    return DepthFacts(
        **{name: bool(body.get(name)) for name in DEEP}, custom_development=custom_development, over_limit=over_limit
    )


def qualifies_as_simple(body: Mapping[str, Any]) -> list[str]:
    """Return what keeps a RAR out of the simplified modality, by code; nothing means it qualifies.

    Landing page, site of up to five sections or renewal; no online payments, integrations, migration, sensitive data.
    """
    obstacles = [name for name in DEEP if body.get(name)]
    needs = set(body.get("needs", ()))
    if not needs or needs - SIMPLE_NEEDS:
        obstacles.append("needs")
    if int(body.get("sections_count") or 0) > MOST_SECTIONS:
        obstacles.append("sections_count")
    return obstacles


def beyond(usd: int | None, *, limit: int) -> bool | None:
    """Tell whether an amount is over a limit, both in cents of a dollar; None while nobody knows the amount."""
    return None if usd is None else usd > limit


def third_parties(answers: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the third parties an RTP names, each with the requirements that need it, in the order first named."""
    found: dict[str, list[str]] = {}
    for row in answers:
        if name := " ".join(str(row.get("third_party") or "").split()):
            found.setdefault(name, []).append(str(row["requirement"]))
    return found


def in_dollars(estimate: Money, *, rate: int) -> int:
    """Return the estimate in cents of a dollar; `rate` is centavos of peso per dollar (148000 is 1,480.00)."""
    if estimate.currency == "USD":
        return estimate.minor
    return estimate.converted(rate=100, scale=rate, to="USD").minor


def unanswered(requirements: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the ids of the requirements the RTP does not answer."""
    answered = {row["requirement"] for row in answers}
    return [row["id"] for row in requirements if row["id"] not in answered]


def to_revisit(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the ids whose answers an RTP over the earlier RAR must look at again."""
    found = changes(before, after)
    return [*found["added"], *found["changed"]]
