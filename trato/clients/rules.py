"""Which data a client's file holds after each ending, and what is already proven. PE-CM-01 §8.4.1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Asked after a contract; without one, only how to reach the person again.
CONTRACTED = ("legal_name", "cuit", "tax_condition", "address", "billing_mail", "contact", "mail", "phone", "domain")
NOT_CONTRACTED = ("contact", "mail", "phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """A datum as it stands: its value, what the file said before, and what already proves it ("" when nothing does).

    `proof` is a code of the catalogue "datum-source".
    """

    key: str
    value: str
    previous: str
    proof: str = ""


def asked_for(outcome: str) -> tuple[str, ...]:
    """Return the keys of the data to confirm after that outcome."""
    return CONTRACTED if outcome == "contracted" else NOT_CONTRACTED


def data_of(
    outcome: str, current: Mapping[str, str], contract: Mapping[str, str], confirmed: Mapping[str, str] | None = None
) -> list[Datum]:
    """Lay out each datum: what the signed contract says is proven, what was confirmed before stays so.

    `current` and `contract` map keys to values; `confirmed` maps keys to who said so earlier in this cycle.
    """
    rows = []
    for key in asked_for(outcome):
        known, signed, earlier = current.get(key, ""), contract.get(key, ""), (confirmed or {}).get(key, "")
        if earlier and known:
            rows.append(Datum(key=key, value=known, previous=known, proof=earlier))
        else:
            rows.append(Datum(key=key, value=signed or known, previous=known, proof="contract" if signed else ""))
    return rows
