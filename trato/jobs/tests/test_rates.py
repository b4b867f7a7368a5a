from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from trato.jobs import rates
from trato.jobs.models import RateCounter

AT = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_tries_beyond_the_limit_are_refused_until_the_window_ends() -> None:
    tries = [rates.allow("door/1", limit=3, per_seconds=600, at=AT) for _ in range(5)]
    assert tries == [True, True, True, False, False]
    assert not rates.allow("door/1", limit=3, per_seconds=600, at=AT + timedelta(seconds=599))
    assert rates.allow("door/1", limit=3, per_seconds=600, at=AT + timedelta(seconds=600))


@pytest.mark.django_db
def test_keys_are_counted_apart_and_never_stored() -> None:
    assert rates.allow("ana@quebracho.example", limit=1, per_seconds=60, at=AT)
    assert rates.allow("leo@quebracho.example", limit=1, per_seconds=60, at=AT)
    assert not rates.allow("ana@quebracho.example", limit=1, per_seconds=60, at=AT)
    assert not any("quebracho" in row.key_hash for row in RateCounter.objects.all())


@pytest.mark.django_db
def test_windows_long_past_are_forgotten() -> None:
    rates.allow("door/1", limit=1, per_seconds=60, at=AT - timedelta(days=3))
    rates.allow("door/1", limit=1, per_seconds=60, at=AT)
    rates.forget_past_windows(AT)
    assert RateCounter.objects.count() == 1
