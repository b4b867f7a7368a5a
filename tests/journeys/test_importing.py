"""A Monday morning: a list comes in from a file, with its doubles and its slips, and goes back out. Keyboard only."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.stage import House, Seat
from tests.journeys.test_keyboard import tab_to

pytestmark = [pytest.mark.browser, pytest.mark.journey]

EC = "Tomás Bustos"
KNOWN = {
    "Nombre de la organización o persona": "Curtiembre El Ñire",
    "Cómo llegó": "Nos escribió",
    "Nombre": "Inés Roca",
    "Correo": "ines@nire.example",
}
LIST = (
    "Clientes de la zona\n\n"
    "Empresa;CUIT;Contacto;Mail\n"
    "Curtiembre El Ñire SRL;;Raúl Roca;raul@nire.example\n"
    "Bodega Cuatro Acequias;30-85466028-1;Pablo Ríos;pablo@acequias.example\n"
    "Óptica Luz del Sur;;Rita Paz;rita@luz.example\n"
    "Óptica Luz del Sur;;Luis Paz;luis@luz.example\n"
)


def test_a_list_comes_in_with_its_doubles_decided_and_is_undone(approved: House, tmp_path: Path) -> None:
    file = tmp_path / "zona.csv"
    file.write_bytes(LIST.encode("cp1252"))
    ec = approved.sit(EC)
    ec.enter()
    ec.open("/prospectos/nuevo/")
    ec.do("Guardar y agendar contacto", KNOWN)

    ec.open("/prospectos/importar/")
    ec.page.locator("input[type=file]").set_input_files(file)  # the system's own window for choosing a file
    press_on(ec, "Subir y mirar")
    ec.page.wait_for_url("**/columnas/")
    ec.sees("Los títulos están en la línea 3")
    ec.sees("Curtiembre El Ñire SRL")
    press_on(ec, "Revisar las filas")

    ec.sees("mismo nombre")
    tab_to(ec, "Sumar a Curtiembre El Ñire")
    ec.page.keyboard.press("Space")
    press_on(ec, "Guardar estas decisiones")
    ec.sees("Decisiones guardadas")
    tab_to(ec, "CUIT")
    ec.page.keyboard.press("End")
    ec.page.keyboard.press("Backspace")
    ec.page.keyboard.type("0")
    press_on(ec, "Guardar y volver a revisar")
    ec.sees("Importar 4")
    press_on(ec, "Importar 4")
    ec.page.get_by_role("link", name="Ver el resultado").wait_for()
    press_on(ec, "Ver el resultado")
    ec.sees("Sumadas a otras")
    result = ec.page.url

    ec.page.goto("/prospectos/")
    ec.sees("Bodega Cuatro Acequias")
    text = ec.main()
    assert text.count("Óptica Luz del Sur") == text.count("Bodega Cuatro Acequias"), "two people, one prospect"
    assert text.count("Curtiembre El Ñire") == 1

    ec.page.goto(result)
    press_on(ec, "Deshacer importación")
    ec.sees("Todavía nadie trabajó en ninguno")
    press_on(ec, "Deshacer importación")
    ec.page.get_by_role("link", name="Ver el resultado").wait_for()
    ec.page.goto("/prospectos/")
    ec.sees("Curtiembre El Ñire")
    assert "Bodega Cuatro Acequias" not in ec.main()


def press_on(seat: Seat, name: str) -> None:
    """Tab to what is called so and press Enter on it."""
    tab_to(seat, name)
    seat.page.keyboard.press("Enter")
    seat.page.wait_for_load_state()
