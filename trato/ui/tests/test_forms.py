"""Rendered forms tie labels, hints and errors to their controls."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import ClassVar

import pytest
from django import forms as django_forms
from django.template import Context, Template
from django.utils.translation import override

from trato.procedure.money import Money
from trato.ui.forms import CodeChoiceField, Form, LocalDateTimeField, LongTextField, MoneyField, PhoneField


class Review(Form):
    number_prefix: ClassVar[str | None] = "E"

    who = django_forms.CharField(label="Quién", help_text="El equipo.")
    verdict = CodeChoiceField(label="Dictamen", choices=[("yes", "Apto"), ("no", "No apto")])
    explained = CodeChoiceField(label="Salida", choices=[("a", "A"), ("b", "B")], hints={"a": "Porque sí."})
    price = MoneyField(label="Precio")
    meeting = LocalDateTimeField(label="Reunión", required=False)
    phone = PhoneField(label="Teléfono", required=False)
    notes = LongTextField(label="Notas", required=False)
    agreed = django_forms.BooleanField(label="Acepto")


def ids(html: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', html)


@pytest.fixture(autouse=True)
def _spanish() -> Generator[None]:
    with override("es-ar"):
        yield


@pytest.mark.parametrize("data", [None, {}])
def test_every_reference_in_a_form_leads_to_an_element(data: dict[str, str] | None) -> None:
    html = str(Review(data))
    found = ids(html)
    assert len(found) == len(set(found))
    references = re.findall(r'(?:for|aria-describedby|aria-labelledby)="([^"]+)"', html)
    references += re.findall(r'href="#(id_[^"]+)"', html)
    assert {name for names in references for name in names.split()} - set(found) == set()


def test_questions_are_numbered_with_the_forms_prefix() -> None:
    assert '<span class="qn">E1</span>' in str(Review())


def test_the_browser_does_not_validate() -> None:
    assert " required" not in str(Review())


def test_errors_are_summed_up_and_stand_beside_their_field() -> None:
    html = str(Review({"who": "Equipo", "price": "abc", "price_currency": "USD"}))
    assert "Hay 4 cosas para corregir" in html
    assert '<a class="lnk" href="#id_price_0">Precio</a>' in html
    assert 'id="id_price-error"' in html
    assert 'aria-invalid="true"' in html


def test_what_was_typed_survives_an_error() -> None:
    html = str(Review({"who": "Equipo <2>", "price": "14.8oo", "price_currency": "USD", "meeting_date": "31/02/2026"}))
    assert 'value="Equipo &lt;2&gt;"' in html
    assert 'value="14.8oo"' in html
    assert '<option value="USD" selected>' in html
    assert 'value="31/02/2026"' in html


def test_initial_money_is_written_for_people() -> None:
    html = str(Review(initial={"price": Money(1_480_000, "USD")}))
    assert 'value="14.800"' in html


def test_options_with_hints_are_a_list_and_short_ones_segments() -> None:
    html = str(Review())
    assert html.count('<div class="seg">') == 1
    assert html.count('<div class="opts">') == 1
    assert "<small>Porque sí.</small>" in html


def test_a_control_in_a_table_is_named_for_screen_readers() -> None:
    html = Template("{% load ui %}{% control form.price %}{% control form.notes %}").render(Context({"form": Review()}))
    assert 'aria-label="Precio"' in html
    assert 'aria-label="Moneda"' in html
    assert 'aria-label="Notas"' in html


def test_optional_questions_say_so() -> None:
    assert str(Review()).count("<i>opcional</i>") == 3


def test_whole_form_errors_lead_the_summary() -> None:
    form = Review({})
    form.add_error(None, "El ciclo cambió.")
    html = str(form)
    assert html.index("El ciclo cambió.") < html.index("#id_who")
