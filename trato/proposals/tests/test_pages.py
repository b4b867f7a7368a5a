"""The panels of §8.2.5 to §8.2.7 and §8.3.1 in the cycle's page: who may, what is kept, what follows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.support import ladder
from tests.support.cast import signed_in
from trato.cycles.models import Draft
from trato.cycles.situation import situation_of
from trato.documents.records import latest
from trato.ledger.entries import entries_of
from trato.proposals.actions import prepare_proposal, raise_objection
from trato.proposals.queries import is_expired

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
    """A cycle ready for its proposal today."""
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=moment - timedelta(days=5))
    return ladder.walked_to_reviewed(ec=ec, gc=gc, at=moment)[0]


def typed(**other: str) -> dict[str, str]:
    """Return what the proposal's form posts."""
    rows = {
        "rows-TOTAL_FORMS": "1",
        "rows-INITIAL_FORMS": "0",
        "rows-0-concept": "Tienda en línea",
        "rows-0-amount": "4.200",
        "plan-TOTAL_FORMS": "2",
        "plan-INITIAL_FORMS": "0",
        "plan-0-concept": "Anticipo",
        "plan-0-share": "40",
        "plan-0-due": "al firmar",
        "plan-0-gates_start": "on",
        "plan-1-concept": "Saldo",
        "plan-1-share": "60",
        "plan-1-due": "al publicar",
    }
    valid_until = timezone.now() + timedelta(days=10)
    return (
        rows
        | {"currency": "USD", "iva_bp": "21", "discount_bp": "", "term_days": "60"}
        | {"valid_until": f"{valid_until:%d/%m/%Y}"}
        | other
    )


def post(client: Client, cycle: Cycle, section: str, verb: str, data: dict[str, Any], **more: Any) -> Any:
    cycle.refresh_from_db()
    return client.post(f"/ciclos/{cycle.code}/{section}/{verb}/", {"seq": str(cycle.seq), **data}, **more)


def contact(cycle: Cycle) -> dict[str, str]:
    return {"contact": str(ladder.signatory(cycle).pk)}


def status(cycle: Cycle, action: str) -> str:
    return str(situation_of(cycle, at=timezone.now()).evaluation.actions[action].status)


def test_the_form_starts_with_the_estimate_and_says_who_decides(client: Client, ready: Cycle, ec: Person) -> None:
    page = signed_in(client, ec).get(f"/ciclos/{ready.code}/8.2.5/").text
    assert 'value="4.200"' in page
    assert "La enviás vos hasta USD 5.000 y 10 % de descuento." in page
    assert "Emitir y enviar" in page


def test_over_the_limit_the_button_asks_for_approval(
    client: Client, ready: Cycle, ec: Person, moment: datetime
) -> None:
    prepare_proposal(ready, offer=ladder.offer(at=moment, usd=9_200), by=ec.actor, at=moment + timedelta(hours=5))
    answer = signed_in(client, ec).get(f"/ciclos/{ready.code}/8.2.5/")
    page = answer.text
    assert "Pedir aprobación" in page
    assert "Espera aprobación" in page
    assert "La versión 1 espera a <b>Diego Altamirano</b>" in page
    (offer,) = answer.context["panel"]["verbs"]
    assert (str(offer.button), offer.open) == ("Emitir otra versión", False)


def test_an_ec_issues_and_sends_with_the_link_to_copy(client: Client, ready: Cycle, ec: Person) -> None:
    answer = post(signed_in(client, ec), ready, "8.2.5", "emitir", typed() | contact(ready), follow=True)
    assert "Enviaste PPT-" in answer.text
    assert "https://wa.me/5493515550101" in answer.text
    record = latest(ready.stream, "proposal")
    assert record
    assert record.data["subtotal"] == {"minor": 420_000, "currency": "USD"}
    assert entries_of([ready.stream])[ready.stream][-1].event == "proposal.sent"
    assert status(ready, "submit-proposal") == "done"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rows-0-amount": "cuatro mil"}, "solo con números"),
        ({"valid_until": "31/02/2027"}, "31/02 no existe"),
        ({"term_days": ""}, "Plazo, en días hábiles"),
    ],
)
def test_what_is_no_amount_nor_date_comes_back_as_typed(
    client: Client, ready: Cycle, ec: Person, wrong: dict[str, str], said: str
) -> None:
    answer = post(signed_in(client, ec), ready, "8.2.5", "emitir", typed(terms="Con flete") | contact(ready) | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Con flete" in answer.text
    assert latest(ready.stream, "proposal") is None


def test_a_plan_that_does_not_add_up_is_refused_and_kept(client: Client, ready: Cycle, ec: Person) -> None:
    data = typed(**{"plan-1-share": "50"}) | contact(ready)
    answer = post(signed_in(client, ec), ready, "8.2.5", "emitir", data)
    assert answer.status_code == 409
    assert "tiene que sumar 100 %" in answer.text
    assert 'value="al publicar"' in answer.text


def test_a_row_is_added_to_each_table_without_judging(client: Client, ready: Cycle, ec: Person) -> None:
    for button, name in (("add", "rows-1-concept"), ("add@plan", "plan-2-concept")):
        answer = post(signed_in(client, ec), ready, "8.2.5", "emitir", typed(_again=button, term_days=""))
        assert answer.status_code == 200
        assert f'name="{name}"' in answer.text
        assert "Anticipo" in answer.text


def test_a_draft_keeps_what_was_typed(client: Client, ready: Cycle, ec: Person) -> None:
    post(signed_in(client, ec), ready, "8.2.5", "emitir", typed(_save="1", term_days="", intro="Hola, Ana"))
    assert Draft.objects.get(verb="emitir").data["intro"] == ["Hola, Ana"]
    assert "Hola, Ana" in client.get(f"/ciclos/{ready.code}/8.2.5/").text


def test_somebody_faster_is_told_and_nothing_is_lost(client: Client, ready: Cycle, ec: Person) -> None:
    data = typed(terms="Con flete") | contact(ready) | {"seq": "1"}
    answer = post(signed_in(client, ec), ready, "8.2.5", "emitir", data)
    assert answer.status_code == 409
    assert "Con flete" in answer.text
    assert latest(ready.stream, "proposal") is None


def test_an_auditor_reads_and_does_nothing(client: Client, ready: Cycle, auditor: Person) -> None:
    signed_in(client, auditor)
    assert "Emitir y enviar" not in client.get(f"/ciclos/{ready.code}/8.2.5/").text
    assert post(client, ready, "8.2.5", "emitir", typed() | contact(ready)).status_code == 403


def test_another_ec_is_told_whose_it_is(client: Client, ready: Cycle, ec2: Person) -> None:
    answer = post(signed_in(client, ec2), ready, "8.2.5", "emitir", typed() | contact(ready))
    assert answer.status_code == 403
    assert "Martina Sosa" in answer.text
    assert latest(ready.stream, "proposal") is None


def test_the_commercial_manager_approves_and_then_it_is_sent(
    client: Client, ready: Cycle, ec: Person, gc: Person
) -> None:
    data = typed(discount_bp="15") | contact(ready)
    answer = post(signed_in(client, ec), ready, "8.2.5", "emitir", data, follow=True)
    assert "espera la aprobación" in answer.text
    answer = post(signed_in(client, gc), ready, "8.2.5", "aprobar", {}, follow=True)
    assert "ya se puede enviar" in answer.text
    answer = post(signed_in(client, ec), ready, "8.2.5", "enviar", contact(ready), follow=True)
    assert "Le enviaste la propuesta a Ana Clara Villafañe." in answer.text


def test_the_follow_up_proposes_the_third_business_day(
    client: Client, ready: Cycle, ec: Person, moment: datetime
) -> None:
    cycle = ladder.proposed(ready, ec=ec, at=moment + timedelta(hours=5))
    page = signed_in(client, ec).get(f"/ciclos/{cycle.code}/8.2.6/").text
    assert "Seguila el:" in page
    data = {"medium": "phone", "answer": "thinking", "summary": "Lo ve el socio", "next_on": "", "occurred_at_date": ""}
    answer = post(client, cycle, "8.2.6", "seguir", data, follow=True)
    assert "Registraste el seguimiento." in answer.text
    assert status(cycle, "follow-proposal") == "done"


def test_a_conformity_by_purchase_order_is_recorded_with_its_file(
    client: Client, ready: Cycle, ec: Person, moment: datetime
) -> None:
    cycle = ladder.proposed(ready, ec=ec, at=moment + timedelta(hours=5))
    page = signed_in(client, ec).get(f"/ciclos/{cycle.code}/8.2.7/").text
    assert "Enviada a <b>Ana Clara Villafañe</b>" in page
    assert 'value="link"' not in page
    data = {
        "means": "purchase-order",
        "name": "Ana Clara Villafañe",
        "purchase_order": "OC 114/2026",
        "statement": "Aprobado.",
        "file": SimpleUploadedFile("oc.pdf", b"%PDF-1.7 oc\n"),
    }
    answer = post(client, cycle, "8.2.7", "conformidad", data, follow=True)
    assert "Registraste la conformidad de Ana Clara Villafañe." in answer.text
    record = latest(cycle.stream, "conformity")
    assert record
    assert record.data["purchase_order"] == "OC 114/2026"
    assert record.attachments.count() == 1


def test_while_the_client_has_not_answered_the_page_says_so_and_sends_the_link_again(
    client: Client, ready: Cycle, ec: Person, moment: datetime
) -> None:
    cycle = ladder.proposed(ready, ec=ec, at=moment + timedelta(hours=5))
    page = signed_in(client, ec).get(f"/ciclos/{cycle.code}/8.2.7/").text
    assert f"Lo tiene {cycle.organisation.name}" in page
    assert 'id="f-enviar-de-nuevo" data-key="e" data-main' in page
    assert '<details class="verb" id="v-conformidad">' in page
    answer = post(client, cycle, "8.2.7", "enviar-de-nuevo", contact(cycle), follow=True)
    assert "https://wa.me/5493515550101" in answer.text


def test_an_expired_proposal_is_not_sent_again(client: Client, ready: Cycle, ec: Person, moment: datetime) -> None:
    cycle = ladder.proposed(ready, ec=ec, at=moment + timedelta(hours=5))
    later = moment + timedelta(days=60)
    assert is_expired(situation_of(cycle, at=later))
    assert not is_expired(situation_of(cycle, at=moment + timedelta(hours=6)))


def test_an_objection_is_shown_and_resolved(client: Client, ready: Cycle, ec: Person, moment: datetime) -> None:
    then = moment + timedelta(hours=5)
    cycle = ladder.proposed(ready, ec=ec, at=then)
    said = raise_objection(
        cycle, text="Faltan los envíos", requirement="R1", name="Ana", by=ladder.client_of(cycle), at=then
    )
    assert said.record
    page = signed_in(client, ec).get(f"/ciclos/{cycle.code}/8.2.7/").text
    assert "«Faltan los envíos»" in page
    data = {"objection": said.record.hash, "resolution": "Van con Andreani"}
    answer = post(client, cycle, "8.2.7", "resolver", data, follow=True)
    assert "Se resolvió: Van con Andreani" in client.get(f"/ciclos/{cycle.code}/8.2.7/").text
    assert "Resolviste la observación." in answer.text


def test_the_plan_comes_filled_and_is_agreed(client: Client, ready: Cycle, ec: Person, moment: datetime) -> None:
    then = moment + timedelta(hours=5)
    cycle = ladder.agreed(ladder.proposed(ready, ec=ec, at=then), at=then)
    page = signed_in(client, ec).get(f"/ciclos/{cycle.code}/8.3.1/").text
    assert 'value="2.032,80"' in page
    assert "USD 5.082,00" in page
    rows = {"rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0", "notes": ""}
    for place, amount in enumerate(("2.032,80", "3.049,20")):
        rows |= {f"rows-{place}-concept": f"Cuota {place}", f"rows-{place}-amount": amount}
    refused = post(client, cycle, "8.3.1", "acordar-plan", rows)
    assert refused.status_code == 409
    assert "Al menos una cuota habilita el inicio." in refused.text
    answer = post(client, cycle, "8.3.1", "acordar-plan", rows | {"rows-0-gates_start": "on"}, follow=True)
    assert "El plan de pagos quedó acordado." in answer.text
    assert status(cycle, "agree-payment-plan") == "done"
