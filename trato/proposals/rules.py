"""What a proposal costs, how it is paid, and until when it stands. PE-CM-01 §8.2.5 and §8.3.1. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trato.procedure import Money

WHOLE = 10_000  # basis points
FOLLOW_UPS = (3, 7, 12)  # business days after it was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A line of the payment plan offered: `share_bp` of the total; `gates_start` when the start waits for it."""

    concept: str
    share_bp: int
    due: str = ""
    gates_start: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price worked out: lines added, discount taken, IVA on what is left; all in one currency."""

    gross: Money
    subtotal: Money
    iva: Money
    total: Money


def price_of(lines: Sequence[Money], *, discount_bp: int, iva_bp: int, currency: str) -> Price:
    """Add the lines, take the discount and add the IVA, each rounded half up once."""
    gross = Money(0, currency)
    for line in lines:
        gross += line
    subtotal = gross - gross.times(discount_bp)
    iva = subtotal.times(iva_bp)
    return Price(gross=gross, subtotal=subtotal, iva=iva, total=subtotal + iva)


def plan_amounts(total: Money, shares: Sequence[Share]) -> list[Money]:
    """Split the total by the shares; the last one takes what rounding leaves. Raises ValueError unless they add up."""
    return list(total.split(tuple(share.share_bp for share in shares)))


def in_dollars(amount: Money, *, rate: int) -> int:
    """Return cents of a dollar; `rate` is centavos of peso per dollar, needed when the amount is in pesos."""
    if amount.currency == "USD":
        return amount.minor
    return amount.converted(rate=100, scale=rate, to="USD").minor


def over_limit(total_usd: int, discount_bp: int, most_usd: int, most_bp: int) -> bool:
    """Tell whether a price in cents of a dollar, or its discount, is more than an EC commits alone."""
    return total_usd > most_usd or discount_bp > most_bp


def gate_bp(instalments: Sequence[Mapping[str, Any]], total: Money) -> int:
    """Return which part of the total, in basis points, enables the start."""
    gated = sum(int(row["amount"]["minor"]) for row in instalments if row["gates_start"])
    return gated * WHOLE // total.minor if total.minor else 0


def difference(instalments: Sequence[Mapping[str, Any]], total: Money) -> int:
    """Return, in minor units, how far the instalments are from adding up to the total."""
    return sum(int(row["amount"]["minor"]) for row in instalments) - total.minor


def problems(
    *, lines: Sequence[Money], shares: Sequence[Share], valid_until: date, today: date, currency: str, rate: int
) -> list[str]:
    """Return, by code, what keeps a proposal from being issued."""
    found = []
    if not lines or any(line.minor <= 0 for line in lines):
        found.append("lines")
    if any(line.currency != currency for line in lines):
        found.append("currency")
    if sum(share.share_bp for share in shares) != WHOLE:
        found.append("plan")
    if not any(share.gates_start for share in shares):
        found.append("gate")
    if valid_until < today:
        found.append("valid_until")
    if currency != "USD" and rate <= 0:
        found.append("rate")
    return found
