"""Amounts in cents of a dollar as money."""

from trato.procedure import Money


def dollars(cents: int) -> Money:
    """Return cents of a dollar as an amount."""
    return Money(cents, "USD")
