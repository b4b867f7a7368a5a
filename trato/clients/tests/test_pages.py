"""The client's file on the page of a cycle."""

from __future__ import annotations

from django.test import Client

from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle
from trato.ledger.entries import stream_entries


def data_of(cycle, **given):
    values = {
        "legal_name": "Dulces Quebracho Viejo SRL",
        "cuit": "30-85217743-4",
        "tax_condition": "registered",
        "address": "Bv. San Juan 450, Córdoba",
        "billing_mail": "pagos@quebracho.example",
        "contact": "Ana Clara Villafañe",
        "mail": "ana@quebracho.example",
        "phone": "351 555-0101",
        "phone_mobile": "on",
        "domain": "quebracho.example",
    }
    ticks = {f"ok_{key}": "on" for key in values if key != "phone_mobile"}
    return {"seq": str(Cycle.objects.get(pk=cycle.pk).seq), **values, **ticks, **given}


def test_the_executive_confirms_datum_by_datum(client: Client, contracted: Cycle, ec: Person) -> None:
    signed_in(client, ec)
    page = client.get(f"/ciclos/{contracted.code}/8.4.1/").text
    assert "Contrato firmado" in page
    assert 'name="ok_cuit" checked' in page or "checked" in page.partition('name="ok_cuit"')[2][:120]
    answer = client.post(f"/ciclos/{contracted.code}/8.4.1/confirmar-ficha/", data_of(contracted), follow=True)
    assert "Confirmaste la ficha" in answer.text
    assert stream_entries(contracted.stream)[-1].facts["pending"] == 0


def test_without_a_contract_the_page_speaks_of_none(client: Client, lost: Cycle, ec: Person) -> None:
    page = signed_in(client, ec).get(f"/ciclos/{lost.code}/8.4.1/").text
    assert "Todavía nada prueba estos datos" in page
    assert "ontrato firmado" not in page


def test_what_is_left_is_said(client: Client, contracted: Cycle, ec: Person) -> None:
    signed_in(client, ec)
    data = data_of(contracted, ok_domain="", ok_phone="")
    answer = client.post(f"/ciclos/{contracted.code}/8.4.1/confirmar-ficha/", data, follow=True)
    assert "quedan 2 datos" in answer.text.lower()


def test_a_tick_without_a_value_comes_back_with_everything_typed(client: Client, contracted: Cycle, ec: Person) -> None:
    signed_in(client, ec)
    data = data_of(contracted, domain="", address="Otra calle 99", cuit="30-85217743-5")
    answer = client.post(f"/ciclos/{contracted.code}/8.4.1/confirmar-ficha/", data)
    assert answer.status_code == 422
    assert "Otra calle 99" in answer.text
    assert "dígito verificador" in answer.text
    assert "dejalo sin confirmar" in answer.text


def test_somebody_faster_is_told(client: Client, contracted: Cycle, ec: Person) -> None:
    signed_in(client, ec)
    data = data_of(contracted, seq=str(contracted.seq - 1), address="Otra calle 99")
    answer = client.post(f"/ciclos/{contracted.code}/8.4.1/confirmar-ficha/", data)
    assert answer.status_code == 409
    assert "Otra calle 99" in answer.text


def test_project_managers_read_it_and_change_nothing(client: Client, contracted: Cycle, pm: Person) -> None:
    signed_in(client, pm)
    page = client.get(f"/ciclos/{contracted.code}/8.4.1/")
    assert page.status_code == 200
    assert "confirmar-ficha" not in page.text
    answer = client.post(f"/ciclos/{contracted.code}/8.4.1/confirmar-ficha/", data_of(contracted))
    assert answer.status_code == 409
    assert "Nobody" not in answer.text
    assert stream_entries(contracted.stream)[-1].event != "client-file.confirmed"


def test_an_operation_lost_shows_three_data(client: Client, lost: Cycle, ec: Person) -> None:
    signed_in(client, ec)
    page = client.get(f"/ciclos/{lost.code}/8.4.1/").text
    assert 'name="mail"' in page
    assert 'name="cuit"' not in page
    data = {
        "seq": str(lost.seq),
        "contact": "Ana Clara Villafañe",
        "mail": "ana@quebracho.example",
        "phone": "351 555-0101",
        "phone_mobile": "on",
        "ok_contact": "on",
        "ok_mail": "on",
        "ok_phone": "on",
    }
    answer = client.post(f"/ciclos/{lost.code}/8.4.1/confirmar-ficha/", data, follow=True)
    assert "Confirmaste la ficha" in answer.text
