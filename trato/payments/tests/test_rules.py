"""Money of payments: what is owed, what was paid, what enables the start. No database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.payments.rules import (
    TOLERANCE_BP,
    Instalment,
    NotAnAccount,
    Withholding,
    asks_what_is_owed,
    bank_account,
    covers,
    gate_covered,
    implied_rate,
    in_pesos,
    paid,
    plan_of,
)
from trato.procedure import CurrencyMismatch, Money

ARS, USD = "ARS", "USD"
minor = st.integers(min_value=1, max_value=10**13)
rates = st.integers(min_value=1, max_value=10**7)


def pesos(units: int) -> Money:
    return Money(units * 100, ARS)


def line(number: int, *, gates: bool = False) -> Instalment:
    return Instalment(number=number, concept="Cuota", amount=pesos(100), gates_start=gates)


def test_a_thousand_plus_iva_less_ten_percent_of_the_untaxed_is_a_net_of_1110() -> None:
    untaxed = pesos(1000)
    invoiced = untaxed + untaxed.times(2100)
    withheld = Withholding(tax="ganancias", amount=untaxed.times(1000))
    net = invoiced - withheld.amount
    assert (invoiced, withheld.amount, net) == (pesos(1210), pesos(100), pesos(1110))
    assert paid(net, [withheld]) == invoiced
    assert covers(paid(net, [withheld]), invoiced)


def test_the_advance_of_quebracho_viejo_is_covered_by_the_bank_and_two_certificates() -> None:
    total = Money(1_480_000, USD) + Money(1_480_000, USD).times(2100)
    expected = in_pesos(total.times(4000), 148_000)
    kept = [Withholding(tax="ganancias", amount=pesos(175_232)), Withholding(tax="iibb", amount=pesos(262_848))]
    assert expected == pesos(10_601_536)
    assert paid(pesos(10_163_456), kept) == expected


@given(credited=minor, kept=st.lists(minor, max_size=6))
def test_paid_is_credited_plus_every_certificate_in_any_order(credited: int, kept: list[int]) -> None:
    rows = [Withholding(tax="iva", amount=Money(amount, ARS)) for amount in kept]
    assert paid(Money(credited, ARS), rows).minor == credited + sum(kept)
    assert paid(Money(credited, ARS), reversed(rows)) == paid(Money(credited, ARS), rows)


@given(expected=minor, difference=st.integers(min_value=-(10**13), max_value=10**13))
def test_only_an_underpayment_within_the_tolerance_is_forgiven(expected: int, difference: int) -> None:
    owed = Money(expected, ARS)
    tolerated = owed.times(TOLERANCE_BP).minor
    assert covers(Money(expected + difference, ARS), owed) == (difference >= -tolerated)


@given(dollars=minor, rate=rates)
def test_the_pesos_of_a_rate_are_what_is_owed_and_not_a_peso_more_or_less_than_rounding(
    dollars: int, rate: int
) -> None:
    owed = Money(dollars, USD)
    asked = in_pesos(owed, rate)
    assert abs(asked.minor * 100 - dollars * rate) * 2 <= 100, "rounded half up once"
    assert asks_what_is_owed(owed, asked, rate)
    beyond = Money(asked.minor + dollars // 200 + 2, ARS)
    assert not asks_what_is_owed(owed, beyond, rate)


@given(dollars=minor, rate=rates)
def test_the_rate_two_amounts_imply_gives_them_back(dollars: int, rate: int) -> None:
    owed = Money(dollars, USD)
    asked = Money(max(1, in_pesos(owed, rate).minor), ARS)
    implied = implied_rate(owed, asked)
    assert implied == 0 or asks_what_is_owed(owed, asked, implied)


def test_a_rate_typed_to_the_centavo_serves_the_pesos_of_one_with_four_decimals() -> None:
    owed = Money(203_280, USD)
    exact = round(203_280 * 1480.1237)
    assert asks_what_is_owed(owed, Money(exact, ARS), 148_012)


def test_another_amount_is_not_what_is_owed() -> None:
    assert not asks_what_is_owed(pesos(100), pesos(99), 0)
    assert not asks_what_is_owed(Money(100, USD), Money(100, ARS), 0)
    assert not asks_what_is_owed(pesos(100), Money(100, USD), 148_000)


def test_currencies_are_never_added() -> None:
    with pytest.raises(CurrencyMismatch):
        paid(pesos(1), [Withholding(tax="iva", amount=Money(1, USD))])


def test_the_start_waits_for_every_instalment_that_enables_it() -> None:
    plan = [line(1, gates=True), line(2, gates=True), line(3)]
    assert not gate_covered(plan, [1, 3])
    assert gate_covered(plan, [2, 1])


def test_a_plan_where_nothing_enables_the_start_never_enables_it() -> None:
    assert not gate_covered([line(1)], [1])
    assert not gate_covered([], [])


def test_a_plan_is_read_with_its_dates() -> None:
    body = {
        "instalments": [
            {
                "number": 1,
                "concept": "Anticipo",
                "amount": {"minor": 5, "currency": "USD"},
                "due_on": "2026-04-01",
                "gates_start": True,
            },
            {"number": 2, "concept": "Saldo", "amount": {"minor": 7, "currency": "USD"}, "gates_start": False},
        ]
    }
    first, second = plan_of(body)
    assert (first.due_on, first.gates_start, first.amount) == (date(2026, 4, 1), True, Money(5, USD))
    assert (second.due_on, second.due) == (None, "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2850590940090418135201", "2850590940090418135201"),
        ("28505909 4009041813520-1", "2850590940090418135201"),
        ("SQUAD.WEB.COBROS", "SQUAD.WEB.COBROS"),
        (" squad-cobros ", "squad-cobros"),
    ],
)
def test_an_account_is_a_cbu_or_an_alias(typed: str, kept: str) -> None:
    assert bank_account(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "2850590940090418135202", "123", "corto", "con espacios", "ñandú.banco", "a" * 21]
)
def test_anything_else_is_no_account(typed: str) -> None:
    with pytest.raises(NotAnAccount):
        bank_account(typed)
