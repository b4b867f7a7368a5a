"""§8.3.3: proofs, verifications with withholdings, differences, rejections, and starting without the advance."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support import ladder
from tests.support.cast import Person
from trato.cycles.models import Cycle
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.cycles.situation import situation_of
from trato.documents.models import File
from trato.ledger.entries import stream_entries
from trato.payments.actions import CannotVerify, authorise_start, bounce_payment, report_payment, verify_payment
from trato.payments.queries import accounts, start_enabled
from trato.payments.rules import Withholding
from trato.procedure import Money

from .conftest import AT

DAY = date(2026, 3, 10)
ASKED = Money(300_854_400, "ARS")
GANANCIAS = Withholding(
    tax="ganancias", amount=Money(4_972_800, "ARS"), regime="RG 830", certificate="0000-00001234", on=DAY
)
IIBB = Withholding(tax="iibb", amount=Money(7_459_200, "ARS"), regime="Córdoba")
NET = Money(288_422_400, "ARS")


def verify(cycle, by, **given):
    defaults = {
        "instalment": 1,
        "credited": ASKED,
        "credited_on": DAY,
        "bank_reference": "TRF 000042",
        "at": AT + timedelta(hours=1),
    }
    return verify_payment(cycle, by=by.actor, **{**defaults, **given})


def report(cycle, by, file, **given):
    defaults = {"instalment": 1, "amount": ASKED, "paid_on": DAY, "file": file, "at": AT + timedelta(minutes=30)}
    return report_payment(cycle, by=by.actor, **{**defaults, **given})


def status(cycle, action="verify-payment", at=AT + timedelta(hours=2)):
    return situation_of(cycle, at=at).evaluation.actions[action].status


def test_credited_plus_withheld_completes_the_instalment_and_enables_the_start(asked: Cycle, gc: Person) -> None:
    provided = verify(asked, gc, credited=NET, withholdings=[GANANCIAS, IIBB])
    data = provided.record.data
    assert data["withholdings"][0] == {
        "tax": "ganancias",
        "amount": {"minor": 4_972_800, "currency": "ARS"},
        "regime": "RG 830",
        "certificate": "0000-00001234",
        "on": "2026-03-10",
    }
    assert "difference" not in data
    assert data["expected"]["minor"] == ASKED.minor
    entry = stream_entries(asked.stream)[-1]
    assert (entry.event, entry.role) == ("payment.verified", "GC")
    assert entry.facts == {"instalment": 1, "bank": True, "gate_covered": True}
    assert provided.situation.evaluation.actions["verify-payment"].status == "done"
    assert start_enabled(accounts(provided.situation))


def test_a_difference_needs_its_cause(asked: Cycle, gc: Person) -> None:
    before = len(stream_entries(asked.stream))
    with pytest.raises(CannotVerify, match="diferencia"):
        verify(asked, gc, credited=NET)
    assert len(stream_entries(asked.stream)) == before
    record = verify(asked, gc, credited=NET, difference_reason="Faltan los certificados").record
    assert record.data["difference"] == {"minor": NET.minor - ASKED.minor, "currency": "ARS"}
    assert not record.data["gate_covered"]
    assert status(asked) == "open"


def test_several_payments_of_one_instalment_add_up(asked: Cycle, gc: Person) -> None:
    half = Money(ASKED.minor // 2, "ARS")
    verify(asked, gc, credited=half, difference_reason="Paga en dos veces")
    assert status(asked) == "open"
    second = verify(asked, gc, credited=half, bank_reference="TRF 000043", at=AT + timedelta(hours=2))
    assert second.record.data["expected"]["minor"] == half.minor
    assert second.recorded.facts["gate_covered"] is True
    assert status(asked, at=AT + timedelta(hours=3)) == "done"
    with pytest.raises(CannotVerify, match="ya está paga"):
        verify(asked, gc, at=AT + timedelta(hours=4))


def test_paying_too_much_is_a_difference_and_completes(asked: Cycle, gc: Person) -> None:
    more = Money(ASKED.minor + 100, "ARS")
    with pytest.raises(CannotVerify):
        verify(asked, gc, credited=more)
    assert verify(asked, gc, credited=more, difference_reason="Redondeó").recorded.facts["gate_covered"] is True


def test_what_is_not_credited_yet_does_not_count(asked: Cycle, gc: Person, ec: Person, proof: File) -> None:
    with pytest.raises(CannotVerify, match="todavía no llegó"):
        verify(asked, gc, credited_on=date(2026, 3, 11))
    with pytest.raises(CannotVerify, match="todavía no llegó"):
        report(asked, ec, proof, paid_on=date(2026, 3, 11))


def test_pesos_are_not_taken_for_dollars(asked: Cycle, gc: Person) -> None:
    with pytest.raises(CannotVerify, match="ARS"):
        verify(asked, gc, credited=Money(203_280, "USD"))
    with pytest.raises(CannotVerify, match="ARS"):
        verify(asked, gc, credited=NET, withholdings=[Withholding(tax="iva", amount=Money(1, "USD"))])


def test_a_proof_is_kept_with_its_file_and_waits_for_somebody_else(asked: Cycle, ec: Person, proof: File) -> None:
    provided = report(asked, ec, proof, payer="Dulces Quebracho Viejo SRL")
    assert provided.record.data["file"] == proof.sha256
    entry = stream_entries(asked.stream)[-1]
    assert (entry.event, entry.attachments) == ("payment.reported", (proof.sha256,))
    assert accounts(provided.situation)[0].proof_to_verify
    assert status(asked) == "open"


def test_whoever_uploads_a_proof_does_not_verify_it(asked: Cycle, gc: Person, proof: File) -> None:
    report(asked, gc, proof)
    with pytest.raises(ProcedureViolation) as refused:
        verify(asked, gc, bank_reference="")
    assert refused.value.sentences
    assert verify(asked, gc).recorded.facts["bank"] is True, "with the bank movement they may"


def test_a_proof_somebody_else_uploaded_is_enough(asked: Cycle, ec: Person, gc: Person, proof: File) -> None:
    reported = report(asked, ec, proof)
    provided = verify(asked, gc, bank_reference="")
    assert provided.record.data["proof"] == reported.record.hash
    assert provided.recorded.facts == {
        "instalment": 1,
        "bank": False,
        "gate_covered": True,
        "proof": reported.record.hash,
    }
    assert not accounts(provided.situation)[0].proof_to_verify


def test_without_proof_or_movement_nothing_is_verified(asked: Cycle, gc: Person) -> None:
    with pytest.raises(ProcedureViolation):
        verify(asked, gc, bank_reference="")


def test_only_the_commercial_manager_verifies_and_lets_start(asked: Cycle, ec: Person, pm: Person) -> None:
    for person in (ec, pm):
        with pytest.raises(ProcedureViolation):
            verify(asked, person)
        with pytest.raises(ProcedureViolation):
            authorise_start(asked, reason="public-body", comment="Paga a 60 días", by=person.actor, at=AT)


def test_a_bounced_payment_opens_its_verification_again(asked: Cycle, gc: Person) -> None:
    verify(asked, gc)
    provided = bounce_payment(asked, instalment=1, comment="Sin fondos", by=gc.actor, at=AT + timedelta(hours=3))
    assert stream_entries(asked.stream)[-1].event == "payment.bounced"
    assert provided.record.data["comment"] == "Sin fondos"
    state = provided.situation.evaluation.actions["verify-payment"]
    assert state.status == "open"
    assert state.reopened_by == provided.recorded.seq
    account = accounts(provided.situation)[0]
    assert account.bounced
    assert account.remaining == ASKED
    again = verify(asked, gc, bank_reference="TRF 000050", at=AT + timedelta(hours=4))
    assert again.situation.evaluation.actions["verify-payment"].status == "done"


def test_what_was_never_verified_does_not_bounce(asked: Cycle, gc: Person) -> None:
    with pytest.raises(CannotVerify, match="ningún pago"):
        bounce_payment(asked, instalment=1, comment="Sin fondos", by=gc.actor, at=AT)


def test_the_start_may_be_authorised_without_the_advance(asked: Cycle, gc: Person) -> None:
    provided = authorise_start(asked, reason="public-body", comment="Paga a 60 días", by=gc.actor, at=AT)
    entry = stream_entries(asked.stream)[-1]
    assert (entry.event, entry.facts) == ("start.authorised", {"reason": "public-body"})
    assert provided.record.data["comment"] == "Paga a 60 días"
    assert provided.situation.evaluation.actions["verify-payment"].status == "done"


def test_another_executive_uploads_nothing_here(asked: Cycle, ec2: Person, proof: File) -> None:
    with pytest.raises(NotYours):
        report(asked, ec2, proof)


def test_the_client_may_bring_the_proof(asked: Cycle, ec: Person, gc: Person, proof: File) -> None:
    provided = report_payment(
        asked, instalment=1, amount=ASKED, paid_on=DAY, file=proof, by=ladder.client_of(asked), at=AT
    )
    assert provided.recorded.role == "FC"
    assert verify(asked, gc, bank_reference="").recorded.facts["bank"] is False
