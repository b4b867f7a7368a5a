"""The client reads, proves who they are with a code, and accepts or objects; a link alone never acts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import ladder
from trato.documents.records import latest
from trato.ledger.entries import entries_of
from trato.links.tests.conftest import last_code
from trato.proposals.actions import prepare_proposal, resolve_objection, send_proposal

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

type Sent = tuple[Cycle, str]

YES = {"do": "accept", "name": "Ana Clara Villafañe", "position": "Socia gerente", "agreed": "on"}


@pytest.fixture(scope="session")
def moment() -> datetime:
    return timezone.now() - timedelta(hours=12)


@pytest.fixture
def ready(db: Any, moment: datetime, ec: Person, gc: Person, sgc: Person) -> Cycle:
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=moment - timedelta(days=5))
    return ladder.walked_to_reviewed(ec=ec, gc=gc, at=moment)[0]


@pytest.fixture
def sent(ready: Cycle, ec: Person, moment: datetime) -> Sent:
    """A proposal sent, and the address of its page."""
    return ready, send(ready, ec, at=moment + timedelta(hours=5))


def send(cycle: Cycle, ec: Person, *, at: datetime, days: int = 15) -> str:
    prepare_proposal(cycle, offer=ladder.offer(at=at, days=days), by=ec.actor, at=at)
    url = send_proposal(cycle, contact=ladder.signatory(cycle), by=ec.actor, at=at).url
    return url.partition("8000")[2] + "propuesta/"


def prove(client: Client, path: str) -> None:
    """Type the code that came by mail."""
    code = path.replace("propuesta", "codigo")
    client.post(code, {"do": "send"})
    assert client.post(code, {"code": last_code()}).status_code == 302


def entries(cycle: Cycle) -> list[str]:
    return [entry.event for entry in entries_of([cycle.stream])[cycle.stream]]


def test_the_page_says_what_they_asked_for_what_it_costs_and_until_when(client: Client, sent: Sent) -> None:
    page = client.get(sent[1]).text
    assert "Lo que nos pediste" in page
    assert "Vender 42 productos, con existencias por depósito" in page
    assert "USD 4.200" in page
    assert "Anticipo, 40 % · al firmar" in page
    assert "Válida hasta el" in page
    assert "RAR" not in page
    assert "<script" not in page
    assert "style=" not in page


def test_reading_never_accepts(client: Client, sent: Sent) -> None:
    cycle, path = sent
    before = entries(cycle)
    client.get(path + "?do=accept&name=Ana&agreed=on")
    client.head(path)
    assert entries(cycle) == before
    assert latest(cycle.stream, "conformity") is None


@pytest.mark.parametrize("act", [YES, {"do": "object", "text": "No"}])
def test_a_forwarded_link_asks_for_the_code(client: Client, sent: Sent, act: dict[str, str]) -> None:
    cycle, path = sent
    answer = client.post(path, act)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(path.replace("propuesta", "codigo"))
    assert latest(cycle.stream, "conformity") is None
    assert latest(cycle.stream, "objection") is None


def test_a_code_proves_only_the_browser_it_was_typed_in(client: Client, sent: Sent) -> None:
    prove(client, sent[1])
    assert Client().post(sent[1], YES).headers["Location"].startswith(sent[1].replace("propuesta", "codigo"))
    assert latest(sent[0].stream, "conformity") is None


def test_with_the_code_a_named_person_accepts_and_the_page_shows_it(client: Client, sent: Sent) -> None:
    cycle, path = sent
    prove(client, path)
    assert "Código verificado a las" in client.get(path).text
    assert client.post(path, YES).status_code == 302
    record, entry = latest(cycle.stream, "conformity"), entries_of([cycle.stream])[cycle.stream][-1]
    assert record
    assert (record.data["name"], record.data["position"], record.data["means"]) == (
        "Ana Clara Villafañe",
        "Socia gerente",
        "link",
    )
    assert (entry.event, entry.actor_key, entry.record) == (
        "conformity.given",
        ladder.signatory(cycle).key,
        record.hash,
    )
    page = client.get(path).text
    assert "Ya aceptaste" in page
    assert "<form" not in page


def test_accepting_twice_records_it_once(client: Client, sent: Sent) -> None:
    cycle, path = sent
    prove(client, path)
    client.post(path, YES)
    assert "Ya aceptaste" in client.post(path, YES).text
    assert entries(cycle).count("conformity.given") == 1


@pytest.mark.parametrize(
    ("missing", "said"), [({"agreed": ""}, "Marcá la casilla para aceptar."), ({"name": ""}, "obligatorio")]
)
def test_without_name_or_tick_it_is_not_accepted(
    client: Client, sent: Sent, missing: dict[str, str], said: str
) -> None:
    prove(client, sent[1])
    answer = client.post(sent[1], YES | missing)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Socia gerente" in answer.text
    assert latest(sent[0].stream, "conformity") is None


def test_an_objection_to_a_requirement_reaches_the_house_and_its_answer_comes_back(
    client: Client, sent: Sent, ec: Person
) -> None:
    cycle, path = sent
    prove(client, path)
    answer = client.post(path, {"do": "object", "requirement": "R1", "text": "Son 60 productos"}, follow=True)
    assert "La recibimos." in answer.text
    record = latest(cycle.stream, "objection")
    assert record
    assert (record.data["requirement"], record.data["by_name"]) == ("R1", "Ana Clara Villafañe")
    resolve_objection(cycle, objection=record.hash, resolution="Sumamos los 60", by=ec.actor, at=timezone.now())
    assert "Te respondimos: Sumamos los 60" in client.get(path).text


def test_an_empty_objection_says_so_beside_its_requirement(client: Client, sent: Sent) -> None:
    prove(client, sent[1])
    answer = client.post(sent[1], {"do": "object", "requirement": "R2", "text": " "})
    assert answer.status_code == 422
    assert "Escribí qué cambiarías." in answer.text
    assert latest(sent[0].stream, "objection") is None


def test_an_objection_to_an_invented_requirement_is_about_the_whole(client: Client, sent: Sent) -> None:
    prove(client, sent[1])
    client.post(sent[1], {"do": "object", "requirement": "R99<script>", "text": "Todo"})
    record = latest(sent[0].stream, "objection")
    assert record
    assert "requirement" not in record.data


def test_a_superseded_proposal_opens_no_longer(client: Client, sent: Sent, ec: Person) -> None:
    cycle, path = sent
    prove(client, path)
    send(cycle, ec, at=timezone.now())
    assert client.get(path).status_code == 410
    assert client.post(path, YES).status_code == 410
    assert latest(cycle.stream, "conformity") is None


def test_an_expired_proposal_opens_no_longer_and_gives_no_new_link(
    db: Any, client: Client, ec: Person, gc: Person, sgc: Person
) -> None:
    then = timezone.now() - timedelta(days=4)
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=then - timedelta(days=5))
    cycle, then = ladder.walked_to_reviewed(ec=ec, gc=gc, at=then)
    path = send(cycle, ec, at=then, days=1)
    assert client.get(path).status_code == 410
    assert client.post(path, YES).status_code == 410
    assert client.post(path.replace("propuesta", "pedir")).status_code == 409
    assert latest(cycle.stream, "conformity") is None


def test_typed_html_is_shown_as_text(client: Client, sent: Sent) -> None:
    prove(client, sent[1])
    client.post(sent[1], {"do": "object", "text": "<b>hola</b>"})
    assert "&lt;b&gt;hola&lt;/b&gt;" in client.get(sent[1]).text
