"""The palette offers what is found, what can be done on the page it is opened on, and where one can go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trato.cycles.models import Cycle

from .pages import address, browser_of, text

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person


def opened(browser: Client, page: str, typed: str = "") -> str:
    """Return the options as htmx asks for them."""
    headers = {"HX-Request": "true", "HX-Target": "paleta-hits", "HX-Current-URL": f"http://testserver{page}"}
    return text(browser.get("/buscar/", {"q": typed}, headers=headers))


def options(markup: str) -> list[str]:
    return re.findall(r'role="option"[^>]*>.*?<b>(.*?)</b>', markup)


def test_it_offers_the_verbs_of_the_cycle_one_is_on(cycle: Cycle, martina: Client) -> None:
    page = address(cycle, "8.1.1")
    shown = opened(martina, page)
    assert f"{cycle.code} · Dulces Quebracho Viejo SRL" in shown
    assert f'href="{page}#f-' in shown
    assert options(shown)[0] == "Clasificar y seguir", "what the step is for comes first"
    assert {"Ver la organización", "Nuevo prospecto", "Tablero", "Mi cuenta"} <= set(options(shown))
    assert options(opened(martina, page, "desv"))[0] == "Pedir desvío"
    assert "Clasificar y seguir" not in opened(martina, "/", "clasif")


def test_it_offers_nothing_the_person_may_not_do(cycle: Cycle, auditor: Person, eet: Person, admin: Person) -> None:
    page = address(cycle, "8.1.1")
    looking = options(opened(browser_of(auditor), page))
    assert "Ver la organización" in looking
    assert not {"Clasificar y seguir", "Pedir desvío", "Asignar", "Nuevo prospecto"} & set(looking)
    for outsider in (eet, admin):
        assert cycle.code not in opened(browser_of(outsider), page)
        assert cycle.code not in opened(browser_of(outsider), page, "quebracho")


def test_it_offers_what_is_done_with_an_organisation(cycle: Cycle, martina: Client, auditor: Person) -> None:
    page = f"/prospectos/{cycle.organisation_id}/"
    assert {"Cambiar los datos", "Agregar una persona"} <= set(options(opened(martina, page)))
    assert "Cambiar los datos" not in options(opened(browser_of(auditor), page))


def test_what_is_not_there_can_be_written_down(cycle: Cycle, martina: Client, auditor: Person) -> None:
    assert options(opened(martina, "/", "Panadería <Ángeles>")) == ["Crear «Panadería &lt;Ángeles&gt;»"]
    assert options(opened(browser_of(auditor), "/", "Panadería")) == []
    assert options(opened(martina, "/", "quebracho"))[-1] == "Todo lo encontrado"


def test_any_address_is_a_page_to_open_it_on(cycle: Cycle, martina: Client) -> None:
    for page in ("/no-existe/", "/ciclos/C-1900-0001/", "/prospectos/99999999999999999999/", "//[", "%zz"):
        assert "Tablero" in options(opened(martina, page))
