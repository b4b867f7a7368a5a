"""The numbers people call records and cycles by: RAR-2026-0014, C-2026-0042."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from trato.documents.models import NumberCounter


def year_of(at: datetime) -> int:
    """Return the year in the organisation's time zone."""
    return at.astimezone(ZoneInfo(settings.TRATO_TIME_ZONE)).year


def allocate_numbers(prefix: str, year: int, n: int) -> list[str]:
    """Give the next `n` numbers of the prefix in that year, in order, and keep them taken.

    Call it inside a transaction: the counter stays locked until it ends, so two callers never get the same number,
    and a number given to a transaction that fails is given again.
    """
    if n < 1:
        return []
    counter = NumberCounter.objects.filter(prefix=prefix, year=year)
    if not counter.update(last=F("last") + n):
        NumberCounter.objects.bulk_create([NumberCounter(prefix=prefix, year=year)], ignore_conflicts=True)
        counter.update(last=F("last") + n)
    last = counter.values_list("last", flat=True).get()
    return [f"{prefix}-{year}-{place:04d}" for place in range(last - n + 1, last + 1)]
