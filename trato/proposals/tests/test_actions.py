"""Offering, agreeing and planning leave a record, an entry and a status; or refuse aloud and leave nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile

from tests.support import ladder
from trato.cycles.amounts import amount_of
from trato.cycles.models import Cycle, State
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.cycles.situation import situation_of
from trato.documents.files import store_file
from trato.documents.records import latest
from trato.ledger.entries import entries_of
from trato.links.models import Link
from trato.mail.models import Outbox
from trato.procedure import Money
from trato.proposals.actions import (
    CannotAgree,
    CannotOffer,
    agree_payment_plan,
    approve_proposal,
    follow_proposal,
    give_conformity,
    plan_offered,
    prepare_proposal,
    raise_objection,
    resolve_objection,
    send_again,
    send_proposal,
    submit_proposal,
)
from trato.proposals.tests.conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.ledger.body import Recorded

HOUR = timedelta(hours=1)


def last_entry(cycle: Cycle) -> Recorded:
    return entries_of([cycle.stream])[cycle.stream][-1]


def status(cycle: Cycle, action: str, *, at: object = AT) -> str:
    return str(situation_of(cycle, at=at).evaluation.actions[action].status)  # type: ignore[arg-type]


def accept(cycle: Cycle, **changed: object) -> object:
    proposal, rar = latest(cycle.stream, "proposal"), latest(cycle.stream, "rar")
    assert proposal
    assert rar
    said: dict[str, object] = {
        "proposal_hash": proposal.hash,
        "rar_hash": rar.hash,
        "name": "Ana Clara Villafañe",
        "means": "link",
        "statement": "Acepto.",
        "by": ladder.client_of(cycle),
        "at": AT,
    }
    return give_conformity(cycle, **(said | changed))  # type: ignore[arg-type]


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


def test_the_client_accepts_exactly_those_versions_and_the_owner_is_told(proposed: Cycle, ec: Person) -> None:
    accept(proposed, link=Link.objects.get(purpose="conformity"))
    record, entry = latest(proposed.stream, "conformity"), last_entry(proposed)
    assert record
    assert (entry.event, entry.role, entry.actor_kind, entry.facts["means"]) == (
        "conformity.given",
        "FC",
        "person",
        "link",
    )
    assert record.data["name"] == "Ana Clara Villafañe"
    assert Link.objects.get(purpose="conformity").state(AT) == "done"
    assert Outbox.objects.latest("id").to == [ec.user.email]
    assert status(proposed, "agree-requirements") == "done"


def test_a_superseded_proposal_cannot_be_accepted(proposed: Cycle, ec: Person) -> None:
    first = latest(proposed.stream, "proposal")
    assert first
    ladder.proposed(proposed, ec=ec, at=AT, usd=4_000)
    with pytest.raises(CannotAgree, match="más nueva"):
        accept(proposed, proposal_hash=first.hash)
    assert latest(proposed.stream, "conformity") is None


def test_an_expired_proposal_cannot_be_accepted(proposed: Cycle) -> None:
    with pytest.raises(ProcedureViolation):
        accept(proposed, at=AT + timedelta(days=16))
    assert latest(proposed.stream, "conformity") is None


def test_a_new_rar_reopens_the_agreement(agreed: Cycle, ec: Person) -> None:
    ladder.surveyed(agreed, ec=ec, at=AT + 2 * HOUR, deep=False)
    then = AT + 2 * HOUR
    assert status(agreed, "agree-requirements", at=then) != "done"
    with pytest.raises(CannotAgree):
        accept(agreed, rar_hash="0" * 64, at=then)


def test_nobody_of_the_house_accepts_through_the_link(proposed: Cycle, ec: Person) -> None:
    with pytest.raises(CannotAgree, match="enlace"):
        accept(proposed, by=ec.actor)


def test_outside_the_link_something_has_to_say_so(proposed: Cycle, ec: Person) -> None:
    with pytest.raises(CannotAgree, match="Adjuntá"):
        accept(proposed, by=ec.actor, means="mail")
    file = store_file(ContentFile(b"%PDF-1.7 oc\n", name="oc.pdf"), by=ec.actor, at=AT)
    provided = accept(proposed, by=ec.actor, means="signed-pdf", file=file)
    assert provided.record.data["file"] == file.sha256  # type: ignore[attr-defined]
    assert last_entry(proposed).attachments == (file.sha256,)


def test_a_purchase_order_is_enough_with_its_number(proposed: Cycle, ec: Person) -> None:
    accept(proposed, by=ec.actor, means="purchase-order", purchase_order="OC 114/2026")
    assert status(proposed, "agree-requirements") == "done"


def test_an_open_objection_keeps_the_agreement_open_until_it_is_resolved(proposed: Cycle, ec: Person) -> None:
    said = raise_objection(
        proposed,
        text="Faltan los envíos",
        requirement="R1",
        name="Ana Clara Villafañe",
        by=ladder.client_of(proposed),
        at=AT,
    )
    assert said.record
    assert Outbox.objects.latest("id").to == [ec.user.email]
    accept(proposed)
    assert status(proposed, "agree-requirements") != "done"
    resolved = resolve_objection(
        proposed, objection=said.record.hash, resolution="Van con Andreani", by=ec.actor, at=AT
    )
    assert resolved.record
    assert (resolved.record.version, resolved.record.data["text"]) == (2, "Faltan los envíos")
    assert last_entry(proposed).facts["objection"] == said.record.hash
    assert status(proposed, "agree-requirements") == "done"
    with pytest.raises(CannotAgree, match="ya"):
        resolve_objection(proposed, objection=said.record.hash, resolution="Otra", by=ec.actor, at=AT)


def test_a_person_of_another_client_does_not_see_the_cycle(proposed: Cycle, ec: Person) -> None:
    other = ladder.opened(ec=ec, at=AT, name="Otra SA", cuit="30853409169")
    with pytest.raises(NotYours):
        accept(proposed, by=ladder.client_of(other))


def test_the_plan_is_agreed_as_offered(agreed: Cycle, ec: Person) -> None:
    then = AT + 2 * HOUR
    provided = agree_payment_plan(agreed, instalments=plan_offered(agreed, at=then), by=ec.actor, at=then)
    assert provided.recorded.facts["gate_bp"] == 4000
    assert provided.recorded.facts["difference"] == 0
    assert provided.record
    assert provided.record.data["total"] == {"minor": 508_200, "currency": "USD"}
    assert status(agreed, "agree-payment-plan", at=then) == "done"


def test_a_plan_that_does_not_add_up_is_refused_to_the_cent(agreed: Cycle, ec: Person) -> None:
    then = AT + 2 * HOUR
    rows = plan_offered(agreed, at=then)
    rows[0] = rows[0] | {"amount": {"minor": rows[0]["amount"]["minor"] - 1, "currency": "USD"}}
    with pytest.raises(CannotAgree, match="0,01"):
        agree_payment_plan(agreed, instalments=rows, by=ec.actor, at=then)
    assert latest(agreed.stream, "payment-plan") is None


def test_no_plan_before_the_agreement(proposed: Cycle, ec: Person) -> None:
    with pytest.raises(ProcedureViolation):
        agree_payment_plan(proposed, instalments=[], by=ec.actor, at=AT)
