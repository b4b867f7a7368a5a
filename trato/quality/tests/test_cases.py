from __future__ import annotations

from datetime import datetime

import pytest

from tests.support.cast import Person
from trato.cycles.models import Cycle, WaiverRequest
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.ledger.entries import stream_entries
from trato.quality.cases import CannotResolve, open_case, resolve_case
from trato.quality.models import Case, WaiverReview
from trato.quality.reviews import CannotReview, review_waiver


def test_the_same_evidence_opens_one_case_only(cycle: Cycle, ec: Person, now: datetime) -> None:
    record = "a1" * 32
    first = open_case(cycle, kind="complaint", text="Uno", record_hash=record, by=ec.actor, at=now)
    assert open_case(cycle, kind="complaint", text="Dos", record_hash=record, by=ec.actor, at=now) == first
    entry = stream_entries(first.stream)[-1]
    assert (entry.event, entry.record, entry.facts) == ("case.opened", record, {"kind": "complaint", "cycle": cycle.pk})
    other = open_case(cycle, kind="satisfaction", text="Sin registro", by=ec.actor, at=now)
    assert open_case(cycle, kind="satisfaction", text="Sin registro", by=ec.actor, at=now) != other


@pytest.mark.parametrize("who", ["sgc", "gc"])
def test_quality_or_the_manager_resolves_a_case(
    complaint: Case, who: str, now: datetime, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    resolve_case(case=complaint, cause="Sin aviso", action="Alarma", by=person.actor, at=now)
    assert not Case.objects.open().exists()
    entry = stream_entries(complaint.stream)[-1]
    assert (entry.event, entry.role) == ("case.resolved", who.upper())


@pytest.mark.parametrize("who", ["ec", "auditor"])
def test_nobody_else_resolves_a_case(complaint: Case, who: str, now: datetime, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(who)
    with pytest.raises(NotYours):
        resolve_case(case=complaint, cause="Sin aviso", action="Alarma", by=person.actor, at=now)
    assert Case.objects.open().exists()


def test_a_case_is_resolved_once(complaint: Case, sgc: Person, now: datetime) -> None:
    resolve_case(case=complaint, cause="Sin aviso", action="Alarma", by=sgc.actor, at=now)
    with pytest.raises(CannotResolve):
        resolve_case(case=complaint, cause="Otra", action="Otra", by=sgc.actor, at=now)
    complaint.refresh_from_db()
    assert complaint.resolution.cause == "Sin aviso"


def test_cases_are_seen_by_who_sees_the_cycle(complaint: Case, ec: Person, eet: Person, auditor: Person) -> None:
    assert Case.objects.visible_to(auditor.actor).get() == complaint
    assert Case.objects.visible_to(ec.actor).get() == complaint
    assert not Case.objects.visible_to(eet.actor).exists()


def test_quality_reviews_a_waiver_that_was_authorised(authorised: WaiverRequest, sgc: Person, now: datetime) -> None:
    review = review_waiver(request=authorised, verdict="justified", text="Bien", by=sgc.actor, at=now)
    assert WaiverReview.objects.get() == review
    entry = stream_entries(authorised.cycle.stream)[-1]
    assert (entry.event, entry.role, entry.record) == ("waiver.reviewed", "SGC", authorised.record_hash)
    assert entry.facts == {"action": "prepare-pitch", "verdict": "justified"}
    with pytest.raises(CannotReview):
        review_waiver(request=authorised, verdict="justified", text="", by=sgc.actor, at=now)


def test_a_waiver_nobody_authorised_is_not_reviewed(asked: WaiverRequest, sgc: Person, now: datetime) -> None:
    with pytest.raises(CannotReview):
        review_waiver(request=asked, verdict="justified", text="", by=sgc.actor, at=now)


def test_only_quality_reviews(authorised: WaiverRequest, gc: Person, now: datetime) -> None:
    with pytest.raises(ProcedureViolation):
        review_waiver(request=authorised, verdict="justified", text="", by=gc.actor, at=now)
    assert not WaiverReview.objects.exists()
