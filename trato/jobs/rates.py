"""How often somebody may try something, counted in the database so that every process agrees."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from trato.jobs.models import RateCounter


def allow(key: str, limit: int, per_seconds: int, at: datetime) -> bool:
    """Count one more try under `key` and say whether it is within `limit` per window of `per_seconds`.

    Call it in a transaction that commits whatever the try's outcome, else a refused try is not counted.
    """
    start = _window_start(at=at, per_seconds=per_seconds)
    key_hash = hashlib.sha256(f"{per_seconds}/{key}".encode()).hexdigest()
    with transaction.atomic():
        counter, _ = RateCounter.objects.get_or_create(
            key_hash=key_hash,
            window_start=start,
            defaults={"ends_at": start + timedelta(seconds=per_seconds)},
        )
        # The condition and the increment are one statement: two tries at once cannot both take the last place.
        return RateCounter.objects.filter(pk=counter.pk, count__lt=limit).update(count=F("count") + 1) == 1


def forget_past_windows(at: datetime) -> None:
    """Delete the counters of windows that ended more than a day ago."""
    RateCounter.objects.filter(ends_at__lt=at - timedelta(days=1)).delete()


def _window_start(*, at: datetime, per_seconds: int) -> datetime:
    seconds = int(at.timestamp())
    return datetime.fromtimestamp(seconds - seconds % per_seconds, UTC)
