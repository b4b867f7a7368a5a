from __future__ import annotations

from datetime import datetime

from trato.jobs import rates
from trato.jobs.registry import every
from trato.jobs.statistics import refresh_statistics


@every(name="jobs.forget-rates", minutes=60)
def forget_rates(at: datetime) -> None:
    rates.forget_past_windows(at)


@every(name="jobs.statistics", minutes=6 * 60)
def look_at_the_tables(at: datetime) -> None:
    refresh_statistics()
