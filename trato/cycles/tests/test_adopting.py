"""A cycle in flight moves to the version in force: what it lacks is listed, what was recorded stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support import ladder
from tests.support.versions import approve_version_02
from trato.cycles.adopting import CannotAdopt, adopt_version, gap_report, newer_version
from trato.cycles.evidence import provide
from trato.cycles.models import Cycle, Progress
from trato.cycles.refusals import ProcedureViolation
from trato.cycles.situation import situation_of
from trato.cycles.timeline import timeline
from trato.documents.records import latest
from trato.ledger.entries import stream_entries
from trato.search.models import Entry

from .conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.procedure import Definition

LATER = AT + timedelta(days=3)


@pytest.fixture
def walked(in_force: None, ec: Person, gc: Person) -> Cycle:
    """A cycle through §8.1 under version 01."""
    return ladder.walked_to_presented(ec=ec, gc=gc, at=AT)[0]


@pytest.fixture
def version_02(walked: Cycle, gc: Person, sgc: Person) -> Definition:
    return approve_version_02(gc=gc, sgc=sgc, at=LATER - timedelta(hours=1), contacts=2)


def adopted(cycle: Cycle, version: Definition, *, by: Person, at: datetime = LATER, reason: str = "Pide más") -> Cycle:
    return adopt_version(cycle, version=version.hash, reason=reason, by=by.actor, at=at).cycle


def test_the_report_names_new_steps_behind_and_what_asks_for_more(walked: Cycle, version_02: Definition) -> None:
    now = situation_of(walked, at=LATER)
    report = gap_report(now, version_02)
    assert {gap.action.id: gap.new for gap in report.gaps} == {"identify": False, "screen-client": True}
    assert all(gap.reasons for gap in report.gaps)
    assert (report.ahead, report.dropped) == ([], [])


def test_a_step_not_reached_yet_is_still_to_come(in_force: None, ec: Person, gc: Person, sgc: Person) -> None:
    opened = ladder.opened(ec=ec, at=AT)
    version = approve_version_02(gc=gc, sgc=sgc, at=LATER - timedelta(hours=1))
    report = gap_report(situation_of(opened, at=LATER), version)
    assert (report.gaps, [action.id for action in report.ahead]) == ([], ["screen-client"])


def test_adopting_is_an_entry_a_record_and_another_definition(
    walked: Cycle, version_02: Definition, gc: Person, ec: Person
) -> None:
    before = situation_of(walked, at=LATER)
    assert before.evaluation.next_action == "survey-requirements"
    cycle = adopted(walked, version_02, by=gc)
    entry = stream_entries(cycle.stream)[-1]
    assert (entry.event, entry.role, entry.definition) == ("cycle.adopted", "GC", before.definition.hash)
    assert entry.facts == {"definition": version_02.hash, "gaps": 2}
    record = latest(cycle.stream, "adoption")
    assert (entry.record, record.definition_id, record.data["reason"]) == (record.hash, version_02.hash, "Pide más")
    assert len(record.data["gaps"]) == 2
    assert Entry.objects.get(key=record.hash).title == record.number, "it is found by its number"
    assert Cycle.objects.get(pk=cycle.pk).definition_id == version_02.hash
    assert Progress.objects.get(cycle=cycle).next_action in {"identify", "screen-client"}
    provide(cycle, "client.screened", facts={}, by=ec.actor, at=LATER + timedelta(minutes=1))
    assert stream_entries(cycle.stream)[-1].definition == version_02.hash


def test_what_was_signed_stays_signed(in_force: None, ec: Person, gc: Person, sgc: Person) -> None:
    signed = ladder.walked_to_contracted(ec=ec, gc=gc, at=AT)[0]
    version = approve_version_02(gc=gc, sgc=sgc, at=LATER - timedelta(hours=1), contacts=2)
    before = situation_of(signed, at=LATER).evaluation
    cycle = adopted(signed, version, by=gc)
    now = situation_of(cycle, at=LATER)
    assert now.evaluation.milestones == before.milestones
    assert (now.evaluation.outcome, now.evaluation.void) == ("contracted", ())
    lost = {one for one, state in before.actions.items() if state.settled and not now.evaluation.actions[one].settled}
    assert lost == {"identify"}
    assert now.evaluation.actions["identify"].reopened_by == stream_entries(cycle.stream)[-1].seq


def test_as_of_an_earlier_day_the_version_of_that_day_governs(
    walked: Cycle, version_02: Definition, gc: Person
) -> None:
    then = situation_of(walked, at=LATER)
    cycle = adopted(walked, version_02, by=gc, at=LATER + timedelta(hours=1))
    assert situation_of(cycle, at=LATER).definition == then.definition
    assert situation_of(cycle, at=LATER).evaluation == then.evaluation
    now = situation_of(cycle, at=LATER + timedelta(hours=2))
    assert now.versions == (version_02, then.definition)
    assert next(row.event for row in timeline(cycle, now)) == "cycle.adopted"


def test_only_who_the_procedure_names_adopts_and_says_why(
    walked: Cycle, version_02: Definition, ec: Person, gc: Person
) -> None:
    before = len(stream_entries(walked.stream))
    with pytest.raises(ProcedureViolation, match="Gerente Comercial"):
        adopted(walked, version_02, by=ec)
    with pytest.raises(CannotAdopt, match="por qué"):
        adopted(walked, version_02, by=gc, reason="  ")
    with pytest.raises(CannotAdopt, match="procedimiento vigente"):
        adopted(walked, situation_of(walked, at=LATER).definition, by=gc)
    assert len(stream_entries(walked.stream)) == before
    assert latest(walked.stream, "adoption") is None


def test_a_cycle_that_is_over_stays_as_it_was(in_force: None, ec: Person, gc: Person, sgc: Person) -> None:
    lost, then = ladder.walked_to_lost(ec=ec, gc=gc, at=AT)
    ladder.answered(lost, link=ladder.asked_how_it_was(lost, gc=gc, at=then), at=then)
    ladder.file_confirmed(lost, ec=ec, at=then)
    version = approve_version_02(gc=gc, sgc=sgc, at=LATER - timedelta(hours=1))
    now = situation_of(lost, at=LATER)
    assert now.evaluation.ended == "closed"
    assert newer_version(now) is None
    with pytest.raises(CannotAdopt):
        adopted(lost, version, by=gc)
