"""What may still be done to a closed cycle, whichever way in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.support import ladder
from tests.support.cast import signed_in
from trato.cycles.assigning import annul
from trato.cycles.evidence import Evidence, provide, provide_many
from trato.cycles.models import Cycle, Progress
from trato.cycles.refusals import ProcedureViolation
from trato.ledger.entries import stream_entries
from trato.payments.actions import bounce_payment
from trato.ui.values import numeric_date

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person

START = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
AT = START + timedelta(days=2)
RAR = {"requirements": 1, "must": 1, "without_acceptance": 0, "without_charge": 0, "legal_answered": True, "version": 2}


@pytest.fixture
def closed(db: Any, ec: Person, gc: Person, sgc: Person, pm: Person, po: Person, to: Person) -> Cycle:
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=START - timedelta(days=5))
    cycle = ladder.walked_to_closed(ec=ec, gc=gc, pm=pm, po=po, to=to, at=START)[0]
    assert stream_entries(cycle.stream)[-1].event == "cycle.closed"
    return cycle


def seq_of(cycle: Cycle) -> int:
    return Cycle.objects.get(pk=cycle.pk).seq


def events(cycle: Cycle) -> list[str]:
    return [entry.event for entry in stream_entries(cycle.stream)]


def test_what_does_not_follow_a_closing_is_refused_at_the_door(closed: Cycle, ec: Person) -> None:
    before = events(closed)
    with pytest.raises(ProcedureViolation, match="El ciclo está cerrado: ya no corresponde emitir el RAR"):
        provide_many(
            [
                Evidence(closed, "payment.requested", facts={"instalment": 2, "due_on": "2026-04-01"}),
                Evidence(closed, "rar.issued", facts=RAR),
            ],
            by=ec.actor,
            at=AT,
        )
    assert events(closed) == before


def test_the_page_offers_no_more_than_the_door_takes(client: Client, closed: Cycle, ec: Person) -> None:
    signed_in(client, ec)
    at = f"/ciclos/{closed.code}"
    assert f"{at}/8.1.5/registrar-seguimiento/" not in client.get(f"{at}/8.1.5/").text
    assert f"{at}/8.1.6/recibir-consulta/" in client.get(f"{at}/8.1.6/").text
    data = {"medium": "phone", "answered": "si", "seq": str(seq_of(closed)), "next_on": ""}
    answer = client.post(f"{at}/8.1.5/registrar-seguimiento/", data)
    assert (answer.status_code, "El ciclo está cerrado" in answer.text) == (409, True)


def test_a_later_instalment_is_asked_for_at_its_step(client: Client, closed: Cycle, ec: Person) -> None:
    signed_in(client, ec)
    address = f"/ciclos/{closed.code}/8.3.2/"
    assert "Enviar el pedido" in client.get(address).text
    data = {
        "seq": str(seq_of(closed)),
        "instalment": "2",
        "amount": "",
        "amount_currency": "ARS",
        "rate": "1.480",
        "rate_currency": "ARS",
        "rate_source": "BNA, vendedor",
        "rate_on": numeric_date(timezone.now()),
        "due_on": numeric_date(timezone.now() + timedelta(days=5)),
        "invoice_number": "A-0003-00000077",
        "cbu": "SQUAD.WEB.COBROS",
        "recipients": "ana@quebracho.example",
        "message": "",
    }
    answer = client.post(f"{address}pedir-pago/", data, follow=True)
    assert answer.status_code == 200
    assert events(closed)[-1] == "payment.requested"
    assert Progress.objects.get(cycle=closed).closed_at is not None


def test_a_bounced_payment_opens_its_verification_and_nothing_else(closed: Cycle, ec: Person, gc: Person) -> None:
    bounce_payment(closed, instalment=1, comment="Cheque rechazado", by=gc.actor, at=AT)
    progress = Progress.objects.get(cycle=closed)
    assert (progress.closed_at, progress.next_action) == (None, "verify-payment")
    with pytest.raises(ProcedureViolation, match="está cerrado"):
        provide(closed, "rar.issued", facts=RAR, by=ec.actor, at=AT)
    provide(closed, "start.authorised", facts={"reason": "known-client"}, by=gc.actor, at=AT)
    assert Progress.objects.get(cycle=closed).closed_at is not None
    assert events(closed).count("cycle.closed") == 1


def test_nothing_follows_an_annulment(db: Any, ec: Person, gc: Person, sgc: Person) -> None:
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=START - timedelta(days=5))
    cycle = ladder.opened(ec=ec, at=START)
    annul([cycle], reason="import-undone", by=gc.actor, at=START)
    facts = {"answered": False, "inbound": False, "medium": "mail"}
    with pytest.raises(ProcedureViolation, match="está anulado"):
        provide(cycle, "followup.logged", facts=facts, by=ec.actor, at=AT)
