from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.procedure import CurrencyMismatch, Money, round_half_up

amounts = st.integers(min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("1/2", 1), ("-1/2", -1), ("3/2", 2), ("5/2", 3), ("49/100", 0), ("-49/100", 0), ("-151/100", -2), ("7", 7)],
)
def test_halves_round_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_up(Fraction(value)) == rounded


def test_twenty_one_percent_of_a_thousand_is_two_hundred_and_ten() -> None:
    assert Money(100_000, "ARS").times(2_100) == Money(21_000, "ARS")


def test_a_share_is_rounded_once() -> None:
    assert Money(333, "USD").times(5_000) == Money(167, "USD")


def test_different_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "ARS") + Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        assert Money(1, "ARS") < Money(2, "USD")


@pytest.mark.parametrize("minor", [1.5, True, "3"])
def test_only_integers_are_minor_units(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, "ARS")  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["", "ars", "PESO", "$$$ "])
def test_a_currency_is_three_capitals(currency: str) -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(1, currency)


def test_dollars_become_pesos_at_a_dated_rate() -> None:
    assert Money(716_320, "USD").converted(rate=148_000, scale=100, to="ARS") == Money(1_060_153_600, "ARS")


@given(amounts, st.lists(st.integers(1, 9_999), min_size=1, max_size=5))
def test_parts_of_a_split_add_up_to_the_whole(minor: int, cuts: list[int]) -> None:
    edges = [0, *sorted(set(cuts)), 10_000]
    shares = tuple(high - low for low, high in pairwise(edges))
    assert sum(part.minor for part in Money(minor, "ARS").split(shares)) == minor


@given(amounts, amounts)
def test_what_is_added_can_be_taken_away(one: int, two: int) -> None:
    assert Money(one, "ARS") + Money(two, "ARS") - Money(two, "ARS") == Money(one, "ARS")
