"""The hand-over on the page of a cycle."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle
from trato.documents.records import latest
from trato.ledger.entries import stream_entries
from trato.ui.values import numeric_date


def send_data(cycle, **given):
    return {
        "seq": str(Cycle.objects.get(pk=cycle.pk).seq),
        "draft": "0",
        "has_contract": "on",
        "has_rar": "on",
        "note_brand": "El jueves",
        "rows-TOTAL_FORMS": "1",
        "rows-INITIAL_FORMS": "0",
        "rows-0-what": "cPanel",
        "rows-0-holder": "Ana",
        "commitments": "Publicar antes de Pascua",
        **given,
    }


def accept_data(cycle, po, to, **given):
    return {
        "seq": str(Cycle.objects.get(pk=cycle.pk).seq),
        "product_owner": str(po.user.pk),
        "technical_owner": str(to.user.pk),
        "proposed_start": numeric_date(timezone.now() + timedelta(days=7)),
        "team": "Sol, Iván",
        **given,
    }


def test_the_manager_hands_over_with_what_the_client_lends(client: Client, ready: Cycle, gc: Person) -> None:
    signed_in(client, gc)
    page = client.get(f"/ciclos/{ready.code}/8.4.3/").text
    assert "Contrato firmado" in page
    answer = client.post(f"/ciclos/{ready.code}/8.4.3/enviar/", send_data(ready), follow=True)
    assert "Enviaste el proyecto a Diseño" in answer.text
    assert stream_entries(ready.stream)[-1].event == "handover.sent"


def test_an_access_without_its_name_comes_back_with_the_rest(client: Client, ready: Cycle, gc: Person) -> None:
    signed_in(client, gc)
    answer = client.post(f"/ciclos/{ready.code}/8.4.3/enviar/", send_data(ready, **{"rows-0-what": ""}))
    assert answer.status_code == 422
    assert "Publicar antes de Pascua" in answer.text
    assert "El jueves" in answer.text


def test_a_draft_keeps_what_is_not_ready(client: Client, ready: Cycle, gc: Person) -> None:
    signed_in(client, gc)
    data = send_data(ready, _save="1", commitments="Falta hablar con Ana")
    assert client.post(f"/ciclos/{ready.code}/8.4.3/enviar/", data).status_code == 302
    assert "Falta hablar con Ana" in client.get(f"/ciclos/{ready.code}/8.4.3/").text
    assert stream_entries(ready.stream)[-1].event != "handover.sent"


def test_the_executive_is_told_whose_it_is(client: Client, ready: Cycle, ec: Person) -> None:
    signed_in(client, ec)
    page = client.get(f"/ciclos/{ready.code}/8.4.3/").text
    assert "/8.4.3/enviar/" not in page
    assert client.post(f"/ciclos/{ready.code}/8.4.3/enviar/", send_data(ready)).status_code == 409


def test_the_project_manager_reads_what_was_sent_and_accepts(
    client: Client, handed: Cycle, pm: Person, po: Person, to: Person
) -> None:
    signed_in(client, pm)
    page = client.get(f"/ciclos/{handed.code}/8.4.4/").text
    assert "Ficha del cliente" in page
    assert "cPanel del dominio (Ana)" in page
    contract = latest(handed.stream, "contract")
    assert f"/registros/{contract.hash}/" in page
    assert client.get(f"/registros/{contract.hash}/").status_code == 200
    assert po.user.name in page
    answer = client.post(f"/ciclos/{handed.code}/8.4.4/aceptar/", accept_data(handed, po, to), follow=True)
    assert "Aceptaste el envío" in answer.text
    assert stream_entries(handed.stream)[-1].event == "handover.accepted"


def test_the_same_person_twice_keeps_what_was_typed(client: Client, handed: Cycle, pm: Person, po: Person) -> None:
    from trato.ledger.actors import SYSTEM
    from trato.people.actions import grant_role

    now = timezone.now()
    grant_role(user_id=po.user.pk, role="TO", since=now, by=SYSTEM, at=now)
    signed_in(client, pm)
    answer = client.post(f"/ciclos/{handed.code}/8.4.4/aceptar/", accept_data(handed, po, po))
    assert answer.status_code == 409
    assert "dos personas distintas" in answer.text
    assert "Sol, Iván" in answer.text


def test_a_return_shows_where_it_has_to_be_mended(client: Client, handed: Cycle, pm: Person, gc: Person) -> None:
    signed_in(client, pm)
    data = {"seq": str(handed.seq), "reason": "access", "text": "Falta el hosting <ya>"}
    answer = client.post(f"/ciclos/{handed.code}/8.4.4/devolver/", data, follow=True)
    assert "Devolviste el envío" in answer.text
    signed_in(client, gc)
    page = client.get(f"/ciclos/{handed.code}/8.4.3/").text
    assert "Falta el hosting &lt;ya&gt;" in page


def test_a_stale_acceptance_is_told(client: Client, handed: Cycle, pm: Person, po: Person, to: Person) -> None:
    signed_in(client, pm)
    data = accept_data(handed, po, to, seq=str(handed.seq - 1))
    answer = client.post(f"/ciclos/{handed.code}/8.4.4/aceptar/", data)
    assert answer.status_code == 409
    assert "Sol, Iván" in answer.text


def test_an_auditor_changes_nothing(client: Client, handed: Cycle, auditor: Person, po: Person, to: Person) -> None:
    signed_in(client, auditor)
    assert client.get(f"/ciclos/{handed.code}/8.4.4/").status_code == 200
    assert client.post(f"/ciclos/{handed.code}/8.4.4/aceptar/", accept_data(handed, po, to)).status_code == 403
