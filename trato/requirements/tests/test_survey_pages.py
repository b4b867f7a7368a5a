"""The RAR and the depth as people write them: what is kept, what comes along, who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.cast import signed_in
from trato.cycles.closing import close_without_contract
from trato.cycles.models import Cycle, Draft
from trato.cycles.verbs import recover
from trato.documents.records import latest
from trato.ledger.entries import entries_of
from trato.requirements.actions import call_in
from trato.requirements.tests.conftest import AT

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person

from trato.requirements.tests.posting import address, post, rar, rtp, text


def test_the_rar_starts_with_the_classification_shown_and_what_the_minutes_agreed(
    client: Client, presented: Cycle, ec: Person
) -> None:
    shown = text(signed_in(client, ec).get(address(presented, "8.2.1")))
    assert "Prospecto y clasificación" in shown
    assert "Mandar las fotos" in shown
    assert '<option value="squad" selected>' in shown.partition('name="rows-0-charge"')[2][:300], "as usual"
    assert "Emitir RAR" in shown


def test_an_ec_issues_the_rar_from_its_page(client: Client, presented: Cycle, ec: Person) -> None:
    response = post(signed_in(client, ec), presented, "8.2.1", "emitir-rar", rar("Vender alfajores", "Cobrar"))
    assert response.status_code == 302
    record = latest(presented.stream, "rar")
    assert record is not None
    assert [row["id"] for row in record.data["requirements"]] == ["R1", "R2"]
    assert entries_of([presented.stream])[presented.stream][-1].event == "rar.issued"


def test_agreements_stand_in_a_table_of_their_own(client: Client, presented: Cycle, ec: Person) -> None:
    data = rar("Vender") | {
        "agreements-TOTAL_FORMS": "1",
        "agreements-0-text": "Las fotos las manda el cliente",
        "agreements-0-agreed_on": "09/03/2026",
        "agreements-0-means": "WhatsApp",
        "agreements-0-charge": "client",
    }
    assert post(signed_in(client, ec), presented, "8.2.1", "emitir-rar", data).status_code == 302
    record = latest(presented.stream, "rar")
    assert record is not None
    agreement = {"text": "Las fotos las manda el cliente", "agreed_on": "2026-03-09", "means": "WhatsApp"}
    assert record.data["agreements"] == [{**agreement, "charge": "client"}]


def test_pasted_text_becomes_a_row_per_line_in_one_step(client: Client, presented: Cycle, ec: Person) -> None:
    data = rar("Vender alfajores", "") | {"paste": "- Cobrar con tarjeta\n\n* Calcular el envío\nVender alfajores"}
    response = post(signed_in(client, ec), presented, "8.2.1", "emitir-rar", {**data, "_again": "paste"})
    assert response.status_code == 302
    form = client.get(response["Location"]).context["panel"]["verbs"][0].form
    read = [(line.legend, line.typed["text"], line.to_focus) for line in form.lines]
    assert read == [
        ("R1", "Vender alfajores", False),
        ("R2", "Cobrar con tarjeta", True),
        ("R3", "Calcular el envío", False),
    ]
    assert form["paste"].value() == ""
    assert latest(presented.stream, "rar") is None


def test_what_the_rtp_found_is_ready_for_the_next_version(
    client: Client, decided: Cycle, ec: Person, eet: Person
) -> None:
    call_in(decided, analyst=eet.user, by=ec.actor, at=AT)
    answered = rtp("R1", "R2", "R3", new_requirements="Un segundo depósito\nAvisos de quiebre de stock")
    post(signed_in(client, eet), decided, "8.2.3", "emitir-rtp", answered)
    response = signed_in(client, ec).get(address(decided, "8.2.1"))
    assert "encontraron requisitos nuevos" in response.content.decode()
    form = response.context["panel"]["verbs"][0].form
    assert form["paste"].value() == "Un segundo depósito\nAvisos de quiebre de stock"


def test_the_usual_requirements_of_a_need_come_as_rows(client: Client, presented: Cycle, ec: Person) -> None:
    response = post(signed_in(client, ec), presented, "8.2.1", "emitir-rar", {**rar("Mío"), "_again": "usual-shop"})
    lines = client.get(response["Location"]).context["panel"]["verbs"][0].form.lines
    assert lines[0].typed["text"] == "Mío"
    assert len(lines) > 3


def test_a_row_of_the_agreements_is_added_without_touching_the_requirements(
    client: Client, presented: Cycle, ec: Person
) -> None:
    data = {**rar("Vender", "Cobrar"), "_again": "add@agreements"}
    form = post(signed_in(client, ec), presented, "8.2.1", "emitir-rar", data).context["panel"]["verbs"][0].form
    assert len(form.further["agreements"].forms) == 1
    assert [row["text"].value() for row in form.rows] == ["Vender", "Cobrar"]


def test_the_next_version_starts_from_the_issued_one_and_says_what_it_opens_again(
    client: Client, reviewed: Cycle, ec: Person
) -> None:
    shown = text(signed_in(client, ec).get(address(reviewed, "8.2.1")))
    assert "Emitir RAR v2" in shown
    assert "Vender 42 productos" in shown
    assert "Una versión nueva reabre 8.2.2" in shown
    assert "Igual que la v1" in shown
    data = rar("Vender 60 productos", "Cobrar con tarjeta y transferencia", ids=("R1", "R2"))
    response = post(client, reviewed, "8.2.1", "emitir-rar", {**data, "_again": "add"})
    assert "cambió R1, R2; quitado R3" in text(client.get(response["Location"]))  # type: ignore[arg-type]


def test_a_draft_keeps_what_is_half_written(client: Client, presented: Cycle, ec: Person) -> None:
    data = rar("Vender alfajores", legal="", online_payments="")
    response = post(signed_in(client, ec), presented, "8.2.1", "emitir-rar", {**data, "_save": "1", "draft": "0"})
    assert response.status_code == 302
    assert Draft.objects.get(cycle=presented, verb="emitir-rar").revision == 1
    shown = text(client.get(address(presented, "8.2.1")))
    assert "Vender alfajores" in shown
    assert "Hay " not in shown


def test_an_unanswered_question_comes_back_with_the_text_kept(client: Client, presented: Cycle, ec: Person) -> None:
    response = post(signed_in(client, ec), presented, "8.2.1", "emitir-rar", rar("Vender alfajores", migration=""))
    assert response.status_code == 422
    assert "Vender alfajores" in text(response)
    assert latest(presented.stream, "rar") is None


def test_a_must_have_without_acceptance_is_refused_by_name_with_the_text_kept(
    client: Client, presented: Cycle, ec: Person
) -> None:
    data = rar("Vender alfajores") | {"rows-0-priority": "must"}
    response = post(signed_in(client, ec), presented, "8.2.1", "emitir-rar", data)
    assert response.status_code == 409
    assert "R1 es imprescindible" in text(response)
    assert "Vender alfajores" in text(response)


def test_html_in_a_requirement_is_shown_as_text(client: Client, presented: Cycle, ec: Person) -> None:
    post(signed_in(client, ec), presented, "8.2.1", "emitir-rar", rar("<script>alert(1)</script>"))
    assert "<script>alert(1)" not in text(client.get(address(presented, "8.2.1")))


def test_a_stale_form_is_told_and_loses_nothing(client: Client, presented: Cycle, ec: Person) -> None:
    response = signed_in(client, ec).post(
        address(presented, "8.2.1", "emitir-rar"), {**rar("Vender alfajores"), "seq": "1"}
    )
    assert response.status_code == 409
    assert "Vender alfajores" in text(response)  # type: ignore[arg-type]
    assert latest(presented.stream, "rar") is None


@pytest.mark.parametrize("who", ["auditor", "ec2"])
def test_who_does_not_have_the_cycle_cannot_issue(
    who: str, request: pytest.FixtureRequest, client: Client, presented: Cycle
) -> None:
    person = request.getfixturevalue(who)
    shown = signed_in(client, person).get(address(presented, "8.2.1"))
    assert shown.status_code == 200
    assert "Guardar borrador" not in text(shown)  # type: ignore[arg-type]
    response = post(client, presented, "8.2.1", "emitir-rar", rar("Vender"))
    assert response.status_code == 403
    assert latest(presented.stream, "rar") is None


def test_a_recovered_cycle_starts_from_the_earlier_rar(client: Client, surveyed: Cycle, ec: Person) -> None:
    close_without_contract(surveyed, motive="timing", lesson="Volver antes de Pascua", by=ec.actor, at=AT)
    again = recover(surveyed, by=ec.actor, at=AT)
    shown = text(signed_in(client, ec).get(address(again, "8.2.1")))
    assert "Vender 42 productos" in shown
    assert "del ciclo que se recuperó" in shown


def test_the_panel_says_why_the_simplified_modality_does_not_apply(client: Client, surveyed: Cycle, ec: Person) -> None:
    shown = text(signed_in(client, ec).get(address(surveyed, "8.2.1")))
    assert "Corresponde el procedimiento completo: cobra en línea" in shown
    assert "Usar la modalidad simplificada" not in shown
