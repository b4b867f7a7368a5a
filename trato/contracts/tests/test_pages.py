"""The panels of §8.2.8 to §8.2.10: who may, what is kept, what follows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.support import ladder
from tests.support.cast import signed_in
from trato.contracts.actions import decline_contract
from trato.cycles.situation import situation_of
from trato.documents.records import latest
from trato.ledger.entries import entries_of

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person
    from trato.cycles.models import Cycle


@pytest.fixture(scope="session")
def moment() -> datetime:
    """Some hours ago, so that the cycle's own steps are past when the page is asked for."""
    return timezone.now() - timedelta(hours=12)


@pytest.fixture
def ready(db: Any, moment: datetime, ec: Person, gc: Person, sgc: Person) -> Cycle:
    """A cycle ready for its contract today; no model published, no power recorded."""
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=moment - timedelta(days=5))
    return ladder.walked_to_planned(ec=ec, gc=gc, at=moment)[0]


@pytest.fixture
def issued(ready: Cycle, ec: Person, gc: Person, moment: datetime) -> Cycle:
    return ladder.drafted(ready, ec=ec, gc=gc, at=moment + timedelta(hours=6))


def typed(cycle: Cycle, **other: Any) -> dict[str, Any]:
    """Return what the form of the draft posts."""
    return {
        "rows-TOTAL_FORMS": "0",
        "rows-INITIAL_FORMS": "0",
        "signatory": str(ladder.signatory(cycle).pk),
        "capacity": "Socia gerente",
        "address": "Bv. San Juan 450, Córdoba",
        "squad_signatory": "Diego Altamirano",
        "squad_capacity": "Gerente Comercial",
    } | other


DEVIATION = {
    "rows-TOTAL_FORMS": "1",
    "rows-0-clause": "10",
    "rows-0-becomes": "La garantía dura un año.",
    "rows-0-reason": "Lo pide el cliente.",
}


def post(client: Client, cycle: Cycle, section: str, verb: str, data: dict[str, Any], **more: Any) -> Any:
    cycle.refresh_from_db()
    return client.post(f"/ciclos/{cycle.code}/{section}/{verb}/", {"seq": str(cycle.seq), **data}, **more)


def page(client: Client, cycle: Cycle, section: str = "8.2.8") -> str:
    return client.get(f"/ciclos/{cycle.code}/{section}/").text


def status(cycle: Cycle, action: str) -> str:
    return str(situation_of(cycle, at=timezone.now()).evaluation.actions[action].status)


def test_without_model_or_power_the_panel_says_what_to_do(client: Client, ready: Cycle, ec: Person) -> None:
    shown = page(signed_in(client, ec), ready)
    assert "No hay un Contrato Modelo vigente." in shown
    assert "Ana Clara Villafañe no tiene poder registrado" in shown
    answer = post(client, ready, "8.2.8", "preparar-contrato", typed(ready))
    assert answer.status_code == 409
    assert "Bv. San Juan 450" in answer.text


def test_an_ec_drafts_and_issues(client: Client, ready: Cycle, ec: Person, gc: Person, moment: datetime) -> None:
    ladder.contract_model(gc=gc, at=moment + timedelta(hours=5))
    ladder.empowered(ready, by=ec, at=moment + timedelta(hours=5))
    answer = post(signed_in(client, ec), ready, "8.2.8", "preparar-contrato", typed(ready), follow=True)
    assert "sin blancos ni desvíos" in answer.text
    answer = post(client, ready, "8.2.8", "emitir-contrato", {}, follow=True)
    assert "Emitiste el contrato CM-" in answer.text
    assert entries_of([ready.stream])[ready.stream][-1].event == "contract.issued"
    assert status(ready, "draft-contract") == "done"


def test_an_expired_power_is_said_before_and_after_trying(
    client: Client, ready: Cycle, ec: Person, gc: Person, moment: datetime
) -> None:
    then = moment + timedelta(hours=5)
    ladder.contract_model(gc=gc, at=then)
    ladder.empowered(ready, by=ec, at=then, expires_on=(timezone.now() - timedelta(days=2)).date())
    signed_in(client, ec)
    post(client, ready, "8.2.8", "preparar-contrato", typed(ready))
    assert "El poder de Ana Clara Villafañe venció el" in page(client, ready)
    answer = post(client, ready, "8.2.8", "emitir-contrato", {})
    assert answer.status_code == 409
    assert "El poder de Ana Clara Villafañe venció el" in answer.text
    assert status(ready, "draft-contract") != "done"


def test_deviations_are_approved_by_the_commercial_manager_one_by_one(
    client: Client, ready: Cycle, ec: Person, gc: Person, moment: datetime
) -> None:
    ladder.contract_model(gc=gc, at=moment + timedelta(hours=5))
    ladder.empowered(ready, by=ec, at=moment + timedelta(hours=5))
    signed_in(client, ec)
    answer = post(client, ready, "8.2.8", "preparar-contrato", typed(ready) | DEVIATION, follow=True)
    assert "sus desvíos esperan al Gerente Comercial" in answer.text
    assert "Emitir el contrato</" not in page(client, ready)
    assert post(client, ready, "8.2.8", "aprobar-desvios", {"comment": ""}).status_code == 409
    signed_in(client, gc)
    assert "Cláusula 10: por qué se acepta" in page(client, ready)
    answer = post(
        client, ready, "8.2.8", "aprobar-desvios", {"grounds-10": "Es razonable.", "comment": ""}, follow=True
    )
    assert "Aprobaste los desvíos" in answer.text
    record = latest(ready.stream, "deviation")
    assert record
    assert record.data["deviations"][0]["grounds"] == "Es razonable."


def test_a_clause_more_without_title_comes_back_as_typed(
    client: Client, ready: Cycle, ec: Person, gc: Person, moment: datetime
) -> None:
    ladder.contract_model(gc=gc, at=moment + timedelta(hours=5))
    data = typed(ready) | DEVIATION | {"rows-0-clause": "new"}
    answer = post(signed_in(client, ec), ready, "8.2.8", "preparar-contrato", data)
    assert answer.status_code == 409
    assert "necesita su título" in answer.text
    assert "La garantía dura un año." in answer.text


def test_a_row_without_its_reason_is_marked(
    client: Client, ready: Cycle, ec: Person, gc: Person, moment: datetime
) -> None:
    ladder.contract_model(gc=gc, at=moment + timedelta(hours=5))
    data = typed(ready) | DEVIATION | {"rows-0-reason": ""}
    answer = post(signed_in(client, ec), ready, "8.2.8", "preparar-contrato", data)
    assert answer.status_code == 422
    assert "La garantía dura un año." in answer.text


def test_a_file_of_others_is_kept_when_it_says_what_it_departs_from(client: Client, ready: Cycle, ec: Person) -> None:
    data = typed(ready) | DEVIATION | {"rows-0-clause": "*", "file": SimpleUploadedFile("propio.pdf", b"%PDF-1.7 p\n")}
    answer = post(signed_in(client, ec), ready, "8.2.8", "preparar-contrato", data, follow=True)
    assert answer.status_code == 200
    record = latest(ready.stream, "contract")
    assert record
    assert record.attachments.count() == 1


def test_it_is_sent_and_signed_for_squad_from_the_page(client: Client, issued: Cycle, ec: Person, gc: Person) -> None:
    answer = post(signed_in(client, ec), issued, "8.2.9", "enviar-a-firmar", {}, follow=True)
    assert "Le enviaste el contrato a Ana Clara Villafañe." in answer.text
    assert "https://wa.me/5493515550101" in answer.text
    assert "Enviar el enlace de nuevo" in page(client, issued, "8.2.9")
    contract = latest(issued.stream, "contract")
    assert contract
    assert post(client, issued, "8.2.9", "firmar", {"contract": contract.hash, "read": "on"}).status_code == 409
    signed_in(client, gc)
    assert post(client, issued, "8.2.9", "firmar", {"contract": contract.hash}).status_code == 422
    answer = post(client, issued, "8.2.9", "firmar", {"contract": contract.hash, "read": "on"}, follow=True)
    assert "falta la firma del cliente" in answer.text
    assert "firmó por Squad" in page(client, issued, "8.2.9")


def test_a_form_of_an_earlier_contract_signs_nothing(client: Client, issued: Cycle, gc: Person) -> None:
    answer = post(signed_in(client, gc), issued, "8.2.9", "firmar", {"contract": "0" * 64, "read": "on"})
    assert answer.status_code == 409
    assert "Hay una versión más nueva del contrato" in answer.text
    assert latest(issued.stream, "signature") is None


def test_a_countersigned_file_is_verified_from_the_page(client: Client, issued: Cycle, gc: Person) -> None:
    contract = latest(issued.stream, "contract")
    assert contract
    data = {
        "contract": contract.hash,
        "file": SimpleUploadedFile("firmado.pdf", b"%PDF-1.7 firmado\n"),
        "name": "Ana Clara Villafañe",
        "verified": "on",
    }
    answer = post(signed_in(client, gc), issued, "8.2.9", "verificar-firmado", data, follow=True)
    assert "Verificaste el contrato firmado por las dos partes." in answer.text
    assert status(issued, "sign-contract") == "done"


def test_a_refusal_of_the_client_is_shown_with_the_way_back(client: Client, issued: Cycle, ec: Person) -> None:
    contract = latest(issued.stream, "contract")
    assert contract
    decline_contract(
        issued,
        contract_hash=contract.hash,
        name="Ana Clara Villafañe",
        reason="La mora es muy alta.",
        by=ladder.client_of(issued),
        at=timezone.now(),
    )
    signed_in(client, ec)
    assert "rechazó este contrato: «La mora es muy alta.»" in page(client, issued, "8.2.9")
    assert "La mora es muy alta." in page(client, issued)


def test_an_amendment_is_proposed_approved_and_accepted_from_the_page(
    client: Client, ready: Cycle, ec: Person, gc: Person
) -> None:
    data = {
        "what_changes": "Suma la lista mayorista",
        "impact": "scope",
        "what_is_amended": "Anexo I",
        "asked_by": "Ana",
        "informed": "Equipo Comercio 2, Paula Ibarra",
    }
    answer = post(signed_in(client, ec), ready, "8.2.10", "proponer-adenda", data, follow=True)
    assert "Propusiste ADE-" in answer.text
    record = latest(ready.stream, "amendment")
    assert record
    assert record.data["informed"] == ["Equipo Comercio 2", "Paula Ibarra"]
    post(signed_in(client, gc), ready, "8.2.10", "aprobar-adenda", {"amendment": record.hash})
    signed_in(client, ec)
    accept = {"amendment": record.hash, "accepted_by": "Ana Clara Villafañe"}
    assert post(client, ready, "8.2.10", "aceptar-adenda", accept, follow=True).status_code == 200
    assert status(ready, "amend") == "done"


def test_an_auditor_reads_the_contract_and_does_nothing(client: Client, issued: Cycle, auditor: Person) -> None:
    signed_in(client, auditor)
    assert "Enviar a firma</" not in page(client, issued, "8.2.9")
    assert post(client, issued, "8.2.9", "enviar-a-firmar", {}).status_code == 403
