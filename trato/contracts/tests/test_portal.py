"""The client reads the contract, proves who they are with a code, and signs or says why not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import ladder
from trato.contracts.actions import Terms, issue_contract, prepare_contract, send_contract, sign_as_squad
from trato.documents.records import latest
from trato.ledger.entries import entries_of
from trato.links.tests.conftest import last_code
from trato.mail.models import Outbox

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

type Sent = tuple[Cycle, str]

YES = {"do": "sign", "name": "Ana Clara Villafañe", "agreed": "on"}
NO = {"do": "decline", "reason": "La mora es muy alta."}


@pytest.fixture(scope="session")
def moment() -> datetime:
    return timezone.now() - timedelta(hours=12)


@pytest.fixture
def sent(db: Any, moment: datetime, ec: Person, gc: Person, sgc: Person) -> Sent:
    """A contract sent to its signatory, and the address of its page."""
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=moment - timedelta(days=5))
    cycle, _then = ladder.walked_to_planned(ec=ec, gc=gc, at=moment)
    then = moment + timedelta(hours=6)
    cycle = ladder.drafted(cycle, ec=ec, gc=gc, at=then)
    return cycle, send_contract(cycle, by=ec.actor, at=then).url.partition("8000")[2] + "contrato/"


def prove(client: Client, path: str) -> None:
    """Type the code that came by mail."""
    code = path.replace("contrato", "codigo")
    client.post(code, {"do": "send"})
    assert client.post(code, {"code": last_code()}).status_code == 302


def test_the_page_summarises_and_holds_the_whole_text_and_its_hash(client: Client, sent: Sent) -> None:
    cycle, path = sent
    page = client.get(path).text
    contract = latest(cycle.stream, "contract")
    assert contract
    assert "SQUAD SRL y Dulces Quebracho Viejo SRL" in page
    assert "USD 4.200" in page
    assert "60 días hábiles" in page
    assert "Leer el contrato completo, 14 cláusulas" in page
    assert "se celebra el presente contrato" in page
    assert contract.hash[:4] in page
    assert "<script" not in page
    assert "style=" not in page


def test_the_contract_is_downloaded_as_a_pdf(client: Client, sent: Sent) -> None:
    answer = client.get(sent[1] + "pdf/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert client.get(sent[1] + "archivo/").status_code == 404


def test_reading_never_signs(client: Client, sent: Sent) -> None:
    client.get(sent[1] + "?do=sign&name=Ana&agreed=on")
    client.head(sent[1])
    assert latest(sent[0].stream, "signature") is None


@pytest.mark.parametrize("act", [YES, NO])
def test_a_forwarded_link_asks_for_the_code(client: Client, sent: Sent, act: dict[str, str]) -> None:
    before = len(entries_of([sent[0].stream])[sent[0].stream])
    answer = client.post(sent[1], act)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(sent[1].replace("contrato", "codigo"))
    assert len(entries_of([sent[0].stream])[sent[0].stream]) == before


def test_with_the_code_they_sign_and_the_page_says_so_until_both_did(client: Client, sent: Sent, gc: Person) -> None:
    cycle, path = sent
    prove(client, path)
    assert "Código verificado a las" in client.get(path).text
    assert client.post(path, YES).status_code == 302
    record, contract = latest(cycle.stream, "signature"), latest(cycle.stream, "contract")
    assert record
    assert contract
    assert (record.data["name"], record.data["capacity"], record.data["means"], record.data["contract"]) == (
        "Ana Clara Villafañe",
        "Socia gerente",
        "link",
        contract.hash,
    )
    assert "en nombre de Dulces Quebracho Viejo SRL" in record.data["statement"]
    page = client.get(path).text
    assert "Ya firmado" in page
    assert "Falta nuestra firma" in page
    assert "<form" not in page
    sign_as_squad(cycle, contract_hash=contract.hash, by=gc.actor, at=timezone.now())
    assert "Diego Altamirano firmó por nosotros" in client.get(path).text
    assert client.get(path + "pdf/").status_code == 200


def test_signing_twice_signs_once(client: Client, sent: Sent) -> None:
    prove(client, sent[1])
    client.post(sent[1], YES)
    assert "Ya firmado" in client.post(sent[1], YES).text
    names = [entry.event for entry in entries_of([sent[0].stream])[sent[0].stream]]
    assert names.count("contract.signed") == 1


@pytest.mark.parametrize(
    ("missing", "said"),
    [({"agreed": ""}, "Marcá la casilla para firmar."), ({"name": " "}, "Escribí tu nombre y apellido para firmar.")],
)
def test_without_name_or_tick_it_is_not_signed(client: Client, sent: Sent, missing: dict[str, str], said: str) -> None:
    prove(client, sent[1])
    answer = client.post(sent[1], YES | missing)
    assert answer.status_code == 422
    assert said in answer.text
    assert latest(sent[0].stream, "signature") is None


def test_declining_needs_a_reason_and_tells_the_owner(client: Client, sent: Sent, ec: Person) -> None:
    cycle, path = sent
    prove(client, path)
    assert "Decinos por qué" in client.post(path, NO | {"reason": ""}).text
    assert client.post(path, NO).status_code == 302
    assert Outbox.objects.latest("id").to == [ec.user.email]
    page = client.get(path).text
    assert "Rechazaste este contrato" in page
    assert "La mora es muy alta." in page
    assert "Rechazaste este contrato" in client.post(path, YES).text
    assert latest(cycle.stream, "signature") is None


def test_a_signature_cannot_be_taken_back_by_declining(client: Client, sent: Sent) -> None:
    prove(client, sent[1])
    client.post(sent[1], YES)
    client.post(sent[1], NO)
    assert latest(sent[0].stream, "objection") is None
    assert "Ya firmado" in client.get(sent[1]).text


def test_a_text_issued_again_closes_the_link(client: Client, sent: Sent, ec: Person) -> None:
    cycle, path = sent
    prove(client, path)
    now = timezone.now()
    terms = Terms(signatory=ladder.signatory(cycle), capacity="Socia gerente", address="Otra 123")
    prepare_contract(cycle, terms=terms, by=ec.actor, at=now)
    issue_contract(cycle, by=ec.actor, at=now)
    assert client.get(path).status_code == 410
    assert client.post(path, YES).status_code == 410
    assert latest(cycle.stream, "signature") is None


def test_a_power_that_expired_meanwhile_is_said_and_nothing_is_signed(client: Client, sent: Sent) -> None:
    from trato.organisations.models import Power

    Power.objects.update(expires_on=(timezone.now() - timedelta(days=2)).date())
    prove(client, sent[1])
    answer = client.post(sent[1], YES)
    assert answer.status_code == 409
    assert "venció el" in answer.text
    assert latest(sent[0].stream, "signature") is None
