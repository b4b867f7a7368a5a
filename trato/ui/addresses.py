"""Addresses of many rows: Django is asked once for each kind of page, not once for each row."""

from __future__ import annotations

from functools import cache

from django.urls import reverse

PLACE = "9" * 64  # a key that a code, a number and a hash could all be


def address_of(name: str, key: str | int) -> str:
    """Return the address of a page whose only argument is a key: a code, a number or a hash."""
    before, after = _around(name)
    return f"{before}{key}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _place, after = reverse(name, args=[PLACE]).partition(PLACE)
    return before, after
