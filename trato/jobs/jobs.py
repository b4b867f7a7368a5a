from __future__ import annotations

from datetime import datetime

from trato.jobs import rates
from trato.jobs.registry import every


@every(name="jobs.forget-rates", minutes=60)
def forget_rates(at: datetime) -> None:
    rates.forget_past_windows(at)
