"""Without a mouse: a list comes in and goes back out, and a day is worked from Hoy. Without scripts: a meeting."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from tests.journeys.stage import House, Seat, today

pytestmark = [pytest.mark.browser, pytest.mark.journey]

EC = "Tomás Bustos"
LIST = (
    "Clientes de la zona\n\n"
    "Empresa;CUIT;Contacto;Mail\n"
    "Curtiembre El Ñire SRL;;Raúl Roca;raul@nire.example\n"
    "Curtienbre El Ñire;;Inés Roca;ines@nire.example\n"
    "Bodega Cuatro Acequias;30-85466028-1;Pablo Ríos;pablo@acequias.example\n"
    "Óptica Luz del Sur;;Rita Paz;rita@luz.example\n"
    "Óptica Luz del Sur;;Luis Paz;luis@luz.example\n"
)
NAME_OF_FOCUSED = """() => {
  const focused = document.activeElement
  return (focused.labels?.[0]?.textContent || focused.getAttribute("aria-label") || focused.textContent).trim()
}"""


def test_a_list_comes_in_two_of_it_are_merged_and_all_is_undone(approved: House, tmp_path: Path) -> None:
    file = tmp_path / "zona.csv"
    file.write_bytes(LIST.encode("cp1252"))
    ec = sit(approved)
    list_prospect(ec, "Curtiembre El Ñire", person="Inés Roca", mail="ines@nire.example")

    bring_in(ec, file)
    merge_and_part(ec)
    press(ec, "g", "p")
    ec.sees("Curtienbre El Ñire")
    text = ec.main()
    assert text.count("Óptica Luz del Sur") == text.count("Bodega Cuatro Acequias"), "two people, one prospect"
    press(ec, "i")
    ec.page.wait_for_url("**/importar/")
    press(ec, "j", "Enter")
    ec.sees("Sumadas a otras")
    press(ec, "u")
    ec.sees("Deshacer importación")
    press(ec, "Control+Enter")
    ec.page.get_by_role("link", name="Ver el resultado").wait_for()
    press(ec, "g", "p")
    ec.page.wait_for_url("**/prospectos/")
    ec.sees("Curtiembre El Ñire")
    assert not re.search("Bodega Cuatro Acequias|Curtienbre", ec.main())


def test_a_day_is_worked_from_hoy(approved: House) -> None:
    ec = sit(approved)
    list_prospect(ec, "Ferretería Tres Bulones", person="Beatriz Paz", mail="beatriz@bulones.example")
    code = re.search(r"/ciclos/([^/]+)/", ec.page.url)
    assert code
    row = ec.page.locator(f"#t-{code[1]}")

    go_home(ec)
    row.filter(has_text="Identificar y clasificar").wait_for()
    move_to(ec, row)
    press(ec, "Enter")
    ec.page.wait_for_url("**/ciclos/**")
    ec.sees("Identificar y clasificar")
    classify(ec)
    ec.sees("Sigue: Establecer y programar contacto")

    press(ec, "c")
    ec.sees("Respondió")
    answer(ec, "Próximo contacto", today(2))
    press(ec, "Control+Enter")
    ec.sees("Registraste el contacto.")

    go_home(ec)
    row.filter(has_text="Establecer y programar contacto").wait_for()
    move_to(ec, row)
    press(ec, "h")
    ec.page.locator("#f-proximo-paso :focus").wait_for()
    ec.page.keyboard.type(today(3))
    press(ec, "Control+Enter")
    ec.sees("El próximo paso es el")

    press(ec, "Control+k")
    ec.page.keyboard.type("beatris paz")  # with a slip
    ec.page.locator("#paleta").get_by_role("option", name="Beatriz Paz").wait_for()
    press(ec, "Enter")
    ec.sees("beatriz@bulones.example")

    go_home(ec)
    move_to(ec, row)
    press(ec, "e")
    row.locator(".inl:focus").wait_for()
    answer(ec, "Fecha", today(7))
    answer(ec, "Hora", "10:00")
    answer(ec, "Medio", "En")
    answer(ec, "Lugar", "Av. de Mayo 800")
    press(ec, "Control+Enter")
    ec.sees("Agendaste la reunión")
    go_home(ec)
    row.filter(has_text="Preparar la presentación inicial").wait_for()
    assert row.filter(has_text="Establecer y programar contacto").count() == 0


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


def sit(house: House) -> Seat:
    """Sit somebody down and sign them in by the key beside their name, the third of the cast."""
    seat = house.sit(EC)
    seat.open("/entrar/")
    press(seat, "3")
    seat.page.wait_for_url(lambda url: "/entrar" not in url)
    return seat


def bring_in(ec: Seat, file: Path) -> None:
    """Upload the list, add its first row to who is here, make the second another, mend a CUIT, import."""
    press(ec, "g", "p")
    ec.page.wait_for_url("**/prospectos/")
    press(ec, "i")
    ec.page.wait_for_url("**/importar/")
    tab_to(ec, "Tu lista")
    with ec.page.expect_file_chooser() as chooser:
        press(ec, "Space")
    chooser.value.set_files(file)  # the system's own window for choosing a file
    press(ec, "Control+Enter")
    ec.page.wait_for_url("**/columnas/")
    ec.sees("Los títulos están en la línea 3")
    press(ec, "Control+Enter")

    ec.sees("mismo correo, nombre muy parecido")
    tab_to(ec, "Sumar a Curtiembre El Ñire")
    press(ec, "Space")
    tab_to(ec, "Sumar a Curtiembre El Ñire")
    press(ec, "ArrowDown")
    assert ec.page.locator(":focus").get_attribute("value") == "new"
    press(ec, "Control+Enter")
    ec.sees("Decisiones guardadas")
    tab_to(ec, "CUIT")
    press(ec, "End", "Backspace", "0", "Control+Enter")
    ec.sees("Importar 5")
    press(ec, "Control+Enter")
    ec.page.get_by_role("link", name="Ver el resultado").wait_for()
    tab_to(ec, "Ver el resultado")
    press(ec, "Enter")
    ec.sees("Sumadas a otras")


def merge_and_part(ec: Seat) -> None:
    """Merge the pair that is suspected now, and make it two again."""
    press(ec, "Control+k")
    ec.page.keyboard.type("duplic")
    ec.page.locator("#paleta [data-q=duplic]").get_by_role("option", name="Posibles duplicados").wait_for()
    press(ec, "Enter")
    ec.sees("mismo correo, nombre muy parecido")
    press(ec, "j", "m")
    ec.sees("Lo que pasa a Curtiembre El Ñire")
    press(ec, "Control+Enter")
    ec.sees("ya es parte de Curtiembre El Ñire")
    assert ec.main().count("ines@nire.example") == 1
    press(ec, "u")
    ec.sees("Cada una recupera")
    press(ec, "Control+Enter")
    ec.sees("vuelven a ser dos")


def list_prospect(seat: Seat, name: str, *, person: str, mail: str) -> None:
    """Write down a prospect, and leave the seat at its cycle."""
    press(seat, "n")
    seat.page.wait_for_url("**/prospectos/nuevo/")
    answer(seat, "Nombre de la organización o persona", name)
    answer(seat, "Cómo llegó", "Recom")
    answer(seat, "Nombre", person)
    answer(seat, "Correo", mail)
    press(seat, "Control+Enter")
    seat.page.wait_for_url("**/ciclos/**")


def classify(ec: Seat) -> None:
    tab_to(ec, "Alta")
    press(ec, "Space")
    answer(ec, "Tipo de cliente", "Com")
    answer(ec, "Origen geográfico", "Buenos")
    answer(ec, "Escala", "Hasta")
    answer(ec, "Sector / actividad económica", "Ind")
    tab_to(ec, "Sitio institucional")
    press(ec, "Space", "Control+Enter")


def go_home(seat: Seat) -> None:
    press(seat, "g", "h")
    seat.page.wait_for_url(re.compile(r"^https?://[^/]+/$"))


def move_to(seat: Seat, row: Locator) -> None:
    """Press J until the row is the current one."""
    for _press in range(20):
        press(seat, "j")
        if row.and_(seat.page.locator(".at")).count():
            return
    raise AssertionError(f"J never reaches the row at {seat.page.url}")


def press(seat: Seat, *keys: str) -> None:
    """Press keys, once the page is loaded: before that nothing listens."""
    seat.page.wait_for_load_state()
    for key in keys:
        seat.page.keyboard.press(key)


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
