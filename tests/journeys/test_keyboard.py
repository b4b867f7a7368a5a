"""Without a mouse: from Hoy to a step completed. And without any script: classify, contact, schedule."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.stage import House, Seat, today

pytestmark = [pytest.mark.browser, pytest.mark.journey]

EC = "Tomás Bustos"
NAME_OF_FOCUSED = """() => {
  const focused = document.activeElement
  return (focused.labels?.[0]?.textContent || focused.getAttribute("aria-label") || focused.textContent).trim()
}"""


def test_a_step_is_found_and_completed_with_the_keyboard_only(approved: House) -> None:
    ec = approved.sit(EC)
    press = ec.page.keyboard.press
    ec.open("/entrar/")
    press("3")  # the third of the cast
    ec.page.wait_for_url(lambda url: "/entrar" not in url)

    press("n")
    ec.page.wait_for_url("**/prospectos/nuevo/")
    answer(ec, "Nombre de la organización o persona", "Ferretería Tres Bulones")
    answer(ec, "Cómo llegó", "Recom")
    answer(ec, "Nombre", "Beatriz Paz")
    answer(ec, "Correo", "beatriz@bulones.example")
    press("Control+Enter")
    ec.page.wait_for_url("**/ciclos/**")

    press("g")
    press("h")
    ec.page.wait_for_url(f"{approved.server.url}/")
    ec.sees("Ferretería Tres Bulones")
    press("j")
    press("Enter")
    ec.page.wait_for_url("**/ciclos/**")
    ec.sees("Identificar y clasificar")
    tab_to(ec, "Alta")
    press("Space")
    answer(ec, "Tipo de cliente", "Com")
    answer(ec, "Origen geográfico", "Buenos")
    answer(ec, "Escala", "Hasta")
    answer(ec, "Sector / actividad económica", "Ind")
    tab_to(ec, "Sitio institucional")
    press("Space")
    press("Control+Enter")
    ec.sees("Clasificaste al prospecto")
    ec.sees("Sigue: Establecer y programar contacto")


def test_the_palette_finds_and_does_with_the_keyboard_only(approved: House, axe: Callable[[Page], list[str]]) -> None:
    ec = approved.sit(EC)
    ec.enter()
    ec.open("/prospectos/nuevo/")
    ec.do("Guardar y agendar contacto", {
        "Nombre de la organización o persona": "Óptica Ñandú Overo",
        "Cómo llegó": "Nos escribió",
        "Nombre": "Inés Roca",
        "Correo": "ines@overo.example",
    })  # fmt: skip
    ec.open("/tablero/")
    palette = ec.page.locator("#paleta")
    ec.page.keyboard.press("Control+k")
    palette.get_by_role("group", name="Ir a").wait_for()
    ec.page.keyboard.type("nandu over")
    palette.get_by_role("option", name="Óptica Ñandú Overo").first.wait_for()
    ec.page.keyboard.press("Escape")
    assert not palette.is_visible()
    ec.page.keyboard.press("Control+k")
    ec.page.keyboard.type("nandu")
    ec.page.keyboard.press("Enter")  # before anything was answered: the first of what comes
    ec.page.wait_for_url("**/ciclos/**")
    ec.sees("Óptica Ñandú Overo")

    ec.page.keyboard.press("Control+k")
    ec.page.keyboard.type("asign")
    field = palette.get_by_role("combobox")
    palette.locator("[data-q=asign]").get_by_role("option", name="Asignar").wait_for()  # all letters are answered
    assert field.get_attribute("aria-activedescendant") == "po-0"
    assert axe(ec.page) == []
    ec.page.keyboard.press("ArrowUp")  # round to the last
    assert palette.locator("[aria-selected=true]").get_attribute("id") == field.get_attribute("aria-activedescendant")
    ec.page.keyboard.press("ArrowDown")
    ec.page.keyboard.press("Enter")
    ec.page.locator("#f-asignar :focus").wait_for()


def test_a_prospect_is_classified_contacted_and_scheduled_without_scripts(approved: House) -> None:
    ec = approved.sit(EC, java_script_enabled=False)
    ec.enter()
    ec.page.get_by_role("link", name="Nuevo prospecto").first.click()
    prospect = {
        "Nombre de la organización o persona": "Estudio Arrayán Chico",
        "Cómo llegó": "Nos escribió",
        "Nombre": "Lucía Arrayán",
        "Correo": "lucia@arrayan.example",
    }
    ec.do("Guardar y agendar contacto", prospect)
    classification = {
        "Prioridad": "Media",
        "Tipo de cliente": "Profesional o estudio",
        "Origen geográfico": "Ciudad Autónoma de Buenos Aires",
        "Escala": "Hasta 9 personas",
        "Sector / actividad económica": "Servicios profesionales",
        "Posibles requerimientos": ["Landing page"],
    }
    ec.do("Clasificar y seguir", classification, says="Clasificaste al prospecto")
    ec.do("Registrar contacto", {"¿Te respondió?": "Respondió", "Medio": "Correo"}, says="Registraste el contacto.")
    impossible = {"Fecha y hora": ("31/02/2027", "10:00"), "Medio": "En persona", "Lugar": "Av. de Mayo 800"}
    status, text = ec.refused("Agendar la reunión", impossible)
    assert status == 422
    assert "El 31/02 no existe." in text
    assert ec.form("Agendar la reunión").get_by_label("Lugar").first.input_value() == "Av. de Mayo 800"
    ec.do("Agendar la reunión", {"Fecha y hora": (today(7), "10:00")}, says="Agendaste la reunión para el")
    ec.open("/agenda/")
    ec.page.get_by_role("link", name="Semana siguiente").click()
    meetings = ec.page.get_by_role("main").locator("li, article, td").filter(has_text="10:00")
    meetings.filter(has_text="Estudio Arrayán Chico").first.wait_for()


def tab_to(seat: Seat, name: str) -> None:
    """Press Tab until what has the focus is called so."""
    for _press in range(80):
        seat.page.keyboard.press("Tab")
        if str(seat.page.evaluate(NAME_OF_FOCUSED)).startswith(name):
            return
    raise AssertionError(f"the Tab key never reaches «{name}» at {seat.page.url}")


def answer(seat: Seat, question: str, typed: str) -> None:
    tab_to(seat, question)
    seat.page.keyboard.type(typed)
