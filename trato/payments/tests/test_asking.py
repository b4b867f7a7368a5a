"""§8.3.2: the request leaves by mail with the account, and says the rate."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support.cast import Person
from trato.cycles.models import Cycle
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.cycles.situation import situation_of
from trato.ledger.entries import stream_entries
from trato.mail.models import Outbox
from trato.payments.actions import CannotRequest, request_payment
from trato.payments.rules import Exchange
from trato.procedure import Money

from .conftest import AT

RATE = Exchange(rate=148_000, source="BNA, vendedor", on=date(2026, 3, 10))
PESOS = Money(300_854_400, "ARS")  # USD 2,032.80 at 1,480
DEFAULTS = {
    "instalment": 1,
    "amount": PESOS,
    "due_on": date(2026, 3, 13),
    "cbu": "SQUAD.WEB.COBROS",
    "recipients": ["ana@quebracho.example"],
    "invoice_number": "A-0003-00000042",
    "exchange": RATE,
    "at": AT,
}


def ask(cycle, by, **given):
    return request_payment(cycle, by=by.actor, **{**DEFAULTS, **given})


def test_a_request_leaves_its_record_its_entry_and_its_mail(contracted: Cycle, ec: Person) -> None:
    provided = ask(contracted, ec)
    data = provided.record.data
    assert data["amount"] == {"minor": 300_854_400, "currency": "ARS"}
    assert (data["rate"], data["rate_source"], data["rate_on"]) == (148_000, "BNA, vendedor", "2026-03-10")
    entry = stream_entries(contracted.stream)[-1]
    assert (entry.event, entry.role, entry.record) == ("payment.requested", "EC", provided.record.hash)
    assert entry.facts == {"instalment": 1, "due_on": "2026-03-13"}
    assert provided.situation.evaluation.actions["request-payment"].status == "done"
    mail = Outbox.objects.latest("id")
    assert mail.to == ["ana@quebracho.example"]
    assert mail.stream == contracted.stream
    for said in ("ARS 3.008.544,00", "USD 2.032,80", "1.480,00", "13/03/2026", "SQUAD.WEB.COBROS", "A-0003-00000042"):
        assert said in mail.text
    assert ec.user.email in mail.text


def test_what_the_executive_writes_opens_the_mail_and_the_account_still_follows(contracted: Cycle, ec: Person) -> None:
    ask(contracted, ec, message="Ana, va el pedido.")
    text = Outbox.objects.latest("id").text
    assert text.startswith("Ana, va el pedido.")
    assert "SQUAD.WEB.COBROS" in text


def test_the_rate_is_kept_even_when_nobody_says_it(contracted: Cycle, ec: Person) -> None:
    record = ask(contracted, ec, exchange=None).record
    assert record.data["rate"] == 148_000
    assert "rate_source" not in record.data


def test_dollars_may_be_asked_for_as_they_are(contracted: Cycle, ec: Person) -> None:
    record = ask(contracted, ec, amount=Money(203_280, "USD"), exchange=None).record
    assert "rate" not in record.data


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"instalment": 9}, "no tiene la cuota 9"),
        ({"amount": Money(203_279, "USD"), "exchange": None}, "otro importe"),
        ({"amount": Money(PESOS.minor * 9 // 10, "ARS")}, "otro importe"),
        ({"due_on": date(2026, 3, 9)}, "ya pasó"),
        ({"invoice_number": ""}, "número de factura"),
        ({"cbu": "2850590940090418135202"}, "ni un CBU ni un alias"),
        ({"recipients": ["nadie"]}, "direcciones"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_and_nothing_is_written(
    contracted: Cycle, ec: Person, given: dict[str, object], said: str
) -> None:
    before, mails = len(stream_entries(contracted.stream)), Outbox.objects.count()
    with pytest.raises(CannotRequest, match=said):
        ask(contracted, ec, **given)
    assert len(stream_entries(contracted.stream)) == before
    assert Outbox.objects.count() == mails


def test_nobody_asks_for_money_before_the_contract(planned: Cycle, ec: Person) -> None:
    with pytest.raises(ProcedureViolation):
        ask(planned, ec)
    assert situation_of(planned, at=AT).latest("payment.requested") is None


def test_another_executive_and_a_project_manager_do_not_ask(contracted: Cycle, ec2: Person, pm: Person) -> None:
    with pytest.raises(NotYours):
        ask(contracted, ec2)
    with pytest.raises(ProcedureViolation):
        ask(contracted, pm)


def test_an_instalment_that_is_paid_is_not_asked_for_again(asked: Cycle, ec: Person, gc: Person) -> None:
    from trato.payments.actions import verify_payment

    verify_payment(
        asked, instalment=1, credited=PESOS, credited_on=date(2026, 3, 10), bank_reference="1", by=gc.actor, at=AT
    )
    with pytest.raises(CannotRequest, match="ya está paga"):
        ask(asked, ec, at=AT + timedelta(minutes=1))
