"""Money in integer minor units, with the one rounding the house knows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering

BASIS_POINTS = 10_000


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies cannot be added or compared; convert one with a dated rate first."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} do not mix")
        self.left = left
        self.right = right


def round_half_up(value: Fraction) -> int:
    """Round to the nearest integer, halves away from zero: the only rounding of money."""
    doubled = abs(value) * 2
    rounded = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return rounded if value >= 0 else -rounded


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount: `minor` units (cents) of the ISO 4217 `currency`."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError("Money takes integer minor units")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():  # noqa: PLR2004
            raise ValueError(f"{self.currency!r} is not an ISO 4217 code")

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, quantity: int) -> Money:
        return Money(self.minor * quantity, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def times(self, basis_points: int) -> Money:
        """Take a share: 2100 basis points are 21 %; rounded half up once."""
        return Money(round_half_up(Fraction(self.minor * basis_points, BASIS_POINTS)), self.currency)

    def converted(self, *, rate: int, scale: int, to: str) -> Money:
        """Convert with `rate / scale` units of `to` for one unit of this currency; rounded half up once."""
        return Money(round_half_up(Fraction(self.minor * rate, scale)), to)

    def split(self, shares: tuple[int, ...]) -> tuple[Money, ...]:
        """Split by basis points that add up to 10,000; the last part takes what rounding leaves."""
        if not shares or sum(shares) != BASIS_POINTS:
            raise ValueError("the shares have to add up to 10,000 basis points")
        parts = [self.times(share) for share in shares[:-1]]
        rest = Money(self.minor - sum(part.minor for part in parts), self.currency)
        return (*parts, rest)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.minor
