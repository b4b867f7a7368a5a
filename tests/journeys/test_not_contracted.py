"""The other ending: nobody answers, the cycle closes without a contract, and one day the client comes back."""

from __future__ import annotations

import pytest

from tests.journeys.stage import House, Seat, today

pytestmark = [pytest.mark.browser, pytest.mark.journey]

GC, EC = "Diego Altamirano", "Tomás Bustos"


def test_a_prospect_that_never_answers_is_closed_and_recovered(approved: House) -> None:
    house = approved
    code = open_from_scratch(house)
    try_in_vain(house, code)
    waive(house, code)
    close(house, code)
    recover(house, code)
    house.installation.trato("ledger", "verify")


def open_from_scratch(house: House) -> str:
    ec = house.seat(EC)
    ec.page.get_by_role("link", name="Nuevo prospecto").first.click()
    prospect = {
        "Nombre de la organización o persona": "Bodega Cuatro Acequias SA",
        "Cómo llegó": "Recomendación",
        "Proyecto": "Sitio para la vendimia",
        "Nombre": "Inés Funes",
        "Correo": "ines@acequias.example",
        "Prioridad": "Media",
        "Tipo de cliente": "Empresa",
        "Origen geográfico": "Mendoza",
        "Escala": "50 a 249 personas",
        "Sector / actividad económica": "Alimentos y bebidas",
        "Posibles requerimientos": ["Sitio institucional"],
    }
    ec.do("Guardar y agendar contacto", prospect, says="Bodega Cuatro Acequias SA")
    ec.page.wait_for_url("**/ciclos/**")
    return ec.page.url.partition("/ciclos/")[2].partition("/")[0]


def try_in_vain(house: House, code: str) -> None:
    ec = house.seat(EC)
    for days, medium in ((-21, "Teléfono"), (-15, "Correo"), (-8, "Teléfono")):
        ec.cycle(code, "8.1.2")
        attempt = {
            "¿Te respondió?": "Sin respuesta",
            "Medio": medium,
            "Próximo contacto": today(1),
            "Fecha del hecho": (today(days), "10:30"),
        }
        ec.do("Registrar contacto", attempt, says="Registraste un intento sin respuesta.")
    assert ec.page.get_by_role("region", name="Asientos").get_by_text("Carga posterior").count() == 3


def waive(house: House, code: str) -> None:
    ec, gc = house.seat(EC), house.seat(GC)
    ec.cycle(code)
    request = {
        "Motivo": "Urgencia del cliente",
        "Qué pasa y por qué no puede esperar": "Su distribuidor pide avanzar sin reunión previa",
        "Regularizar antes del": today(7),
    }
    ec.do("Pedir desvío", request, says="Pediste un desvío; decide el Gerente Comercial.")
    assert "Autorizar el desvío" not in ec.buttons(), "who asks for a waiver never grants it"
    gc.open("/")
    gc.sees("Un desvío espera decisión")
    gc.page.get_by_role("main").get_by_role("link", name="Bodega Cuatro Acequias SA").first.click()
    gc.do("Autorizar el desvío", {"Comentario": "Por esta vez"}, says="Autorizaste el desvío.")


def close(house: House, code: str) -> None:
    ec, gc = house.seat(EC), house.seat(GC)
    ec.cycle(code)
    ec.page.get_by_role("link", name="Cerrar sin contratación").click()
    decision = {"Motivo": "Sin respuesta", "Qué aprendimos": "Llamar antes de la vendimia, no durante."}
    ec.do("Cerrar sin contratación", decision, says="Quedan la ficha del cliente y la encuesta.")
    known = {"Confirmado: Persona de contacto": True, "Confirmado: Correo": True}
    ec.do("Guardar y confirmar", known, says="queda 1 dato por confirmar")
    ec.cycle(code)
    ec.do(
        "Guardar y confirmar", {"Teléfono": "0261 555-0104", "Confirmado: Teléfono": True}, says="Confirmaste la ficha"
    )
    gc.cycle(code)
    nobody = {"Motivo": "No aplica: no hubo atención"}
    gc.do("Cerrarla sin respuesta", nobody, says="La encuesta se cerró sin respuesta.")
    assert "Cerrado sin contratación" in header(gc)
    assert "5 de 5" in header(gc), "what only serves a contract does not apply"


def recover(house: House, code: str) -> None:
    ec = house.seat(EC)
    ec.cycle(code)
    ec.do("Abrirle un ciclo nuevo", says="vinculado con este")
    assert "Cerrado sin contratación" in header(ec), "the old one stays lost"
    ec.page.get_by_role("link", name="Recuperado en").click()
    ec.page.wait_for_url(lambda url: code not in url)
    assert f"recuperado de {code}" in header(ec)
    assert "En listado, sin clasificar" in header(ec)


def header(seat: Seat) -> str:
    return seat.page.locator("main header").first.inner_text()
