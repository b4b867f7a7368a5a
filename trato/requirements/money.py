"""Amounts as records write them."""

from collections.abc import Mapping
from typing import Any

from trato.procedure import Money


def written(amount: Money) -> dict[str, Any]:
    """Write an amount for a record."""
    return {"minor": amount.minor, "currency": amount.currency}


def read(value: Mapping[str, Any]) -> Money:
    """Read an amount of a record."""
    return Money(int(value["minor"]), str(value["currency"]))
