"""Cycles are opened one or many, all or none, pinned to the version in force."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trato.cycles.closing import close_without_contract
from trato.cycles.models import Cycle, Progress, State
from trato.cycles.opening import NewCycle, open_cycle, open_cycles
from trato.cycles.refusals import NoProcedureInForce, ProcedureViolation
from trato.cycles.verbs import CannotRecover, recover
from trato.ledger.entries import stream_entries
from trato.organisations.actions import NewOrganisation, register_organisations

from .conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.organisations.models import Organisation


def organisations(ec: Person, count: int) -> list[Organisation]:
    news = [NewOrganisation(name=f"Cliente {number} SA") for number in range(count)]
    return register_organisations(news=news, by=ec.actor, at=AT)


def test_many_are_opened_in_order_each_with_its_entry_and_projection(in_force: None, ec: Person) -> None:
    rows = [NewCycle(organisation=one, owner=ec.user, source="list") for one in organisations(ec, 3)]
    cycles = open_cycles(rows, by=ec.actor, at=AT)
    assert [cycle.code for cycle in cycles] == ["C-2026-0001", "C-2026-0002", "C-2026-0003"]
    assert [cycle.organisation for cycle in cycles] == [row.organisation for row in rows]
    for cycle in cycles:
        (entry,) = stream_entries(cycle.stream)
        assert (entry.event, entry.facts["owner"], entry.role) == ("cycle.opened", f"user/{ec.user.pk}", "EC")
        assert Progress.objects.get(cycle=cycle).next_action == "identify"


def test_thirty_ask_as_much_as_three(in_force: None, ec: Person) -> None:
    def queries(count: int) -> int:
        rows = [NewCycle(organisation=one, owner=ec.user) for one in organisations(ec, count)]
        with CaptureQueriesContext(connection) as captured:
            open_cycles(rows, by=ec.actor, at=AT)
        return len(captured)

    queries(1)
    assert queries(30) == queries(3)


def test_no_clock_runs_for_a_row_of_an_imported_list(in_force: None, ec: Person) -> None:
    (one,) = organisations(ec, 1)
    cycle = open_cycle(NewCycle(organisation=one, clock=False, imported=True), by=ec.actor, at=AT)
    progress = Progress.objects.get(cycle=cycle)
    assert (progress.state, progress.due_on, progress.owner) == (State.LISTED, None, None)


def test_without_a_procedure_in_force_nothing_is_opened(db: Any, ec: Person) -> None:
    (one,) = organisations(ec, 1)
    with pytest.raises(NoProcedureInForce, match="primero la aprueban"):
        open_cycle(NewCycle(organisation=one), by=ec.actor, at=AT)
    assert not Cycle.objects.exists()


@pytest.mark.parametrize("role", ["eet", "pm", "sgc", "auditor", "admin"])
def test_only_the_commercial_side_opens(in_force: None, ec: Person, role: str, request: pytest.FixtureRequest) -> None:
    (one,) = organisations(ec, 1)
    with pytest.raises(ProcedureViolation):
        open_cycle(NewCycle(organisation=one), by=request.getfixturevalue(role).actor, at=AT)
    assert not Cycle.objects.exists()


def test_an_empty_list_opens_nothing(in_force: None, ec: Person) -> None:
    assert open_cycles([], by=ec.actor, at=AT) == []


def test_who_comes_back_gets_a_cycle_linked_to_the_old_one(cycle: Cycle, ec: Person) -> None:
    with pytest.raises(CannotRecover, match="no terminó"):
        recover(cycle, by=ec.actor, at=AT)
    close_without_contract(cycle, motive="price", lesson="Preguntar antes", by=ec.actor, at=AT)
    fresh = recover(cycle, by=ec.actor, at=AT + timedelta(days=1))
    with pytest.raises(CannotRecover, match=fresh.code):
        recover(cycle, by=ec.actor, at=AT + timedelta(days=2))
    assert fresh.previous == cycle
    assert stream_entries(fresh.stream)[0].facts["returning"] is True
    assert Progress.objects.get(cycle=fresh).recovered
    assert not Progress.objects.get(cycle=cycle).recovered
