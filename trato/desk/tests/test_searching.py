"""Search: anybody by any word, accents or not; figures look into CUIT and telephone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.support import ladder
from trato.cycles.models import Cycle
from trato.desk.searching import find

from .pages import browser_of, main_of, text

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person


@pytest.mark.parametrize(
    "typed",
    ["quebracho", "QUEBRACHO viejo", "viejo dulces", "tienda", "C-2026-0001", "c-2026-0001", "30-85217743-4", "8521"],
)
def test_a_cycle_is_found(cycle: Cycle, ec: Person, typed: str) -> None:
    typed = typed.replace("C-2026-0001", cycle.code).replace("c-2026-0001", cycle.code.lower())
    assert [row.pk for row in find(typed, ec.actor).cycles] == [cycle.pk]


@pytest.mark.parametrize("typed", ["Villafañe", "ana@quebracho.example", "351 555-0101"])
def test_a_person_is_found(cycle: Cycle, ec: Person, typed: str) -> None:
    assert [person.name for person in find(typed, ec.actor).people] == ["Ana Clara Villafañe"]


@pytest.mark.parametrize("typed", ["0351 15 555-0101", "+54 9 351 555 0101", "(0351) 155550101", "3515550101"])
def test_a_telephone_is_found_however_it_is_written(cycle: Cycle, ec: Person, typed: str) -> None:
    found = find(typed, ec.actor)
    assert [person.name for person in found.people] == ["Ana Clara Villafañe"]
    assert [row.pk for row in found.cycles] == [cycle.pk]


@pytest.mark.parametrize("typed", ["Dulces Quebrcho Viejo", "dulces quebacho viejo srl", "Dulses Quebracho Viejo"])
def test_a_slip_of_the_finger_leads_to_the_name_meant(cycle: Cycle, martina: Client, ec: Person, typed: str) -> None:
    assert [row.pk for row in find(typed, ec.actor).similar] == [cycle.pk]
    page = main_of(text(martina.get("/buscar/", {"q": typed})))
    assert "¿Quisiste decir?" in page
    assert cycle.code in page


def test_a_slip_leads_nobody_to_what_is_not_theirs_to_read(cycle: Cycle, eet: Person) -> None:
    assert find("Dulces Quebrcho Viejo", eet.actor).similar == []


@pytest.mark.parametrize("typed", ["", "   ", "%", "'; drop table"])
def test_nothing_is_found_by_nothing(cycle: Cycle, ec: Person, typed: str) -> None:
    assert find(typed, ec.actor).nothing


def test_accents_do_not_matter(in_force: None, ec: Person, now: datetime) -> None:
    ladder.opened(ec=ec, at=now, name="Óptica Ñandú", cuit="")
    assert len(find("optica nandu", ec.actor).cycles) == 1


def test_who_is_on_no_cycle_finds_nobody(cycle: Cycle, eet: Person) -> None:
    assert find("quebracho", eet.actor).nothing
    assert find("Villafañe", eet.actor).nothing


def test_the_page_offers_to_create_what_is_not_there(cycle: Cycle, martina: Client, auditor: Person) -> None:
    page = text(martina.get("/buscar/", {"q": "Panadería Los Ángeles"}))
    assert "Crear «Panadería Los Ángeles»" in page
    assert "?nombre=Panader" in page
    assert "Crear «" not in text(browser_of(auditor).get("/buscar/", {"q": "Panadería"}))


def test_before_typing_it_is_a_palette(cycle: Cycle, martina: Client) -> None:
    page = main_of(text(martina.get("/buscar/")))
    assert "Recientes" in page
    assert "Dulces Quebracho Viejo SRL" in page
    assert 'href="/tablero/"' in page


def test_an_administrator_finds_no_cycle(cycle: Cycle, admin: Person) -> None:
    page = text(browser_of(admin).get("/buscar/", {"q": "quebracho"}))
    assert "Dulces" not in page
