"""What people get wrong, and what goes wrong to them: each a clear sentence, a proper status, and nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.stage import House, Seat, fill_in, today

pytestmark = [pytest.mark.browser, pytest.mark.journey]

GC, EC = "Diego Altamirano", "Tomás Bustos"
HOSTILE = '<script>document.title="x"</script><b>Ñandú & Cía.</b>'
SAID = "Pidió precio por el «sitio nuevo»; lo escribí largo para no perderlo."


@pytest.fixture(scope="module")
def code(approved: House) -> str:
    """A prospect with hostile names, classified."""
    ec = approved.seat(EC)
    ec.open("/prospectos/nuevo/")
    prospect = {
        "Nombre de la organización o persona": HOSTILE,
        "Cómo llegó": "Nos escribió",
        "Proyecto": "<i>Sitio</i>",
        "Nombre": '"><img src=x onerror=alert(1)>',
        "Correo": "alguien@nandu.example",
        "Prioridad": "Media",
        "Tipo de cliente": "Comercio",
        "Origen geográfico": "Chubut",
        "Escala": "Hasta 9 personas",
        "Sector / actividad económica": "Comercio",
        "Posibles requerimientos": ["Sitio institucional"],
    }
    ec.do("Guardar y agendar contacto", prospect)
    ec.page.wait_for_url("**/ciclos/**")
    return ec.page.url.partition("/ciclos/")[2].partition("/")[0]


def test_html_in_names_is_only_text(approved: House, code: str) -> None:
    ec = approved.seat(EC)
    for address in (f"/ciclos/{code}/", "/prospectos/?vista=mios", "/", "/tablero/", "/buscar/?q=and"):
        ec.open(address)
        assert HOSTILE in ec.text(), address
        assert ec.page.title() != "x"
        assert not ec.page.locator("img[src=x]").count()


def test_the_second_of_two_who_act_at_once_is_told_and_loses_nothing(approved: House, code: str) -> None:
    first, second = approved.seat(EC), approved.seat(GC)
    contact = {"¿Te respondió?": "Sin respuesta", "Medio": "Correo", "Qué se habló": SAID}
    for seat in (first, second):
        seat.cycle(code, "8.1.2")
    first.do("Registrar contacto", {**contact, "Qué se habló": "Primero"}, says="Registraste un intento")
    status, text = second.refused("Registrar contacto", contact)
    assert status == 409
    assert EC in text, "the second is told who was first"
    assert second.form("Registrar contacto").get_by_label("Qué se habló").first.input_value() == SAID
    second.do("Registrar contacto", says="Registraste un intento")


def test_what_was_typed_in_a_step_survives_an_expired_session(approved: House, code: str) -> None:
    ec = approved.sit(EC)
    ec.enter()
    ec.cycle(code, "8.1.2")
    fill_in(ec.form("Registrar contacto"), {"¿Te respondió?": "Respondió", "Medio": "Correo", "Qué se habló": SAID})
    ec.page.context.clear_cookies(name="trato_session")
    ec.form("Registrar contacto").get_by_role("button", name="Registrar contacto").click()
    ec.page.get_by_text("Tu sesión venció; no se envió nada.").wait_for()
    ec.page.get_by_role("button", name=EC).click()
    ec.page.wait_for_url("**/ciclos/**")
    ec.sees("Esto es lo que habías escrito")
    assert ec.form("Registrar contacto").get_by_label("Qué se habló").first.input_value() == SAID
    ec.do("Registrar contacto", says="Registraste el contacto.")


def test_a_day_that_does_not_exist_and_a_meeting_in_the_past_are_refused(approved: House, code: str) -> None:
    ec = approved.seat(EC)
    ec.cycle(code, "8.1.2")
    meeting = {"Fecha y hora": ("31/02/2027", "10:00"), "Medio": "En persona", "Lugar": "Av. de Mayo 800"}
    status, text = ec.refused("Agendar la reunión", meeting)
    assert status == 422
    assert "El 31/02 no existe." in text
    status, text = ec.refused("Agendar la reunión", {"Fecha y hora": (today(-1), "10:00")})
    assert status == 409
    assert "ya pasó: elegí un momento por venir" in text
    assert place_of(ec) == "Av. de Mayo 800"


LISTS = {
    "vacio": (b"", "«listado.csv» está vacío."),
    "solo-encabezado": (b"Empresa;CUIT\n", "El archivo tiene encabezado y ninguna fila."),
    "binario": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00" + bytes(range(256)) * 4, "su contenido es otra cosa"),
}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_file_that_is_no_list_is_refused_with_what_to_do(approved: House, name: str, tmp_path: Path) -> None:
    content, sentence = LISTS[name]
    gc = approved.seat(GC)
    gc.open("/prospectos/importar/")
    status, text = gc.refused("Subir y mirar", {"Tu lista": listing(tmp_path, content)})
    assert status in {409, 422}, text
    assert sentence in text


def test_a_list_in_another_encoding_with_ragged_rows_and_odd_headers_is_read(approved: House, tmp_path: Path) -> None:
    rows = (
        "Cosa,Correo electrónico,Número",
        "Panadería Ñuñoa,pan@nunoa.example,30-85217743-4",
        "Corta,corta@corta.example",
        "Larga,larga@larga.example,30-85340916-9,sobra",
    )
    gc = approved.seat(GC)
    gc.open("/prospectos/importar/")
    gc.do("Subir y mirar", {"Tu lista": listing(tmp_path, "\r\n".join(rows).encode("cp1252"))})
    gc.sees("Panadería Ñuñoa")
    status, text = gc.refused("Revisar las filas")
    assert status == 422
    assert "Decí qué columna tiene el nombre de la organización." in text
    gc.do("Revisar las filas", {"Cosa": "Organización", "Número": "CUIT"})
    gc.sees("La fila tiene 2 columnas y el encabezado 3")
    gc.sees("La fila tiene 4 columnas y el encabezado 3")
    gc.sees("Importar 1 prospecto")


def listing(folder: Path, content: bytes) -> Path:
    path = folder / "listado.csv"
    path.write_bytes(content)
    return path


def place_of(seat: Seat) -> str:
    return seat.form("Agendar la reunión").get_by_label("Lugar").first.input_value()
