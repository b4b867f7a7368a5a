"""Economic activity by section and division: found by code or word, imported, filtered, exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.cast import signed_in
from trato.documents.records import latest
from trato.prospects.clae import activities, find_activities, within
from trato.prospects.imports.looking import check_next
from trato.prospects.models import ImportRow, Prospect
from trato.prospects.tests.lists import AT, uploaded

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person
    from trato.cycles.models import Cycle


def test_the_classifier_is_whole() -> None:
    known = activities()
    assert "".join(code for code in known if code.isalpha()) == "ABCDEFGHIJKLMNOPQRSTU"
    divisions = [one for one in known.values() if one.code.isdigit()]
    assert len(divisions) == 88
    assert all(one.sector and one.es and one.en for one in divisions)
    assert [one.code for one in divisions] == sorted(one.code for one in divisions)
    assert within(("J", "10")) == {"J", "58", "59", "60", "61", "62", "63", "10"}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("62", ["62"]),
        ("620100", ["62"]),
        ("j", ["J"]),
        ("62 Servicios de programación", ["62"]),
        ("PROGRAMACION software", ["62"]),
        ("enseñanza", ["85"]),  # the section has only that division
        ("bebidas", ["11", "56"]),
        ("12 empleados", []),
        ("04", []),
        ("a la carta", []),
        ("", []),
    ],
)
def test_an_activity_is_found_by_code_or_word(text: str, codes: list[str]) -> None:
    assert [one.code for one in find_activities(text)] == codes


def test_an_activity_is_typed_kept_in_the_record_filtered_and_shown(listed: Cycle, ec: Person, client: Client) -> None:
    signed_in(client, ec)
    data = {
        "priority": "high", "client_type": "company", "origin": "AR-X", "scale": "small", "needs": ["shop"],
        "seq": listed.seq,
    }  # fmt: skip
    url = f"/ciclos/{listed.code}/8.1.1/clasificar/"
    several = client.post(url, {**data, "activity": "bebidas"})
    assert several.status_code == 422
    assert "11 Elaboración de bebidas" in several.content.decode()
    assert client.post(url, {**data, "activity": "productos alimenticios"}).status_code == 302
    kept = Prospect.objects.get(pk=listed.pk)
    assert (kept.activity, kept.sector) == ("10", "food"), "the sector it falls into, since none was chosen"
    record = latest(listed.stream, "classification")
    assert record is not None
    assert record.data["notes"] == "CLAE: 10 Elaboración de productos alimenticios"
    page = client.get("/prospectos/", {"clae": "c", "columnas": "clae"}).content.decode()
    assert listed.code in page
    assert "10 Elaboración de productos alimenticios" in page
    assert listed.code not in client.get("/prospectos/", {"clae": "programación"}).content.decode()
    assert listed.code not in client.get("/prospectos/", {"clae": "nada de eso"}).content.decode()


def test_a_list_names_an_activity_by_code_by_name_or_in_its_sector(in_force: None, ec: Person) -> None:
    batch = uploaded(
        "Empresa,Código CIIU,Rubro\nUno,561011,\nDos,Servicios inmobiliarios,Comercio\nTres,,Transporte aéreo\n"
        "Cuatro,zzz,qqq\n",
        by=ec.actor,
    )
    check_next(batch, at=AT)
    rows = [row.values for row in ImportRow.objects.filter(batch=batch)]
    assert [(row.get("activity"), row.get("sector")) for row in rows] == [
        ("56", "tourism"), ("68", "retail"), ("51", "transport"), (None, None),
    ]  # fmt: skip
    assert rows[3]["notes"].splitlines() == ["Sector / actividad económica: qqq", "Actividad económica (CLAE): zzz"]
