"""The page of the model contract: the Commercial Manager publishes, everybody of the house reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.cast import signed_in
from trato.contracts.models import ContractModel

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person


def model_data(**other: str) -> dict[str, str]:
    return {
        "reason": "Primera versión",
        "value_squad_cuit": "30-71234567-1",
        "rows-TOTAL_FORMS": "2",
        "rows-INITIAL_FORMS": "0",
        "rows-0-title": "Partes",
        "rows-0-kind": "legal",
        "rows-0-mandatory": "on",
        "rows-0-text": "Entre {squad}, CUIT {squad_cuit}, y {cliente}, del rubro {rubro}.",
        "rows-1-title": "Garantía",
        "rows-1-kind": "technical",
        "rows-1-text": "Dura {garantia}.",
    } | other


def test_the_commercial_manager_publishes_the_model(client: Client, gc: Person, ec: Person) -> None:
    assert "Publicar" in signed_in(client, gc).get("/contrato-modelo/").text
    answer = client.post("/contrato-modelo/", model_data(), follow=True)
    assert "Contrato Modelo v1 está vigente." in answer.text
    model = ContractModel.objects.get()
    assert (model.clauses.count(), model.values["squad_cuit"], model.values["rubro"]) == (2, "30-71234567-1", "")
    assert "Entre {squad}, CUIT" in signed_in(client, ec).get("/contrato-modelo/").text
    assert "Contrato Modelo" in client.get("/documentos/").text


def test_publishing_without_a_text_comes_back_as_typed(client: Client, gc: Person) -> None:
    answer = signed_in(client, gc).post("/contrato-modelo/", model_data(**{"rows-1-text": ""}))
    assert answer.status_code == 422
    assert "del rubro {rubro}" in answer.text
    assert ContractModel.objects.count() == 0


def test_a_clause_is_added_without_judging(client: Client, gc: Person) -> None:
    answer = signed_in(client, gc).post("/contrato-modelo/", model_data(_again="add", reason=""))
    assert answer.status_code == 200
    assert 'name="rows-2-title"' in answer.text


def test_an_ec_does_not_publish_the_model(client: Client, ec: Person) -> None:
    answer = signed_in(client, ec).post("/contrato-modelo/", model_data())
    assert answer.status_code == 403
    assert ContractModel.objects.count() == 0
