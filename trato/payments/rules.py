"""When a payment is complete: what the bank credited plus what was withheld. PE-CM-01 §8.3.3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trato.procedure import Money

# Banks charge cents for some transfers: an underpayment up to this share of the amount counts as complete.
TOLERANCE_BP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One line of the plan in force."""

    number: int
    concept: str
    amount: Money
    due: str
    gates_start: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """A tax kept back by the payer, proven by its certificate; it is part of what was paid (RG 830, RG 2854)."""

    tax: str
    amount: Money
    regime: str = ""
    certificate: str = ""


def money(value: Mapping[str, Any]) -> Money:
    """Read an amount of a record: `{"minor": 123, "currency": "ARS"}`."""
    return Money(int(value["minor"]), str(value["currency"]))


def written(amount: Money) -> dict[str, Any]:
    """Write an amount for a record."""
    return {"minor": amount.minor, "currency": amount.currency}


def plan_of(body: Mapping[str, Any]) -> list[Instalment]:
    """Read the instalments of a payment plan's record."""
    return [
        Instalment(
            number=int(row["number"]),
            concept=str(row["concept"]),
            amount=money(row["amount"]),
            due=str(row.get("due", "")),
            gates_start=bool(row["gates_start"]),
        )
        for row in body.get("instalments", ())
    ]


def paid(credited: Money, withholdings: Iterable[Withholding]) -> Money:
    """Add what the bank credited and what was withheld; all in one currency."""
    total = credited
    for withholding in withholdings:
        total += withholding.amount
    return total


def covers(total: Money, expected: Money) -> bool:
    """Tell whether a payment completes what was expected; overpaying does, underpaying only within the tolerance."""
    return total.minor + expected.times(TOLERANCE_BP).minor >= expected.minor


def gate_covered(plan: Sequence[Instalment], complete: Iterable[int]) -> bool:
    """Tell whether every instalment that enables the start is complete; `complete` are their numbers."""
    done = set(complete)
    gates = [instalment.number for instalment in plan if instalment.gates_start]
    return bool(gates) and all(number in done for number in gates)
