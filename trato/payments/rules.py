"""What is asked for and when a payment is complete: what the bank credited plus what was withheld. PE-CM-01 §8.3."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from stdnum.ar import cbu
from stdnum.exceptions import ValidationError

from trato.procedure import Money, round_half_up
from trato.requirements.money import read

# Banks charge cents for some transfers: an underpayment up to this share of the amount counts as complete.
TOLERANCE_BP = 5
CENTAVOS = 100
ALIAS = re.compile(r"[A-Za-z0-9.-]{6,20}\Z")  # BCRA, Comunicación "A" 6044


class NotAnAccount(ValueError):
    """The text is neither a CBU, a CVU nor an alias."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One line of the plan in force; `due` in words, `due_on` when it has a date."""

    number: int
    concept: str
    amount: Money
    due: str = ""
    due_on: date | None = None
    gates_start: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """A tax kept back by the payer, proven by its certificate; it is part of what was paid (RG 830, RG 2854)."""

    tax: str
    amount: Money
    regime: str = ""
    certificate: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A dated exchange rate: `rate` in centavos of peso for one dollar (RG 5616/2024)."""

    rate: int
    source: str = ""
    on: date | None = None


def plan_of(body: Mapping[str, Any]) -> list[Instalment]:
    """Read the instalments of a payment plan's record."""
    return [
        Instalment(
            number=int(row["number"]),
            concept=str(row["concept"]),
            amount=read(row["amount"]),
            due=str(row.get("due", "")),
            due_on=date.fromisoformat(row["due_on"]) if row.get("due_on") else None,
            gates_start=bool(row["gates_start"]),
        )
        for row in body.get("instalments", ())
    ]


def in_pesos(amount: Money, rate: int) -> Money:
    """Convert dollars at `rate` centavos of peso for one dollar; rounded half up once."""
    return amount.converted(rate=rate, scale=CENTAVOS, to="ARS")


def implied_rate(dollars: Money, pesos: Money) -> int:
    """Return the rate two amounts imply, in centavos of peso for one dollar; 0 when they imply none."""
    return round_half_up(Fraction(pesos.minor * CENTAVOS, dollars.minor)) if dollars.minor else 0


def asks_what_is_owed(owed: Money, asked: Money, rate: int) -> bool:
    """Tell whether an amount asked for is the instalment's: the same, or its pesos at the rate.

    A rate is only known to the centavo, so the pesos may be off by what half a centavo of it makes.
    """
    if asked.currency == owed.currency:
        return asked == owed
    if asked.currency != "ARS" or rate <= 0:
        return False
    return abs(asked.minor - in_pesos(owed, rate).minor) * 2 * CENTAVOS <= owed.minor + 2 * CENTAVOS


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


def bank_account(text: str) -> str:
    """Return a CBU or CVU as 22 digits, or an alias as typed; raise NotAnAccount."""
    compact = re.sub(r"[\s-]", "", text)
    if compact.isdigit():
        try:
            return str(cbu.validate(compact))
        except ValidationError:
            raise NotAnAccount from None
    if not ALIAS.match(text.strip()):
        raise NotAnAccount
    return text.strip()
