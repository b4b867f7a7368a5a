"""Search: anything by any word or part of one, accents or not; nothing that is not the person's to read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.db.models import Model
from django.utils.translation import override

from tests.support import ladder
from trato.cli.migrate import _fill_the_index
from trato.cycles.assigning import annul
from trato.cycles.models import Cycle
from trato.desk.searching import find
from trato.documents.models import RecordVersion
from trato.documents.records import annul as annul_record
from trato.organisations.actions import NewContact
from trato.organisations.merging import fingerprint
from trato.prospects.actions import add_person, amend_prospect, merge_prospects, retire_person
from trato.search import finding
from trato.search.feeding import rebuild
from trato.search.finding import likely_meant
from trato.search.models import Entry, Filling, Word

from .pages import browser_of, main_of, text

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person


def found(typed: str, who: Person, only: str = "") -> dict[str, list[str]]:
    """Return the titles found, by group; cycles by their code."""
    groups = find(typed, who.actor, today=datetime(2026, 3, 10).date(), only=only).groups  # noqa: DTZ001 - a plain day
    return {
        group.label: [line.detail.partition(" ")[0] if group.label == "Ciclos" else line.title for line in group.lines]
        for group in groups
    }


@pytest.mark.parametrize(
    "typed",
    [
        "quebracho", "QUEBRACHO viejo", "viejo dulces", "ebrach", "tienda", "tienda quebracho", "du", "d",
        "dulces sociedad de responsabilidad limitada", "30-85217743-4", "30852177434", "5217743", "qu vi dulces",
    ],
)  # fmt: skip
def test_a_cycle_is_found(cycle: Cycle, ec: Person, typed: str) -> None:
    assert found(typed, ec)["Ciclos"] == [cycle.code]


def test_a_code_leads_to_its_cycle_and_to_nothing_else(cycle: Cycle, ec: Person, now: datetime) -> None:
    ladder.opened(ec=ec, at=now, name="Óptica Ñandú", cuit="")
    year, number = cycle.code.split("-")[1:]
    for typed in (cycle.code, cycle.code.lower(), cycle.code.replace("-", ""), f"c-{year}-{int(number)}"):
        assert found(typed, ec) == {"Ciclos": [cycle.code]}


@pytest.mark.parametrize(
    "typed",
    [
        "Villafañe", "villafane", "ana@quebracho.example", "ana quebracho", "351 555-0101", "555-0101",
        "0351 15 555-0101", "+54 9 351 555 0101", "(0351) 155550101", "3515550101",
    ],
)  # fmt: skip
def test_a_person_is_found_and_the_cycles_of_theirs(cycle: Cycle, ec: Person, typed: str) -> None:
    groups = found(typed, ec)
    assert groups["Personas"] == ["Ana Clara Villafañe"]
    assert groups["Ciclos"] == [cycle.code]


def test_documents_are_found_by_number_kind_and_title(in_force: None, ec: Person, gc: Person, now: datetime) -> None:
    cycle, _then = ladder.walked_to_presented(ec=ec, gc=gc, at=now - timedelta(days=6))
    record = RecordVersion.objects.filter(stream=cycle.stream, kind="minutes").get()
    prefix, year, number = record.number.split("-")
    for typed in (record.number, f"{prefix} {year} {int(number)}".lower(), "minuta quebracho"):
        assert found(typed, ec)["Documentos"] == [record.number]
    with override("en"):
        (line,) = find(record.number, ec.actor, today=now.date()).groups[0].lines
        assert line.detail.startswith("Minutes · ")
    assert "Manual de Calidad" in found("manual cal", ec)["Documentos"]


def test_what_begins_so_comes_first_and_what_goes_on_before_what_is_over(
    in_force: None, ec: Person, gc: Person, now: datetime
) -> None:
    names = ("Nueva Alborada SA", "Alborada Sur", "Alborada Norte", "Puente Alborado")
    cycles = [ladder.opened(ec=ec, at=now, name=name, cuit="") for name in names]
    annul([cycles[1]], reason="mistake", by=gc.actor, at=now)
    assert found("alborad", ec)["Ciclos"] == [cycles[place].code for place in (2, 1, 0, 3)]
    assert "Anulado" in text(browser_of(ec).get("/buscar/", {"q": "alborada sur"}))


@pytest.mark.parametrize("typed", ["Dulces Quebrcho Viejo", "dulces quebacho viejo srl", "Dulses Quebracho Viejo"])
def test_a_slip_of_the_finger_leads_to_the_name_meant(cycle: Cycle, martina: Client, ec: Person, typed: str) -> None:
    page = main_of(text(martina.get("/buscar/", {"q": typed})))
    assert "¿Quisiste decir" in page
    assert "?q=dulces+quebracho+viejo" in page
    assert cycle.code in page


@pytest.mark.parametrize("few", [1_000, -1], ids=["among theirs", "among everybody's"])
def test_nothing_leads_anybody_to_what_is_not_theirs_to_read(
    cycle: Cycle, eet: Person, admin: Person, auditor: Person, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(finding, "FEW", few)
    words = ("quebracho", "d", "Villafañe", "30852177434", cycle.code, "Dulces Quebrcho Viejo", "tienda")
    for outsider in (eet, admin):
        assert [found(typed, outsider) for typed in words] == [{}] * len(words)
    assert all(found(typed, auditor) for typed in words)
    cycle.members.create(user=eet.user, role="EET", since=cycle.opened_at)
    assert found("quebracho", eet) == {
        "Ciclos": [cycle.code],
        "Organizaciones": ["Dulces Quebracho Viejo SRL"],
        "Personas": ["Ana Clara Villafañe"],
    }
    assert list(found("d", eet)) == ["Ciclos", "Organizaciones"], "one letter begins a title"
    assert found(cycle.code, eet) == {"Ciclos": [cycle.code]}


@pytest.mark.parametrize("typed", ["", "   ", "%", "'; drop table", '"', "quebracho OR nada", "*", "a" * 300])
def test_nothing_is_found_by_nothing(cycle: Cycle, ec: Person, martina: Client, typed: str) -> None:
    assert found(typed, ec) == {}
    assert martina.get("/buscar/", {"q": typed}).status_code == 200


def test_one_kind_can_be_asked_for_alone(in_force: None, ec: Person, martina: Client, now: datetime) -> None:
    for number in range(12):
        ladder.opened(ec=ec, at=now, name=f"Sociedad Comercial {number} SRL", cuit="")
    page = text(martina.get("/buscar/", {"q": "comercial"}))
    assert page.count("data-row") == 10 + 5 + 6 + 3, "and where the rest of each kind is"
    assert "?q=comercial&amp;tipo=ciclos" in page
    assert len(found("comercial", ec, only="organizaciones")["Organizaciones"]) == 12
    assert list(found("comercial", ec, only="organizaciones")) == ["Organizaciones"]


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


def rows(model: type[Model]) -> list[tuple[object, ...]]:
    return list(model._default_manager.order_by("pk").values_list())


def test_the_index_is_kept_as_filling_it_anew_would_leave_it(
    in_force: None, ec: Person, gc: Person, now: datetime
) -> None:
    cycle, then = ladder.walked_to_planned(ec=ec, gc=gc, at=now - timedelta(days=9))
    other = ladder.opened(ec=ec, at=now - timedelta(days=2), name="Dulces Kebracho", cuit="")
    third = ladder.opened(ec=ec, at=now - timedelta(days=2), name="Panadería Sol", cuit="")
    survivor, absorbed = cycle.organisation, other.organisation
    new = NewContact(name="Eudoxia Paz", mail="eu@paz.example")
    person = add_person(organisation=survivor, new=new, by=ec.actor, at=then)
    assert likely_meant("eudoksia del sol") == "eudoxia del sol"
    retire_person(contact=person, by=ec.actor, at=then)
    assert likely_meant("eudoksia del sol") == "", "nobody is corrected to the name of who was taken out"
    amend_prospect(organisation=survivor, changes={"name": "Dulces del Monte"}, by=ec.actor, at=then)
    seen = fingerprint(survivor, absorbed)
    merge_prospects(survivor=survivor, absorbed=absorbed, chosen={}, seen=seen, by=gc.actor, at=now)
    annul([third], reason="mistake", by=gc.actor, at=now)
    record = RecordVersion.objects.filter(stream=cycle.stream, superseded_by=None).first()
    assert record is not None
    annul_record(record=record, reason="Era de otro", by=gc.actor, at=now)

    kept = rows(Entry)
    assert found("minuta monte", ec)["Documentos"], "records are called by the new name"
    rebuild()
    assert kept == rows(Entry)

    Entry.objects.all().delete()
    Word.objects.all().delete()
    Filling.objects.all().delete()
    _fill_the_index()
    assert kept == rows(Entry)
    assert found("dulces del mnte", ec) == found("dulces del monte", ec) != {}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_trigrams (search_trigrams, rank) VALUES ('integrity-check', 1)")
