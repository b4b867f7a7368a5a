"""§8.4.3 and §8.4.4: sent, accepted naming PO and TO, or returned with a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support import ladder
from tests.support.cast import Person
from trato.cycles.models import Cycle, Member
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.documents.records import latest
from trato.handover.actions import (
    CannotAcceptHandover,
    CannotHandOver,
    accept_handover,
    return_handover,
    send_handover,
)
from trato.ledger.entries import stream_entries
from trato.mail.models import Outbox

from .conftest import AT

LATER = AT + timedelta(hours=2)
ROWS = [{"item": "Contrato firmado", "included": True}, {"item": "Marca", "included": False, "note": "El jueves"}]


def accept(cycle, by, po, to, **given):
    defaults = {
        "product_owner": po.user,
        "technical_owner": to.user,
        "proposed_start": date(2026, 3, 16),
        "at": LATER,
    }
    return accept_handover(cycle, by=by.actor, **{**defaults, **given})


def test_a_hand_over_binds_the_contract_and_tells_the_project_managers(ready: Cycle, gc: Person, pm: Person) -> None:
    accesses = [{"what": "cPanel del dominio", "holder": "Ana", "received_on": "2026-03-10"}]
    provided = send_handover(ready, checklist=ROWS, accesses=accesses, commitments="Pascua", by=gc.actor, at=AT)
    contract, rar = latest(ready.stream, "contract"), latest(ready.stream, "rar")
    data = provided.record.data
    assert (data["contract"], data["rar"]) == (contract.hash, rar.hash)
    assert (data["checklist"], data["accesses"], data["commitments"]) == (ROWS, accesses, "Pascua")
    entry = stream_entries(ready.stream)[-1]
    assert (entry.event, entry.role, entry.facts) == ("handover.sent", "GC", {"contract": contract.hash})
    assert provided.situation.evaluation.actions["hand-over"].status == "done"
    mail = Outbox.objects.latest("id")
    assert mail.to == [pm.user.email]
    assert ready.code in mail.subject
    assert f"/ciclos/{ready.code}/" in mail.text


def test_it_waits_for_the_file_and_the_survey(paid: Cycle, ec: Person, gc: Person) -> None:
    with pytest.raises(ProcedureViolation) as refused:
        send_handover(paid, checklist=ROWS, by=gc.actor, at=AT)
    assert len(refused.value.sentences) >= 1
    ladder.file_confirmed(paid, ec=ec, at=AT)
    with pytest.raises(ProcedureViolation):
        send_handover(paid, checklist=ROWS, by=gc.actor, at=AT)
    ladder.asked_how_it_was(paid, gc=gc, at=AT)
    assert send_handover(paid, checklist=ROWS, by=gc.actor, at=AT).record is not None


def test_only_the_commercial_manager_sends_it(ready: Cycle, ec: Person, ec2: Person, pm: Person) -> None:
    for person, refusal in ((ec, ProcedureViolation), (pm, ProcedureViolation), (ec2, NotYours)):
        with pytest.raises(refusal):
            send_handover(ready, checklist=ROWS, by=person.actor, at=AT)


def test_a_hand_over_of_nothing_is_refused(ready: Cycle, gc: Person) -> None:
    with pytest.raises(CannotHandOver):
        send_handover(ready, checklist=[{"item": "Contrato", "included": False}], by=gc.actor, at=AT)
    assert latest(ready.stream, "handover") is None


def test_the_project_manager_sees_what_was_contracted_and_nothing_else(
    handed: Cycle, pm: Person, po: Person, eet: Person, ec: Person
) -> None:
    other = ladder.opened(ec=ec, at=AT, name="Otra SA", cuit="")
    for person in (pm, po):
        assert list(Cycle.objects.visible_to(person.actor)) == [handed]
    assert not Cycle.objects.visible_to(eet.actor).exists()
    assert other in Cycle.objects.visible_to(ec.actor)


def test_accepting_names_the_po_and_the_to_and_puts_them_on_the_cycle(
    handed: Cycle, pm: Person, po: Person, to: Person, ec: Person
) -> None:
    provided = accept(handed, pm, po, to, team=["Sol", "Iván"])
    data = provided.record.data
    assert (data["po"], data["to"], data["team"]) == (po.user.name, to.user.name, ["Sol", "Iván"])
    assert data["checklist"] == latest(handed.stream, "handover").data["checklist"]
    entry = next(entry for entry in stream_entries(handed.stream) if entry.event == "handover.accepted")
    assert (entry.role, entry.facts) == ("PM", {"po": po.user.key, "to": to.user.key})
    assert provided.situation.evaluation.actions["accept-handover"].status == "done"
    assert set(Member.objects.filter(cycle=handed).values_list("user", "role")) == {
        (po.user.pk, "PO"),
        (to.user.pk, "TO"),
    }
    mail = Outbox.objects.latest("id")
    assert mail.to == [po.user.email, to.user.email, ec.user.email]
    assert "16/03/2026" in mail.text


def test_the_people_named_hold_their_roles_and_are_two(
    handed: Cycle, pm: Person, po: Person, to: Person, eet: Person
) -> None:
    before = len(stream_entries(handed.stream))
    with pytest.raises(CannotAcceptHandover, match="no tiene el rol PO"):
        accept(handed, pm, eet, to)
    with pytest.raises(CannotAcceptHandover, match="no tiene el rol TO"):
        accept(handed, pm, po, po)
    with pytest.raises(CannotAcceptHandover, match="dos personas"):
        accept(handed, pm, po, po)
    with pytest.raises(CannotAcceptHandover, match="ya pasó"):
        accept(handed, pm, po, to, proposed_start=date(2026, 3, 9))
    assert len(stream_entries(handed.stream)) == before
    assert not Member.objects.filter(cycle=handed).exists()


def test_only_a_project_manager_accepts_or_returns(
    handed: Cycle, gc: Person, ec: Person, po: Person, to: Person
) -> None:
    for person in (gc, ec):
        with pytest.raises(ProcedureViolation):
            accept(handed, person, po, to)
        with pytest.raises(ProcedureViolation):
            return_handover(handed, reason="access", text="Falta", by=person.actor, at=LATER)


def test_nobody_accepts_what_was_not_sent(ready: Cycle, pm: Person, po: Person, to: Person) -> None:
    with pytest.raises(ProcedureViolation):
        accept(ready, pm, po, to)
    with pytest.raises(ProcedureViolation):
        return_handover(ready, reason="access", text="Falta", by=pm.actor, at=LATER)


def test_returning_it_opens_the_hand_over_again_and_tells_who_sent_it(
    handed: Cycle, pm: Person, po: Person, to: Person, gc: Person, ec: Person
) -> None:
    provided = return_handover(handed, reason="access", text="Falta el acceso al hosting", by=pm.actor, at=LATER)
    assert provided.record.data["return_text"] == "Falta el acceso al hosting"
    assert provided.recorded.facts == {"reason": "access"}
    state = provided.situation.evaluation.actions["hand-over"]
    assert (state.status, state.reopened_by) == ("open", provided.recorded.seq)
    mail = Outbox.objects.latest("id")
    assert mail.to == [gc.user.email, ec.user.email]
    assert "Falta el acceso al hosting" in mail.text
    with pytest.raises(ProcedureViolation):
        accept(handed, pm, po, to, at=LATER + timedelta(minutes=1))
    again = send_handover(handed, checklist=ROWS, by=gc.actor, at=LATER + timedelta(hours=1))
    assert "return_text" not in again.record.data
    done = accept(handed, pm, po, to, at=LATER + timedelta(hours=2))
    assert done.situation.evaluation.actions["accept-handover"].status == "done"
