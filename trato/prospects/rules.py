"""Rules of the listing and the classification. Pure. PE-CM-01 §8.1.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from trato.organisations.places import HOME, PROVINCES

GROUPS = ("priority", "client_type", "origin", "scale", "sector", "needs")
ABROAD = "abroad"
NOTES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """The six groups of §8.1.1 as codes of the catalogues, "" while not known; `activity` narrows the sector."""

    priority: str = ""
    client_type: str = ""
    origin: str = ""
    scale: str = ""
    sector: str = ""
    activity: str = ""
    needs: tuple[str, ...] = field(default=())
    notes: str = ""

    @property
    def groups(self) -> int:
        """Count the groups that are set, 0 to 6."""
        return len(GROUPS) - len(self.missing)

    @property
    def missing(self) -> tuple[str, ...]:
        """Name the groups that are not set."""
        return tuple(name for name in GROUPS if not getattr(self, name))


def origin_of(country: str, province: str) -> str:
    """Return the geographic origin that a place means, or nothing while it is not known."""
    if country and country != HOME:
        return ABROAD
    return province if province in PROVINCES else ""


def place_of(origin: str, country: str) -> tuple[str, str]:
    """Return (country, province) that an origin means; `country` is kept when the origin is abroad."""
    if origin in PROVINCES:
        return HOME, origin
    if origin == ABROAD:
        return (country if country != HOME else ""), ""
    return country, ""


def touched(*, seq: int, opening_seq: int = 1) -> bool:
    """Tell whether something happened to a cycle after it was opened."""
    return seq > opening_seq


def first_of_each(keys: Sequence[str]) -> dict[str, int]:
    """Return the place of the first appearance of each key that is not empty."""
    found: dict[str, int] = {}
    for place, key in enumerate(keys):
        if key:
            found.setdefault(key, place)
    return found
