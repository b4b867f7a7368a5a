"""What a proposal costs and how it is paid."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.procedure import Money
from trato.proposals.rules import Share, difference, gate_bp, in_dollars, over_limit, plan_amounts, price_of, problems

TODAY = date(2026, 3, 10)
USD = Money(100_000, "USD")
WHOLE = [Share(concept="Todo", share_bp=10_000, gates_start=True)]


def sound(**changed: object) -> list[str]:
    asked: dict[str, object] = {
        "lines": [USD],
        "shares": WHOLE,
        "valid_until": TODAY,
        "today": TODAY,
        "currency": "USD",
        "rate": 0,
    }
    return problems(**(asked | changed))  # type: ignore[arg-type]


def test_the_price_of_the_second_story_adds_up() -> None:
    price = price_of([Money(1_480_000, "USD")], discount_bp=0, iva_bp=2100, currency="USD")
    assert (price.subtotal.minor, price.iva.minor, price.total.minor) == (1_480_000, 310_800, 1_790_800)


def test_the_discount_comes_before_the_iva() -> None:
    price = price_of([USD, USD], discount_bp=1000, iva_bp=2100, currency="USD")
    assert (price.gross.minor, price.subtotal.minor, price.iva.minor) == (200_000, 180_000, 37_800)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=5), st.integers(0, 9_999), st.sampled_from([0, 1050, 2100]))
def test_the_total_is_always_the_subtotal_plus_the_iva(lines: list[int], discount: int, iva: int) -> None:
    price = price_of([Money(one, "USD") for one in lines], discount_bp=discount, iva_bp=iva, currency="USD")
    assert price.total == price.subtotal + price.iva
    assert Money(0, "USD") <= price.subtotal <= price.gross


@given(st.integers(1, 10**10), st.lists(st.integers(1, 9_999), max_size=4))
def test_the_plan_adds_up_to_the_cent(total: int, cuts: list[int]) -> None:
    edges = [0, *sorted(set(cuts)), 10_000]
    shares = [Share(concept="c", share_bp=b - a) for a, b in pairwise(edges)]
    parts = plan_amounts(Money(total, "USD"), shares)
    assert sum(part.minor for part in parts) == total
    rows = [{"amount": {"minor": part.minor}, "gates_start": False} for part in parts]
    assert difference(rows, Money(total, "USD")) == 0


def test_pesos_are_compared_in_dollars_with_the_rate_said() -> None:
    assert in_dollars(Money(145_000_000, "ARS"), rate=148_000) == 97_973


def test_what_enables_the_start_is_counted_over_the_total() -> None:
    rows = [{"amount": {"minor": 40}, "gates_start": True}, {"amount": {"minor": 60}, "gates_start": False}]
    assert gate_bp(rows, Money(100, "USD")) == 4000


@pytest.mark.parametrize(
    ("total", "discount", "over"),
    [(500_000, 1000, False), (500_001, 0, True), (100, 1001, True)],
)
def test_an_ec_commits_alone_up_to_the_limit_and_not_a_cent_more(total: int, discount: int, over: bool) -> None:
    assert over_limit(total, discount, 500_000, 1000) is over


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [Money(0, "USD")]}, "lines"),
        ({"lines": [Money(1, "ARS")]}, "currency"),
        ({"shares": [Share(concept="Mitad", share_bp=5000, gates_start=True)]}, "plan"),
        ({"shares": [Share(concept="Todo", share_bp=10_000)]}, "gate"),
        ({"valid_until": date(2026, 3, 9)}, "valid_until"),
        ({"currency": "ARS", "lines": [Money(1, "ARS")]}, "rate"),
    ],
)
def test_a_proposal_that_does_not_add_up_says_why(changed: dict[str, object], code: str) -> None:
    assert sound(**changed) == [code]


def test_a_sound_proposal_has_no_problem() -> None:
    assert sound() == []
