"""Agreeing and planning bind exactly the versions sent; or refuse aloud and leave nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile

from tests.support import ladder
from trato.cycles.models import Cycle
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.documents.files import store_file
from trato.documents.records import latest
from trato.links.models import Link
from trato.mail.models import Outbox
from trato.proposals.actions import (
    CannotAgree,
    agree_payment_plan,
    plan_offered,
    raise_objection,
    resolve_objection,
)
from trato.proposals.tests.asking import accept, last_entry, status
from trato.proposals.tests.conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person

HOUR = timedelta(hours=1)


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
