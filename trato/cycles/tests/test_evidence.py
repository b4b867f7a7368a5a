"""Evidence goes in by one door, and the projection follows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from trato.cycles.assigning import CannotAssign, assign, assign_many
from trato.cycles.evidence import lock, provide, require
from trato.cycles.models import Cycle, Progress, State
from trato.cycles.refusals import NotYours, ProcedureViolation, StaleCycle
from trato.cycles.situation import situation_of
from trato.documents.records import latest
from trato.ledger.actors import Actor
from trato.ledger.entries import stream_entries
from trato.procedure import Status

from .conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person

LATER = AT + timedelta(hours=1)
CLASSIFICATION = {
    "organisation": "Dulces Quebracho Viejo SRL",
    "contacts": [{"name": "Ana Clara Villafañe"}],
    "priority": "high",
    "client_type": "company",
    "origin": "AR-X",
    "scale": "small",
    "sector": "food",
    "needs": ["shop"],
}
GROUPS = {"groups": 6, "contacts": 1, "priority": "high"}


def test_opening_leaves_an_entry_and_a_projection(cycle: Cycle) -> None:
    entries = stream_entries(cycle.stream)
    assert [entry.event for entry in entries] == ["cycle.opened"]
    assert entries[0].definition == cycle.definition_id
    progress = Progress.objects.get(cycle=cycle)
    assert progress.next_action == "identify"
    assert progress.due_on is not None
    assert progress.comb.startswith("c")


def test_evidence_issues_its_record_and_moves_the_cycle(cycle: Cycle, ec: Person) -> None:
    provided = provide(cycle, "prospect.classified", body=CLASSIFICATION, facts=GROUPS, by=ec.actor, at=LATER)
    assert provided.record is not None
    assert provided.recorded.record == provided.record.hash
    assert provided.recorded.role == "EC"
    assert latest(cycle.stream, "classification") == provided.record
    assert provided.situation.evaluation.actions["identify"].status == Status.DONE
    progress = Progress.objects.get(cycle=cycle)
    assert progress.next_action == "schedule-first-contact"
    assert progress.state == State.RUNNING
    assert Cycle.objects.get(pk=cycle.pk).seq == 2


def test_a_hard_entry_refuses_with_reasons_and_writes_nothing(cycle: Cycle, ec: Person) -> None:
    with pytest.raises(ProcedureViolation) as refused:
        provide(
            cycle,
            "depth.decided",
            facts={"needed": False, "rule": False, "rar": "0" * 64},
            by=ec.actor,
            at=LATER,
        )
    assert any("8.2.1" in sentence for sentence in refused.value.sentences)
    assert len(stream_entries(cycle.stream)) == 1


def test_another_ec_may_not_act_on_what_is_not_theirs(cycle: Cycle, ec2: Person) -> None:
    with pytest.raises(NotYours, match="Martina Sosa"):
        provide(cycle, "prospect.classified", body=CLASSIFICATION, facts=GROUPS, by=ec2.actor, at=LATER)


def test_an_auditor_acts_nowhere(cycle: Cycle, auditor: Person) -> None:
    with pytest.raises(NotYours):
        require(cycle, "identify", by=auditor.actor, at=LATER)


def test_the_manager_acts_on_any_cycle(cycle: Cycle, gc: Person) -> None:
    assert require(cycle, "identify", by=gc.actor, at=LATER).role == "GC"


def test_a_stale_form_is_told_how_much_was_added(cycle: Cycle, ec: Person, gc: Person) -> None:
    provide(cycle, "prospect.classified", body=CLASSIFICATION, facts=GROUPS, by=gc.actor, at=LATER)
    with pytest.raises(StaleCycle) as refused:
        lock(cycle, seen=1)
    assert refused.value.added == 1


def test_what_was_recorded_later_is_left_out_of_an_earlier_day(cycle: Cycle, ec: Person) -> None:
    provide(cycle, "prospect.classified", body=CLASSIFICATION, facts=GROUPS, by=ec.actor, at=LATER)
    then = situation_of(cycle, at=AT + timedelta(minutes=1))
    assert then.evaluation.actions["identify"].status != Status.DONE
    assert situation_of(cycle, at=LATER).evaluation.actions["identify"].status == Status.DONE


def test_assigning_changes_the_owner_and_leaves_an_entry(cycle: Cycle, gc: Person, ec2: Person) -> None:
    assign(cycle, user=ec2.user, by=gc.actor, at=LATER)
    assert Progress.objects.get(cycle=cycle).owner == ec2.user
    entry = stream_entries(cycle.stream)[-1]
    assert (entry.event, entry.facts["to"], entry.role) == ("cycle.assigned", ec2.user.key, "GC")


def test_an_ec_hands_on_what_is_theirs_and_no_more(cycle: Cycle, ec: Person, ec2: Person) -> None:
    assign(cycle, user=ec2.user, by=ec.actor, at=LATER)
    assert Progress.objects.get(cycle=cycle).owner == Cycle.objects.get().owner == ec2.user
    entry = stream_entries(cycle.stream)[-1]
    assert (entry.actor_key, entry.facts["to"], entry.role) == (ec.actor.key, ec2.user.key, "EC")
    with pytest.raises(NotYours):
        assign(cycle, user=ec.user, by=ec.actor, at=LATER)
    assign_many([cycle], user=ec.user, by=ec2.actor, at=LATER)
    assert Progress.objects.get(cycle=cycle).owner == ec.user


def test_nobody_joins_twice_in_one_role(cycle: Cycle, gc: Person, eet: Person) -> None:
    assign(cycle, user=eet.user, role="EET", by=gc.actor, at=LATER)
    with pytest.raises(CannotAssign, match="ya está en el ciclo como EET"):
        assign(cycle, user=eet.user, role="EET", by=gc.actor, at=LATER)
    assert [entry.event for entry in stream_entries(cycle.stream)].count("cycle.assigned") == 1


def test_an_ec_does_not_take_a_cycle_from_another(cycle: Cycle, ec2: Person) -> None:
    with pytest.raises(NotYours):
        assign(cycle, user=ec2.user, by=ec2.actor, at=LATER)


@pytest.mark.parametrize(("role", "sees"), [("EC", 1), ("GC", 1), ("AUDITOR", 1), ("EET", 0), ("PM", 0), ("ADMIN", 0)])
def test_visibility_by_role(cycle: Cycle, role: str, sees: int) -> None:
    somebody = Actor("user", "user/999999", roles=(role,))
    assert Cycle.objects.visible_to(somebody).count() == sees
    assert Progress.objects.visible_to(somebody).count() == sees
