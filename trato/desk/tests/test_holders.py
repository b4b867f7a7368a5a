"""«Lo tiene …»: the page names who has what is missing, which is not always who has the cycle."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.support import ladder
from trato.cycles.models import Cycle
from trato.cycles.projection import approval_role
from trato.cycles.situation import situation_of
from trato.desk.cycle.page import missing
from trato.procedure import Money
from trato.proposals.actions import prepare_proposal
from trato.requirements.actions import prepare_review

from .pages import address, main_of, text

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person

FINDINGS = {"third_parties": "Mercado Pago", "legal": "Ley 24.240", "differences": "Ninguna", "risks": "Fotos tarde"}


def holders(cycle: Cycle, action: str, at: datetime) -> list[str]:
    """Return who has each thing a step lacks, in the order of the page."""
    return [holder for holder, _text in lacking(cycle, action, at)]


def lacking(cycle: Cycle, action: str, at: datetime) -> list[tuple[str, str]]:
    found = Cycle.objects.select_related("organisation", "owner", "progress").get(pk=cycle.pk)
    situation = situation_of(found, at=at)
    return [(one.holder, one.text) for one in missing(found, situation, situation.definition.action(action))]


def test_a_payment_to_verify_is_the_managers(
    in_force: None, ec: Person, gc: Person, now: datetime, martina: Client
) -> None:
    cycle, then = ladder.walked_to_contracted(ec=ec, gc=gc, at=now - timedelta(days=5))
    cycle = ladder.requested(cycle, ec=ec, at=then)
    assert set(holders(cycle, "verify-payment", now)) == {gc.user.name}
    assert f"Lo tiene {gc.user.name}" in main_of(text(martina.get(address(cycle, "8.3.3"))))


def test_a_signature_is_of_the_client_and_of_the_manager(in_force: None, ec: Person, gc: Person, now: datetime) -> None:
    cycle, then = ladder.walked_to_planned(ec=ec, gc=gc, at=now - timedelta(days=5))
    cycle = ladder.drafted(cycle, ec=ec, gc=gc, at=then)
    assert set(holders(cycle, "sign-contract", now)) == {cycle.organisation.name, gc.user.name}


def test_an_rtp_is_the_analysts_until_issued_and_then_who_approves_it(
    in_force: None, ec: Person, gc: Person, eet: Person, to: Person, now: datetime
) -> None:
    cycle, then = ladder.walked_to_presented(ec=ec, gc=gc, at=now - timedelta(days=5))
    cycle = ladder.depth_decided(ladder.surveyed(cycle, ec=ec, at=then, deep=True), ec=ec, at=then)
    assert holders(cycle, "deep-survey", now)[0] == eet.user.name
    cycle = ladder.rtp_issued(cycle, ec=ec, eet=eet, to=to, at=then)
    assert approval_role(situation_of(cycle, at=now)) == "TO"
    assert set(holders(cycle, "deep-survey", now)) == {to.user.name}


def test_a_review_is_the_executives_until_prepared_and_then_the_managers(
    in_force: None, ec: Person, gc: Person, now: datetime
) -> None:
    cycle, then = ladder.walked_to_presented(ec=ec, gc=gc, at=now - timedelta(days=5))
    cycle = ladder.depth_decided(ladder.surveyed(cycle, ec=ec, at=then, deep=False), ec=ec, at=then)
    assert set(holders(cycle, "review-requirements", now)) == {ec.user.name}
    prepare_review(
        cycle,
        who="Equipo Comercio 2",
        from_on=(then + timedelta(days=30)).date(),
        estimate=Money(900_000, "USD"),
        findings=FINDINGS,
        verdict="fit",
        by=ec.actor,
        at=then,
    )
    assert set(holders(cycle, "review-requirements", now)) == {gc.user.name}


def test_a_proposal_is_the_executives_until_prepared_and_then_the_managers(
    in_force: None, ec: Person, gc: Person, now: datetime
) -> None:
    cycle, then = ladder.walked_to_reviewed(ec=ec, gc=gc, at=now - timedelta(days=5), usd=9_000)
    assert set(holders(cycle, "submit-proposal", now)) == {ec.user.name}
    prepare_proposal(cycle, offer=ladder.offer(at=then, usd=9_000), by=ec.actor, at=then)
    assert lacking(cycle, "submit-proposal", now) == [(gc.user.name, "Falta aprobar la propuesta")]
