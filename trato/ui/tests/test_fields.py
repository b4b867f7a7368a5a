"""Fields read what people type and refuse aloud."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from trato.procedure.money import Money
from trato.ui import values
from trato.ui.forms import (
    CodeChoiceField,
    CuitField,
    Form,
    LocalDateField,
    LocalDateTimeField,
    LocalTimeField,
    MoneyField,
    PhoneField,
    RateField,
)
from trato.ui.forms.money import NotANumber, parse_hundredths


def refusal(field: django_forms.Field, value: Any) -> str:
    with override("es-ar"), pytest.raises(ValidationError) as refused:
        field.clean(value)
    return str(refused.value.messages[0])


# Dates and times


@pytest.mark.parametrize("text", ["10/03/2026", "10/3/26", "10-03-2026", "10.3.2026", "2026-03-10", " 10/03/2026 "])
def test_dates_are_read_in_every_usual_writing(text: str) -> None:
    assert LocalDateField().clean(text) == date(2026, 3, 10)


def test_an_impossible_date_is_named() -> None:
    assert refusal(LocalDateField(), "31/02/2026") == "El 31/02 no existe."
    assert refusal(LocalDateField(), "29/02/2026") == "El 29/02/2026 no existe."


@pytest.mark.parametrize("text", ["mañana", "10/03", "2026", "10/03/20261", "<b>"])
def test_what_is_no_date_is_told_how_to_write_one(text: str) -> None:
    assert refusal(LocalDateField(), text) == "Escribí la fecha como dd/mm/aaaa, por ejemplo 10/03/2026."


def test_a_year_out_of_reach_is_refused() -> None:
    assert "demasiado lejos" in refusal(LocalDateField(), "10/03/0206")


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_a_date_written_is_read_back(day: date) -> None:
    assert LocalDateField().clean(values.numeric_date(day)) == day


@pytest.mark.parametrize(
    ("text", "clock"), [("9:30", time(9, 30)), ("9.30", time(9, 30)), ("0930", time(9, 30)), ("15 hs", time(15))]
)
def test_times_are_read_in_every_usual_writing(text: str, clock: time) -> None:
    assert LocalTimeField().clean(text) == clock


@pytest.mark.parametrize("text", ["25:00", "10:75", "tarde"])
def test_what_is_no_time_is_refused(text: str) -> None:
    assert refusal(LocalTimeField(), text)


def test_a_local_moment_becomes_utc() -> None:
    assert LocalDateTimeField().clean(["10/03/2026", "22:30"]) == datetime(2026, 3, 11, 1, 30, tzinfo=UTC)


def test_a_date_without_its_time_is_incomplete() -> None:
    assert refusal(LocalDateTimeField(), ["10/03/2026", ""]) == "Hacen falta la fecha y la hora."
    assert refusal(LocalDateTimeField(required=False), ["", "10:00"]) == "Hacen falta la fecha y la hora."
    assert LocalDateTimeField(required=False).clean(["", ""]) is None


# Money and rates


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1.234,56", 123_456),
        ("1234,56", 123_456),
        ("1234.56", 123_456),
        ("1,234.56", 123_456),
        ("1234", 123_400),
        ("1.450.000", 145_000_000),
        ("14.800", 1_480_000),
        ("$ 14.800", 1_480_000),
        ("U$S 980", 98_000),
        ("0,5", 50),
        (",50", 50),
        ("12.5", 1_250),
    ],
)
def test_amounts_are_read_as_argentines_write_them(text: str, minor: int) -> None:
    with override("es-ar"):
        assert MoneyField().clean([text, "USD"]) == Money(minor, "USD")


@pytest.mark.parametrize("text", ["abc", "1.23.4", "12.34.567", "1,2,3", "1e5", "٣", "1.234,567.8", "--4", "."])
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert refusal(MoneyField(), [text, "ARS"]) == (
        "Escribí el importe solo con números, por ejemplo 1.450.000 o 1.450.000,50."
    )


def test_a_third_decimal_is_refused() -> None:
    assert refusal(MoneyField(), ["1234,567", "ARS"]) == "El importe lleva dos decimales como máximo."


def test_zero_and_negative_amounts_need_leave() -> None:
    assert refusal(MoneyField(), ["0", "ARS"]) == "El importe tiene que ser mayor que cero."
    assert refusal(MoneyField(), ["-5", "ARS"]) == "El importe no puede ser negativo."
    assert MoneyField(allow_zero=True).clean(["0", "ARS"]) == Money(0, "ARS")
    assert MoneyField(allow_negative=True).clean(["-5", "ARS"]) == Money(-500, "ARS")


def test_an_amount_beyond_reason_is_refused() -> None:
    assert refusal(MoneyField(), ["9" * 20, "ARS"]) == "El importe es demasiado grande."


def test_a_single_currency_needs_no_choosing() -> None:
    assert MoneyField(currencies=("USD",)).clean(["10", ""]) == Money(1_000, "USD")


def test_an_unknown_currency_is_refused() -> None:
    assert refusal(MoneyField(), ["10", "XXX"])


def test_no_amount_is_none_when_optional() -> None:
    assert MoneyField(required=False).clean(["", "ARS"]) is None


@given(st.integers(-(10**14), 10**14), st.sampled_from(["es-ar", "en"]), st.booleans())
def test_an_amount_written_is_read_back(minor: int, language: str, exact: bool) -> None:
    with override(language):
        assert parse_hundredths(values.amount_text(Money(minor, "ARS"), exact=exact)) == minor


def test_rates_become_basis_points() -> None:
    with override("es-ar"):
        assert [RateField().clean(text) for text in ("21", "10,5", "21 %", "0")] == [2100, 1050, 2100, 0]
    assert refusal(RateField(), "150") == "El porcentaje tiene que estar entre 0 % y 100 %."


@pytest.mark.parametrize("figures", [41, 5_000])
def test_a_number_of_thousands_of_figures_is_no_number(figures: int) -> None:
    assert refusal(RateField(), "9" * figures) == "Escribí el porcentaje solo con números, por ejemplo 21 o 10,5."
    with pytest.raises(NotANumber):
        parse_hundredths("9" * figures)
    for field in (CuitField(), LocalDateField(), LocalTimeField()):
        assert refusal(field, "9" * figures)


# Identity


@pytest.mark.parametrize("text", ["30-85217743-4", "30852177434", " 30 85217743 4 "])
def test_cuit_is_taken_with_or_without_hyphens(text: str) -> None:
    assert CuitField().clean(text) == "30852177434"


def test_a_wrong_check_digit_is_told_apart_from_a_wrong_length() -> None:
    assert refusal(CuitField(), "30-85217743-5") == (
        "El dígito verificador de este CUIT no coincide: revisá los números."
    )
    assert refusal(CuitField(), "30-852") == "El CUIT tiene once números, por ejemplo 30-85217743-4."


@pytest.mark.parametrize(
    ("text", "mobile", "number"),
    [
        ("11 15 2345-6789", False, "+5491123456789"),
        ("11 2345-6789", False, "+541123456789"),
        ("11 2345-6789", True, "+5491123456789"),
        ("+54 9 351 612-3456", True, "+5493516123456"),
        ("+598 2 901 2345", False, "+59829012345"),
    ],
)
def test_telephones_become_international(text: str, mobile: bool, number: str) -> None:
    assert PhoneField().clean([text, mobile]) == number


@pytest.mark.parametrize("text", ["12", "no tengo", "11 2345"])
def test_what_is_no_telephone_is_refused(text: str) -> None:
    assert refusal(PhoneField(), [text, False]).startswith("No es un número de teléfono")


# Choices


def test_few_codes_are_radio_buttons_and_many_a_select() -> None:
    few = CodeChoiceField(choices=[("a", "A"), ("b", "B")])
    many = CodeChoiceField(choices=[(str(n), str(n)) for n in range(9)])
    assert isinstance(few.widget, django_forms.RadioSelect)
    assert type(many.widget) is django_forms.Select
    assert few.clean("a") == "a"
    assert refusal(many, "77")


def test_choices_may_be_asked_each_time() -> None:
    known = [("a", "A")]

    class Asking(Form):
        sector = CodeChoiceField(choices=lambda: known)

    known.append(("b", "B"))
    assert Asking({"sector": "b"}).is_valid()


def test_a_currency_without_an_amount_is_no_change():
    field = MoneyField(currencies=("ARS",), required=False)
    assert not field.has_changed(None, ["", "ARS"])
    assert field.has_changed(None, ["1", "ARS"])
    assert field.has_changed(Money(100, "ARS"), ["", "ARS"])
