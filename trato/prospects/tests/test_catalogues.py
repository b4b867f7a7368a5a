from datetime import timedelta

import pytest
from django.test import Client

from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle
from trato.documents.records import latest
from trato.ledger.entries import stream_entries
from trato.prospects.actions import classify
from trato.prospects.catalogues import (
    STREAM,
    CannotChangeCatalogue,
    add_option,
    amend_option,
    catalogues,
    choices,
    code_for,
    definition_for_lists,
)
from trato.prospects.rules import Classification
from trato.prospects.tests.lists import AT

pytestmark = pytest.mark.django_db


def sectors() -> dict[str, str]:
    definition = definition_for_lists(AT)
    assert definition is not None
    return dict(choices(catalogues(definition), "sector"))


def test_the_procedures_base_is_offered_until_somebody_adds_to_it(in_force: None, gc: Person) -> None:
    before = sectors()
    row = add_option(catalogue="sector", label="Minería y petróleo", position=3, by=gc.actor, at=AT)
    assert row.code == "mineria-y-petroleo"
    assert sectors().keys() - before.keys() == {"mineria-y-petroleo"}
    entry = stream_entries(STREAM)[-1]
    assert (entry.event, entry.role) == ("catalogue.option-added", "GC")
    assert entry.facts == {"catalogue": "sector", "option": "mineria-y-petroleo", "position": 3, "active": True}


def test_an_option_put_away_is_no_longer_offered_and_keeps_what_it_classified(in_force: None, admin: Person) -> None:
    amend_option(catalogue="sector", code="food", changes={"active": False}, by=admin.actor, at=AT)
    definition = definition_for_lists(AT)
    assert definition is not None
    found = catalogues(definition)
    assert "food" not in dict(choices(found, "sector"))
    assert "food" in dict(choices(found, "sector", keep=["food"]))
    assert code_for(found, "sector", "Alimentos y bebidas") == ""
    assert stream_entries(STREAM)[-1].facts["active"] is False


def test_a_renamed_option_is_found_by_its_new_name(in_force: None, gc: Person) -> None:
    amend_option(catalogue="need", code="shop", changes={"label": "E-commerce"}, by=gc.actor, at=AT)
    definition = definition_for_lists(AT)
    assert definition is not None
    assert code_for(catalogues(definition), "need", "e-commerce") == "shop"


def test_an_added_option_classifies(listed: Cycle, gc: Person, ec: Person) -> None:
    code = add_option(catalogue="sector", label="Minería", by=gc.actor, at=AT).code
    known = Classification(
        priority="low", client_type="company", origin="AR-X", scale="small", sector=code, needs=("shop",)
    )
    classify(cycle=listed, classification=known, by=ec.actor, at=AT + timedelta(hours=1))
    record = latest(listed.stream, "classification")
    assert record is not None
    assert record.data["sector"] == "mineria"


@pytest.mark.parametrize(
    ("catalogue", "label"), [("sector", "Salud"), ("sector", "123"), ("priority", "Urgente"), ("nada", "X")]
)
def test_what_is_there_nameless_or_the_procedures_own_is_not_added(
    in_force: None, gc: Person, catalogue: str, label: str
) -> None:
    with pytest.raises(CannotChangeCatalogue):
        add_option(catalogue=catalogue, label=label, by=gc.actor, at=AT)
    assert stream_entries(STREAM) == []


def test_an_executive_reads_the_catalogues_and_does_not_change_them(in_force: None, ec: Person, client: Client) -> None:
    with pytest.raises(CannotChangeCatalogue):
        add_option(catalogue="sector", label="Minería", by=ec.actor, at=AT)
    signed_in(client, ec)
    assert client.get("/ajustes/catalogos/").status_code == 200
    assert client.get("/ajustes/catalogos/sector/").status_code == 403


def test_the_manager_changes_them_from_their_page(in_force: None, gc: Person, client: Client) -> None:
    signed_in(client, gc)
    assert client.post("/ajustes/catalogos/sector/", {"label": "Minería"}).status_code == 302
    assert client.post("/ajustes/catalogos/sector/", {"label": "Minería"}).status_code == 422
    saved = client.post("/ajustes/catalogos/sector/mineria/", {"label": "Minería y gas", "position": "1"})
    assert saved.status_code == 302
    page = client.get("/ajustes/catalogos/").content.decode()
    assert "Minería y gas" in page
    assert "fuera de uso" in page
    assert client.get("/ajustes/catalogos/sector/no-esta/").status_code == 404
    assert client.get("/ajustes/catalogos/priority/").status_code == 404
