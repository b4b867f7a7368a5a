"""Offering leaves a record, an entry and a status; or refuses aloud and leaves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support import ladder
from trato.cycles.amounts import amount_of
from trato.cycles.models import Cycle, State
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.cycles.situation import situation_of
from trato.documents.records import latest, sheet_of
from trato.links.models import Link
from trato.mail.models import Outbox
from trato.procedure import Money
from trato.proposals.actions import (
    CannotOffer,
    approve_proposal,
    follow_proposal,
    prepare_proposal,
    send_again,
    send_proposal,
    submit_proposal,
)
from trato.proposals.tests.asking import last_entry, status
from trato.proposals.tests.conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person

HOUR = timedelta(hours=1)


def test_within_the_limit_the_ec_issues_and_sends(reviewed: Cycle, ec: Person) -> None:
    done = submit_proposal(reviewed, offer=ladder.offer(at=AT), contact=ladder.signatory(reviewed), by=ec.actor, at=AT)
    record, entry = latest(reviewed.stream, "proposal"), last_entry(reviewed)
    assert record
    assert (entry.event, entry.record, entry.facts["total_usd"], entry.role) == (
        "proposal.sent",
        record.hash,
        420_000,
        "EC",
    )
    assert record.data["total"] == {"minor": 508_200, "currency": "USD"}
    assert [row["amount"]["minor"] for row in record.data["plan"]] == [203_280, 152_460, 152_460]
    assert done.invitation
    assert done.invitation.link.subject["proposal"] == record.hash
    assert status(reviewed, "submit-proposal") == "done"
    fresh = Cycle.objects.select_related("progress").get(pk=reviewed.pk)
    assert (amount_of(fresh), fresh.progress.state) == (Money(420_000, "USD"), State.PROPOSAL_SENT)


def test_over_the_limit_it_waits_for_the_commercial_manager_who_is_told(
    reviewed: Cycle, ec: Person, gc: Person
) -> None:
    done = submit_proposal(
        reviewed, offer=ladder.offer(at=AT, discount_bp=1500), contact=ladder.signatory(reviewed), by=ec.actor, at=AT
    )
    assert done.invitation is None
    assert last_entry(reviewed).event == "proposal.prepared"
    assert Outbox.objects.latest("id").to == [gc.user.email]
    with pytest.raises(ProcedureViolation, match="supera el límite de 10 %"):
        send_proposal(reviewed, contact=ladder.signatory(reviewed), by=ec.actor, at=AT)
    approve_proposal(reviewed, by=gc.actor, at=AT)
    send_proposal(reviewed, contact=ladder.signatory(reviewed), by=ec.actor, at=AT)
    assert status(reviewed, "submit-proposal") == "done"


def test_the_ec_does_not_approve_their_own(reviewed: Cycle, ec: Person) -> None:
    prepare_proposal(reviewed, offer=ladder.offer(at=AT, discount_bp=1500), by=ec.actor, at=AT)
    with pytest.raises(ProcedureViolation):
        approve_proposal(reviewed, by=ec.actor, at=AT)


def test_an_approval_does_not_outlive_a_new_version(reviewed: Cycle, ec: Person, gc: Person) -> None:
    prepare_proposal(reviewed, offer=ladder.offer(at=AT, discount_bp=1500), by=ec.actor, at=AT)
    approve_proposal(reviewed, by=gc.actor, at=AT)
    prepare_proposal(reviewed, offer=ladder.offer(at=AT, discount_bp=2000), by=ec.actor, at=AT)
    with pytest.raises(ProcedureViolation):
        send_proposal(reviewed, contact=ladder.signatory(reviewed), by=ec.actor, at=AT)


def test_pesos_need_a_rate_with_its_source_and_day(reviewed: Cycle, ec: Person) -> None:
    offer = ladder.offer(at=AT)
    pesos = replace(
        offer, currency="ARS", lines=(("Tienda", Money(145_000_000, "ARS")),), rate=148_000, rate_source="BNA vendedor"
    )
    with pytest.raises(CannotOffer, match="tipo de cambio"):
        prepare_proposal(reviewed, offer=pesos, by=ec.actor, at=AT)
    provided = prepare_proposal(reviewed, offer=replace(pesos, rate_on=AT.date()), by=ec.actor, at=AT)
    assert provided.recorded.facts["total_usd"] == 97_973
    assert provided.record
    assert provided.record.data["rate_source"] == "BNA vendedor"
    sheet = sheet_of(provided.record, "proposal", situation_of(reviewed, at=AT).definition)
    printed = {cell.label: cell.value for section in sheet.sections for cell in section.cells}
    assert printed["Tipo de cambio (pesos por dólar)"] == "1.480,00"
    assert printed["Alícuota de IVA"] == "21 %"
    plan = next(section.table for section in sheet.sections if section.title == "Plan de pagos ofrecido")
    assert plan
    assert "40 %" in plan.rows[0]


def test_an_unsound_proposal_leaves_nothing(reviewed: Cycle, ec: Person) -> None:
    before = last_entry(reviewed).seq
    with pytest.raises(CannotOffer) as refused:
        prepare_proposal(reviewed, offer=ladder.offer(at=AT, days=-1), by=ec.actor, at=AT)
    assert refused.value.sentences == ["«Válida hasta» ya pasó."]
    assert last_entry(reviewed).seq == before
    assert latest(reviewed.stream, "proposal") is None


def test_another_ec_does_not_offer_for_this_cycle(reviewed: Cycle, ec2: Person) -> None:
    with pytest.raises(NotYours):
        prepare_proposal(reviewed, offer=ladder.offer(at=AT), by=ec2.actor, at=AT)


def test_a_second_round_closes_the_link_of_the_first(proposed: Cycle, ec: Person) -> None:
    first = Link.objects.get(purpose="conformity")
    ladder.proposed(proposed, ec=ec, at=AT + HOUR, usd=4_000)
    first.refresh_from_db()
    assert (first.state(AT + HOUR), first.revoked_why) == ("revoked", "superseded")
    record = latest(proposed.stream, "proposal")
    assert record
    assert record.version == 2


def test_the_link_can_be_sent_again_without_a_new_version(proposed: Cycle, ec: Person) -> None:
    before = last_entry(proposed).seq
    invitation = send_again(proposed, contact=ladder.signatory(proposed), by=ec.actor, at=AT + HOUR)
    assert last_entry(proposed).seq == before
    assert invitation.link.state(AT + HOUR) == "open"
    assert Link.objects.filter(purpose="conformity").open(at=AT + HOUR).count() == 1


def test_following_records_the_answer_and_the_next_date(proposed: Cycle, ec: Person) -> None:
    tomorrow = (AT + timedelta(days=1)).date()
    provided = follow_proposal(
        proposed, medium="phone", answer="thinking", summary="Lo ve el socio", next_on=tomorrow, by=ec.actor, at=AT
    )
    assert provided.recorded.facts == {"answer": "thinking", "next_on": tomorrow.isoformat()}
    assert provided.record
    assert provided.record.data["answered"] is True
    assert status(proposed, "follow-proposal") == "done"
