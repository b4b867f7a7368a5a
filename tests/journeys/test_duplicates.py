"""The same organisation written down twice: warned before saving, merged, and two again."""

from __future__ import annotations

import pytest

from tests.journeys.stage import House, Seat

pytestmark = [pytest.mark.browser, pytest.mark.journey]

EC = "Tomás Bustos"
FIRST = {
    "Nombre de la organización o persona": "Cervecería Nahuel Pan SRL",
    "Cómo llegó": "Nos escribió",
    "Nombre": "Eva Llanos",
    "Correo": "eva@nahuelpan.example",
}
TWIN = {
    "Nombre de la organización o persona": "Serveceria Nahuel Pan",
    "Cómo llegó": "Nos escribió",
    "Nombre": "Eva Llanos",
    "Correo": "eva@nahuelpan.example",
    "CUIT": "30-85217743-4",
}


def test_a_twin_is_warned_about_merged_and_made_two_again(approved: House) -> None:
    ec = approved.seat(EC)
    ec.open("/prospectos/nuevo/")
    ec.do("Guardar y agendar contacto", FIRST)
    first = code_of(ec)

    ec.open("/prospectos/nuevo/")
    status, text = ec.refused("Guardar y agendar contacto", TWIN)
    assert status == 409
    assert "Mismo correo, nombre muy parecido" in text
    ec.do("Es otra")
    second = code_of(ec)

    ec.open("/prospectos/duplicados/")
    ec.sees("mismo correo, nombre muy parecido")
    ec.page.get_by_role("link", name="Comparar y unir").first.click()
    ec.sees("Lo que pasa a Cervecería Nahuel Pan SRL")
    ec.sees("ya está: queda una")
    ec.do("Unir las dos", says="ya es parte de Cervecería Nahuel Pan SRL")
    organisation = ec.page.url
    for expected in (first, second, "30-85217743-4"):
        ec.sees(expected)
    assert ec.main().count("eva@nahuelpan.example") == 1
    ec.open("/prospectos/")
    assert ec.main().count("Cervecería Nahuel Pan SRL") == 2
    assert "Serveceria" not in ec.main()

    ec.open(organisation)
    ec.page.get_by_role("link", name="Deshacer…").click()
    ec.do("Deshacer la unión", says="vuelven a ser dos")
    ec.sees("30-85217743-4")
    ec.open("/prospectos/")
    assert "Serveceria Nahuel Pan" in ec.main()

    ec.open("/prospectos/duplicados/")
    ec.do("No son la misma", says="no se van a sospechar de nuevo")
    ec.sees("Sin duplicados a la vista")


def code_of(seat: Seat) -> str:
    seat.page.wait_for_url("**/ciclos/**")
    return seat.page.url.partition("/ciclos/")[2].partition("/")[0]
