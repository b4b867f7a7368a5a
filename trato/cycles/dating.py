"""«Fecha del hecho» of what happened before the system: every step of a deal in flight keeps its own date.

The steps' actions take the instant they are recorded at; few take the date of the fact, because work is recorded as it
is done. Loading what happened before go-live is the exception: its date surrounds the action instead of passing through
every one of them. PE-CM-01, «Cargar ciclo en curso».
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

_happened: ContextVar[datetime | None] = ContextVar("happened", default=None)


@contextmanager
def happened(at: datetime | None) -> Iterator[None]:
    """Give the evidence provided inside this date of the fact (UTC), unless its action gives one of its own."""
    token = _happened.set(at)
    try:
        yield
    finally:
        _happened.reset(token)


def stated_date() -> datetime | None:
    """Return the date of the fact stated around the running action, or None: it happens as it is recorded."""
    return _happened.get()
