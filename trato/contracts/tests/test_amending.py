"""A change after the agreement is proposed, approved and accepted, in that order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.support import ladder
from trato.contracts.actions import CannotAmend, Change, accept_amendment, approve_amendment, propose_amendment
from trato.contracts.queries import amendments
from trato.contracts.tests.conftest import AT
from trato.cycles.amounts import amount_of
from trato.cycles.models import Cycle
from trato.cycles.refusals import ProcedureViolation
from trato.cycles.situation import situation_of
from trato.ledger.entries import entries_of
from trato.procedure import Money

if TYPE_CHECKING:
    from tests.support.cast import Person

CHANGE = Change(
    impact="price",
    asked_by="Ana Clara Villafañe",
    what_changes="Suma la lista mayorista",
    what_is_amended="Anexo I y propuesta",
    informed=("Equipo Comercio 2", " "),
    price_change=Money(80_000, "USD"),
    term_change_days=5,
)


def status(cycle: Cycle) -> str:
    return str(situation_of(cycle, at=AT).evaluation.actions["amend"].status)


def test_an_amendment_goes_from_proposed_to_accepted(planned: Cycle, ec: Person, gc: Person) -> None:
    proposed = propose_amendment(planned, change=CHANGE, by=ec.actor, at=AT).record
    assert proposed
    assert proposed.data["informed"] == ["Equipo Comercio 2"]
    with pytest.raises(CannotAmend, match="Primero"):
        accept_amendment(planned, amendment=proposed.hash, accepted_by="Ana", by=ec.actor, at=AT)
    with pytest.raises(ProcedureViolation):
        approve_amendment(planned, amendment=proposed.hash, by=ec.actor, at=AT)
    approve_amendment(planned, amendment=proposed.hash, by=gc.actor, at=AT)
    assert status(planned) != "done"
    accepted = accept_amendment(
        planned, amendment=proposed.hash, accepted_by="Ana Clara Villafañe", by=ladder.client_of(planned), at=AT
    )
    assert accepted.record
    assert (accepted.record.number, accepted.record.version) == (proposed.number, 2)
    assert accepted.record.data["accepted_by"] == "Ana Clara Villafañe"
    entry = entries_of([planned.stream])[planned.stream][-1]
    assert (entry.event, entry.facts["amendment"], entry.role) == ("amendment.accepted", proposed.hash, "FC")
    assert status(planned) == "done"
    assert [one.state for one in amendments(situation_of(planned, at=AT))] == ["accepted"]
    fresh = Cycle.objects.select_related("progress").get(pk=planned.pk)
    assert amount_of(fresh) == Money(500_000, "USD")


def test_an_amendment_is_approved_and_accepted_once(planned: Cycle, ec: Person, gc: Person) -> None:
    proposed = propose_amendment(planned, change=CHANGE, by=ec.actor, at=AT).record
    assert proposed
    approve_amendment(planned, amendment=proposed.hash, by=gc.actor, at=AT)
    with pytest.raises(CannotAmend):
        approve_amendment(planned, amendment=proposed.hash, by=gc.actor, at=AT)
    accept_amendment(planned, amendment=proposed.hash, accepted_by="Ana", by=ec.actor, at=AT)
    with pytest.raises(CannotAmend):
        accept_amendment(planned, amendment=proposed.hash, accepted_by="Ana", by=ec.actor, at=AT)


def test_somebody_has_to_be_told(planned: Cycle, ec: Person) -> None:
    with pytest.raises(CannotAmend, match="informó"):
        propose_amendment(planned, change=replace(CHANGE, informed=()), by=ec.actor, at=AT)


def test_an_amendment_of_another_cycle_is_refused(planned: Cycle, gc: Person) -> None:
    with pytest.raises(CannotAmend):
        approve_amendment(planned, amendment="0" * 64, by=gc.actor, at=AT)


def test_nothing_is_amended_before_the_agreement(in_force: None, ec: Person, gc: Person) -> None:
    cycle, then = ladder.walked_to_reviewed(ec=ec, gc=gc, at=AT)
    with pytest.raises(ProcedureViolation):
        propose_amendment(cycle, change=CHANGE, by=ec.actor, at=then)
