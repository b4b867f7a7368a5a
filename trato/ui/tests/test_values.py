"""How values are written for people."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils.translation import override

from trato.procedure.money import Money
from trato.ui import values


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("money", "spanish", "english"),
    [
        (Money(1_480_000, "USD"), "USD 14.800", "USD 14,800"),
        (Money(145_000_050, "ARS"), "ARS 1.450.000,50", "ARS 1,450,000.50"),
        (Money(5, "ARS"), "ARS 0,05", "ARS 0.05"),
        (Money(-310_00, "USD"), "USD −310", "USD −310"),
    ],
)
def test_money_is_written_as_the_language_groups_it(money: Money, spanish: str, english: str) -> None:
    with override("es-ar"):
        assert render("{{ m|money }}", m=money) == spanish
    with override("en"):
        assert render("{{ m|money }}", m=money) == english


def test_exact_money_keeps_its_decimals() -> None:
    with override("es-ar"):
        assert render("{{ m|money:'exact' }} {{ m|amount }}", m=Money(1_480_000, "USD")) == "USD 14.800,00 14.800"


def test_no_money_is_a_dash() -> None:
    assert render("{{ m|money }}", m=None) == "—"


def test_moments_are_shown_in_the_organisations_zone() -> None:
    late_evening = datetime(2026, 3, 11, 1, 30, tzinfo=UTC)
    with override("es-ar"):
        assert render("{{ t|datetime_local }}", t=late_evening) == "10/03/2026 22:30"
        assert render("{{ t|date_short }}", t=late_evening) == "mar 10/03"
        assert render("{{ t|time_local }}", t=late_evening) == "22:30"


def test_dates_read_as_in_argentina() -> None:
    day = date(2026, 3, 10)
    with override("es-ar"):
        assert render("{{ d|date_long }} {{ d|date_numeric }}", d=day) == "martes 10 de marzo 10/03/2026"
    with override("en"):
        assert render("{{ d|date_long }}, {{ d|date_short }}", d=day) == "Tuesday 10 March, Tue 10/03"


def test_missing_dates_leave_nothing() -> None:
    assert render("{{ d|date_short }}{{ d|datetime_local }}", d=None) == ""


@pytest.mark.parametrize(("days", "text"), [(4, "hace 4 dh"), (1, "hace 1 dh"), (0, "hoy"), (-3, "en 3 dh")])
def test_lateness_counts_business_days(days: int, text: str) -> None:
    with override("es-ar"):
        assert render("{{ n|business_days_late }}", n=days) == text


def test_rates_are_written_without_idle_zeros() -> None:
    with override("es-ar"):
        assert [values.rate_text(points) for points in (2100, 1050, 333, 0)] == ["21 %", "10,5 %", "3,33 %", "0 %"]


def test_a_number_with_its_decimals_is_grouped() -> None:
    with override("es-ar"):
        written = [values.decimal_text(*one) for one in ((148_000, 2), (5, 2), (1_234_567, 4), (1_500, 0), (-1_050, 2))]
    assert written == ["1.480,00", "0,05", "123,4567", "1.500", "−10,50"]


def test_cuit_hash_and_telephone() -> None:
    digest = "4f1c92ab0d77e3a8" + "0" * 44 + "51c0"
    assert values.cuit_text("30852177434") == "30-85217743-4"
    assert values.short_hash(digest) == "4f1c 92ab 0d77 e3a8 … 51c0"
    assert values.phone_text("+5491123456789") == "+54 9 11 2345-6789"
    assert values.whatsapp_address("+5491123456789") == "https://wa.me/5491123456789"
    assert values.phone_text("interno 12") == "interno 12"
