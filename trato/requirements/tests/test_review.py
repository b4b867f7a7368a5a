"""The review before commitment: bound to the RAR and the RTP, by the EC within the limit, over it by the GC. §8.2.4."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder
from trato.cycles.amounts import amount_of
from trato.cycles.models import Cycle
from trato.cycles.refusals import ProcedureViolation
from trato.documents.records import latest
from trato.mail.models import Outbox
from trato.procedure import Money, Status
from trato.requirements.actions import CannotRule, prepare_review, rule_on_requirements
from trato.requirements.tests.conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person

LATER = AT + timedelta(hours=1)
WITHIN, OVER = Money(500_000, "USD"), Money(500_001, "USD")


def said(**other: Any) -> dict[str, Any]:
    return {
        "who": "Equipo Comercio 2",
        "from_on": date(2026, 4, 20),
        "estimate": WITHIN,
        "findings": {"third_parties": "Ninguno", "legal": "Todos", "differences": "Ninguna", "risks": "Pascua"},
        "verdict": "fit",
        **other,
    }


def test_within_the_limit_the_ec_rules_and_it_is_bound_to_rar_and_rtp(approved: Cycle, ec: Person) -> None:
    provided = rule_on_requirements(approved, **said(), by=ec.actor, at=LATER)
    rar, rtp = latest(approved.stream, "rar"), latest(approved.stream, "rtp")
    assert rar is not None
    assert rtp is not None
    assert provided.record is not None
    assert provided.record.data["from_on"] == "2026-04-20"
    assert (provided.record.data["rar"], provided.record.data["rtp"]) == (rar.hash, rtp.hash)
    assert provided.recorded.facts == {
        "rar": rar.hash,
        "rtp": rtp.hash,
        "verdict": "fit",
        "estimate_usd": 500_000,
    }
    assert provided.recorded.role == "EC"
    assert provided.situation.evaluation.actions["review-requirements"].status == Status.DONE


def test_over_the_limit_the_ec_cannot_rule(approved: Cycle, ec: Person) -> None:
    with pytest.raises(ProcedureViolation):
        rule_on_requirements(approved, **said(estimate=OVER), by=ec.actor, at=LATER)
    assert latest(approved.stream, "review") is None


def test_over_the_limit_the_ec_prepares_and_the_manager_is_told_and_rules(
    approved: Cycle, ec: Person, gc: Person
) -> None:
    prepared = prepare_review(approved, **said(estimate=OVER), by=ec.actor, at=LATER)
    assert prepared.recorded.event == "review.prepared"
    assert prepared.recorded.facts["estimate_usd"] == 500_001
    assert prepared.situation.evaluation.actions["review-requirements"].status != Status.DONE
    mail = Outbox.objects.latest("pk")
    assert mail.to == [gc.user.email]
    assert f"/ciclos/{approved.code}/8.2.4/" in mail.text
    ruled = rule_on_requirements(approved, **said(estimate=OVER), by=gc.actor, at=LATER)
    assert ruled.recorded.role == "GC"
    assert ruled.situation.evaluation.actions["review-requirements"].status == Status.DONE


def test_the_estimate_becomes_the_amount_of_the_cycle(approved: Cycle, ec: Person) -> None:
    rule_on_requirements(approved, **said(), by=ec.actor, at=LATER)
    assert amount_of(Cycle.objects.select_related("progress").get(pk=approved.pk)) == WITHIN


def test_pesos_are_compared_with_the_limit_at_the_written_rate(approved: Cycle, ec: Person) -> None:
    pesos = Money(740_000_000, "ARS")
    with pytest.raises(CannotRule):
        rule_on_requirements(approved, **said(estimate=pesos), by=ec.actor, at=LATER)
    provided = rule_on_requirements(approved, **said(estimate=pesos, rate=148_000), by=ec.actor, at=LATER)
    assert provided.recorded.facts["estimate_usd"] == 500_000
    with pytest.raises(ProcedureViolation):
        rule_on_requirements(approved, **said(estimate=pesos, rate=147_000), by=ec.actor, at=LATER)


def test_conditions_have_to_be_said(approved: Cycle, ec: Person) -> None:
    with pytest.raises(CannotRule):
        rule_on_requirements(approved, **said(verdict="conditions"), by=ec.actor, at=LATER)


def test_not_fit_is_recorded_and_does_not_open_the_proposal(approved: Cycle, ec: Person) -> None:
    provided = rule_on_requirements(approved, **said(verdict="unfit"), by=ec.actor, at=LATER)
    assert provided.record is not None
    assert provided.situation.evaluation.actions["review-requirements"].status != Status.DONE
    assert provided.situation.evaluation.actions["submit-proposal"].status == Status.BLOCKED


def test_nothing_is_reviewed_before_the_depth_is_decided(surveyed: Cycle, ec: Person) -> None:
    with pytest.raises(ProcedureViolation):
        rule_on_requirements(surveyed, **said(), by=ec.actor, at=LATER)


def test_nothing_is_reviewed_over_an_rtp_that_is_not_feasible(
    decided: Cycle, ec: Person, eet: Person, to: Person
) -> None:
    ladder.rtp_approved(decided, ec=ec, eet=eet, to=to, at=AT, verdict="unfeasible")
    with pytest.raises(ProcedureViolation):
        rule_on_requirements(decided, **said(), by=ec.actor, at=LATER)
    with pytest.raises(ProcedureViolation):
        prepare_review(decided, **said(), by=ec.actor, at=LATER)
