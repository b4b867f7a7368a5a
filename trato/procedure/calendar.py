"""Business days: Monday to Friday, without the holidays, in the organisation's time zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=32)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@dataclass(frozen=True)
class Calendar:
    """Count local business days; `tz` is an IANA name, `holidays` the local dates on which nothing is due."""

    tz: str = "America/Argentina/Buenos_Aires"
    holidays: frozenset[date] = field(default_factory=frozenset)

    @classmethod
    def of(cls, tz: str | ZoneInfo, holidays: Iterable[date] = ()) -> Calendar:
        return cls(tz=str(tz), holidays=frozenset(holidays))

    @property
    def zone(self) -> ZoneInfo:
        return _zone(str(self.tz))

    def is_business_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.holidays

    def add_business_days(self, day: date, n: int) -> date:
        """Return the `n`-th business day after `day`, day 0 excluded; `n` = 0 is `day` itself, negative goes back."""
        step = ONE_DAY if n >= 0 else -ONE_DAY
        left = abs(n)
        while left:
            day += step
            if self.is_business_day(day):
                left -= 1
        return day

    def business_days_between(self, start: date, end: date) -> int:
        """Count the business days after `start` up to and including `end`; negative when `end` is before `start`."""
        if end < start:
            return -self.business_days_between(end, start)
        return sum(1 for n in range(1, (end - start).days + 1) if self.is_business_day(start + timedelta(days=n)))

    def local_date(self, moment: datetime) -> date:
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone has no date")
        return moment.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """Return the local midnight that begins `day`, in UTC."""
        return datetime.combine(day, time.min, tzinfo=self.zone).astimezone(UTC)
