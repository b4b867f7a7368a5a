from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.procedure import Calendar

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
holidays = st.frozensets(days, max_size=40)


def naive_add(calendar: Calendar, day: date, n: int) -> date:
    """Walk the calendar day by day."""
    while n > 0:
        day += timedelta(days=1)
        n -= calendar.is_business_day(day)
    return day


@given(days, st.integers(0, 60), holidays)
def test_adding_business_days_is_walking_day_by_day(day: date, n: int, free: frozenset[date]) -> None:
    calendar = Calendar(holidays=free)
    assert calendar.add_business_days(day, n) == naive_add(calendar, day, n)


@given(days, st.integers(1, 60), holidays)
def test_a_due_date_is_a_business_day(day: date, n: int, free: frozenset[date]) -> None:
    calendar = Calendar(holidays=free)
    assert calendar.is_business_day(calendar.add_business_days(day, n))


@given(days, st.integers(0, 60), holidays)
def test_counting_back_gives_what_was_added(day: date, n: int, free: frozenset[date]) -> None:
    calendar = Calendar(holidays=free)
    assert calendar.business_days_between(day, calendar.add_business_days(day, n)) == n


@given(days, days, holidays)
def test_the_way_back_is_as_long(one: date, two: date, free: frozenset[date]) -> None:
    calendar = Calendar(holidays=free)
    assert calendar.business_days_between(one, two) == -calendar.business_days_between(two, one)


def test_day_zero_is_excluded_and_carnival_is_free() -> None:
    calendar = Calendar(holidays=frozenset({date(2026, 2, 16), date(2026, 2, 17)}))
    assert calendar.add_business_days(date(2026, 2, 13), 1) == date(2026, 2, 18)


def test_late_evening_in_utc_is_still_today_in_buenos_aires() -> None:
    assert Calendar().local_date(datetime(2026, 3, 11, 2, 30, tzinfo=UTC)) == date(2026, 3, 10)


def test_a_day_begins_at_local_midnight() -> None:
    assert Calendar().start_of(date(2026, 3, 11)) == datetime(2026, 3, 11, 3, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Calendar().local_date(datetime(2026, 3, 11))  # noqa: DTZ001
