"""Deciding the depth, and calling in who answers and who approves. §8.2.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import ladder
from trato.cycles.models import Member
from trato.cycles.refusals import ProcedureViolation
from trato.documents.records import latest
from trato.ledger.entries import entries_of
from trato.mail.models import Outbox
from trato.procedure import Status
from trato.requirements.actions import CannotCallIn, call_in, decide_depth
from trato.requirements.queries import depth_facts
from trato.requirements.tests.conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle


def test_the_decision_binds_to_the_rar_and_says_what_the_criteria_say(surveyed: Cycle, ec: Person) -> None:
    facts = depth_facts(surveyed, custom_development=False, over_limit=False)
    provided = decide_depth(surveyed, facts=facts, needed=True, reason="Cobra en línea.", by=ec.actor, at=AT)
    rar = latest(surveyed.stream, "rar")
    assert rar is not None
    assert provided.record is not None
    assert provided.record.data["online_payments"] is True
    assert provided.record.data["reason"] == "Cobra en línea."
    assert provided.recorded.facts == {"rar": rar.hash, "rule": True, "needed": True}
    assert provided.situation.evaluation.actions["decide-depth"].status == Status.DONE


def test_an_ec_may_not_depart_from_the_criteria(surveyed: Cycle, ec: Person) -> None:
    facts = depth_facts(surveyed, custom_development=False, over_limit=False)
    with pytest.raises(ProcedureViolation):
        decide_depth(surveyed, facts=facts, needed=False, reason="Ya lo hicimos antes.", by=ec.actor, at=AT)
    assert latest(surveyed.stream, "depth") is None


def test_the_manager_may_depart_from_the_criteria(surveyed: Cycle, gc: Person) -> None:
    facts = depth_facts(surveyed, custom_development=False, over_limit=False)
    provided = decide_depth(surveyed, facts=facts, needed=False, reason="Ya lo hicimos antes.", by=gc.actor, at=AT)
    assert provided.recorded.role == "GC"
    assert provided.situation.evaluation.actions["deep-survey"].status == Status.NOT_APPLICABLE


def test_no_depth_is_decided_before_a_rar(presented: Cycle, ec: Person) -> None:
    facts = depth_facts(presented, custom_development=False, over_limit=False)
    with pytest.raises(ProcedureViolation):
        decide_depth(presented, facts=facts, needed=False, reason="Nada.", by=ec.actor, at=AT)


def test_who_is_called_in_is_on_the_cycle_in_the_ledger_and_told_by_mail(
    decided: Cycle, ec: Person, eet: Person, to: Person
) -> None:
    called = call_in(decided, analyst=eet.user, approver=to.user, by=ec.actor, at=AT)
    assert called == [eet.user, to.user]
    assert set(Member.objects.filter(cycle=decided).values_list("user", "role")) == {
        (eet.user.pk, "EET"),
        (to.user.pk, "TO"),
    }
    last = entries_of([decided.stream])[decided.stream][-2:]
    assert [(entry.event, entry.facts["role"]) for entry in last] == [
        ("cycle.assigned", "EET"),
        ("cycle.assigned", "TO"),
    ]
    told = {mail.to[0]: mail.text for mail in Outbox.objects.filter(stream=decided.stream)}
    assert f"/ciclos/{decided.code}/8.2.3/" in told[eet.user.email]
    assert to.user.email in told


def test_nobody_is_called_in_twice(decided: Cycle, ec: Person, eet: Person, to: Person) -> None:
    call_in(decided, analyst=eet.user, by=ec.actor, at=AT)
    assert call_in(decided, analyst=eet.user, approver=to.user, by=ec.actor, at=AT) == [to.user]
    with pytest.raises(CannotCallIn):
        call_in(decided, analyst=eet.user, by=ec.actor, at=AT)


def test_nobody_is_called_in_to_approve_their_own_rtp(decided: Cycle, ec: Person, eet: Person) -> None:
    with pytest.raises(CannotCallIn, match="Ramiro"):
        call_in(decided, analyst=eet.user, approver=eet.user, by=ec.actor, at=AT)


def test_somebody_has_to_be_named(decided: Cycle, ec: Person) -> None:
    with pytest.raises(CannotCallIn):
        call_in(decided, by=ec.actor, at=AT)


def test_a_rar_without_deep_facts_leaves_the_rtp_out(presented: Cycle, ec: Person) -> None:
    cycle = ladder.depth_decided(ladder.surveyed(presented, ec=ec, at=AT, deep=False), ec=ec, at=AT)
    assert entries_of([cycle.stream])[cycle.stream][-1].facts["needed"] is False
