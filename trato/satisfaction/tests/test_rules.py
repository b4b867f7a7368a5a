"""When a survey is asked again, and which answers ask for an action. No database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.procedure import Calendar
from trato.satisfaction.rules import REMINDERS, moves_on, next_move, possible, unhappy

CALENDAR = Calendar(holidays=frozenset({date(2026, 3, 24)}), tz="America/Argentina/Buenos_Aires")
FRIDAY = date(2026, 3, 20)


def test_three_business_days_pass_before_asking_again() -> None:
    assert moves_on([FRIDAY], calendar=CALENDAR) == date(2026, 3, 26), "a weekend and a holiday in between"
    assert next_move([FRIDAY], today=date(2026, 3, 25), calendar=CALENDAR) == ""
    assert next_move([FRIDAY], today=date(2026, 3, 26), calendar=CALENDAR) == "remind"


def test_after_two_reminders_it_closes() -> None:
    sendings = [date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 10)]
    assert next_move(sendings[:2], today=date(2026, 3, 10), calendar=CALENDAR) == "remind"
    assert next_move(sendings, today=date(2026, 3, 12), calendar=CALENDAR) == ""
    assert next_move(sendings, today=date(2026, 3, 13), calendar=CALENDAR) == "close"


def test_what_was_never_sent_is_neither_reminded_nor_closed() -> None:
    assert next_move([], today=FRIDAY, calendar=CALENDAR) == ""


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), min_size=1, max_size=6), st.integers(0, 400))
def test_never_more_than_two_reminders(sendings: list[date], days: int) -> None:
    sendings.sort()
    today = date.fromordinal(sendings[-1].toordinal() + days)
    move = next_move(sendings, today=today, calendar=CALENDAR)
    assert move != "remind" or len(sendings) <= REMINDERS
    assert move != "close" or len(sendings) > REMINDERS


@pytest.mark.parametrize(("score", "asks"), [(0, True), (6, True), (7, False), (10, False)])
def test_six_or_less_asks_for_an_action(score: int, asks: bool) -> None:
    assert unhappy(score) is asks


def test_the_scale_goes_from_nought_to_ten() -> None:
    assert [score for score in range(-2, 13) if possible(score)] == list(range(11))
