"""Issuing the RAR: frozen, numbered, and everything that rests on it opened again. §8.2.1."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.cycles.situation import situation_of
from trato.documents.records import latest, versions
from trato.ledger.entries import entries_of
from trato.procedure import Status
from trato.requirements.actions import CannotIssueRar, CannotSimplify, choose_modality, issue_rar
from trato.requirements.tests.conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

LATER = AT + timedelta(hours=1)
ROWS: list[dict[str, str]] = [{**row, "id": f"R{n}"} for n, row in enumerate(ladder.REQUIREMENTS, start=1)]
SPECIFICS = {"online_payments": False, "integrations": False, "migration": False, "sensitive_data": False}


def issue(cycle: Cycle, by: Person, **other: Any) -> Any:
    said = {"requirements": ROWS, "legal": "Ninguno", "self_imposed": "Ninguno", "specifics": SPECIFICS} | other
    return issue_rar(cycle, by=by.actor, at=LATER, **said)


def test_issuing_leaves_a_record_and_an_entry_that_agree_and_the_action_is_done(presented: Cycle, ec: Person) -> None:
    provided = issue(presented, ec, requirements=[{**row, "id": ""} for row in ROWS])
    record = latest(presented.stream, "rar")
    assert record is not None
    assert provided.record == record
    assert [row["id"] for row in record.data["requirements"]] == ["R1", "R2", "R3"]
    assert record.data["organisation"] == presented.organisation.name
    assert record.data["priority"] == "high"
    entry = entries_of([presented.stream])[presented.stream][-1]
    assert (entry.event, entry.record, entry.role) == ("rar.issued", record.hash, "EC")
    assert entry.facts == {
        "requirements": 3,
        "must": 2,
        "without_acceptance": 0,
        "without_charge": 0,
        "legal_answered": True,
        "version": 1,
    }
    assert provided.situation.evaluation.actions["survey-requirements"].status == Status.DONE


def test_free_text_never_enters_the_ledger(presented: Cycle, ec: Person) -> None:
    facts = issue(presented, ec).recorded.facts
    assert not [value for value in facts.values() if isinstance(value, str)]


def test_everything_lacking_is_said_at_once_and_nothing_is_written(presented: Cycle, ec: Person) -> None:
    rows = [{**ROWS[0], "acceptance": ""}, {**ROWS[1], "charge": ""}]
    with pytest.raises(CannotIssueRar) as refusal:
        issue(presented, ec, requirements=rows, legal="", self_imposed="")
    assert len(refusal.value.sentences) == 4
    assert "R1" in refusal.value.sentences[0]
    assert "R2" in refusal.value.sentences[1]
    assert latest(presented.stream, "rar") is None


def test_a_rar_without_requirements_cannot_be_issued(presented: Cycle, ec: Person) -> None:
    with pytest.raises(CannotIssueRar):
        issue(presented, ec, requirements=[])


def test_a_new_version_says_what_changed_and_opens_again_what_rested_on_the_earlier(
    reviewed: Cycle, ec: Person
) -> None:
    rows = [ROWS[0], {**ROWS[1], "text": "Cobrar solo con transferencia"}, {**ROWS[2], "id": ""}]
    provided = issue(reviewed, ec, requirements=rows)
    record = latest(reviewed.stream, "rar")
    assert record is not None
    assert record.version == 2
    assert [row["id"] for row in record.data["requirements"]] == ["R1", "R2", "R4"]
    assert record.data["changes"] == "nuevo R4; cambió R2; quitado R3"
    actions = provided.situation.evaluation.actions
    assert actions["survey-requirements"].status == Status.DONE
    for action in ("decide-depth", "deep-survey", "review-requirements"):
        assert actions[action].status != Status.DONE, action


def test_what_changes_may_be_told_in_own_words(surveyed: Cycle, ec: Person) -> None:
    issue(surveyed, ec, specifics={**SPECIFICS, "changes": "El cliente dejó de cobrar en línea."})
    record = latest(surveyed.stream, "rar")
    assert record is not None
    assert record.data["changes"] == "El cliente dejó de cobrar en línea."


def test_a_version_that_changes_nothing_is_refused(presented: Cycle, ec: Person) -> None:
    issue(presented, ec)
    with pytest.raises(CannotIssueRar, match="versión 1"):
        issue(presented, ec)
    assert len(versions(presented.stream, "rar")) == 1


def test_another_ec_cannot_issue_it(presented: Cycle, ec2: Person) -> None:
    with pytest.raises(NotYours):
        issue(presented, ec2)


def test_the_date_of_the_fact_is_kept_beside_the_date_of_recording(presented: Cycle, ec: Person) -> None:
    happened = AT - timedelta(minutes=30)
    recorded = issue(presented, ec, occurred_at=happened).recorded
    assert (recorded.occurred_at, recorded.recorded_at) == (happened, LATER)


def test_a_rar_of_tomorrow_is_refused(presented: Cycle, ec: Person) -> None:
    with pytest.raises(ProcedureViolation):
        issue(presented, ec, occurred_at=LATER + timedelta(days=1))


def simple(cycle: Cycle, ec: Person) -> None:
    from trato.prospects.actions import classify
    from trato.prospects.rules import Classification

    small = Classification(
        priority="high", client_type="company", origin="AR-X", scale="small", sector="food", needs=("landing",)
    )
    classify(cycle=cycle, classification=small, by=ec.actor, at=AT)


def test_small_simple_work_may_go_by_the_simplified_modality(presented: Cycle, ec: Person) -> None:
    simple(presented, ec)
    issue(presented, ec)
    provided = choose_modality(presented, simplified=True, by=ec.actor, at=LATER)
    assert provided.recorded.event == "modality.chosen"
    assert provided.recorded.facts == {"simplified": True, "qualifies": True}
    assert provided.situation.evaluation.modality == "simplified"
    assert provided.situation.evaluation.actions["deep-survey"].status == Status.NOT_APPLICABLE


def test_the_simplified_modality_says_why_it_does_not_apply(surveyed: Cycle, ec: Person) -> None:
    with pytest.raises(CannotSimplify, match="cobra en línea") as refusal:
        choose_modality(surveyed, simplified=True, by=ec.actor, at=LATER)
    assert "datos sensibles" in refusal.value.sentences[0]
    assert situation_of(surveyed, at=LATER).latest("modality.chosen") is None


def test_the_moment_a_condition_fails_the_full_procedure_applies(presented: Cycle, ec: Person) -> None:
    simple(presented, ec)
    issue(presented, ec)
    choose_modality(presented, simplified=True, by=ec.actor, at=LATER)
    issue(presented, ec, specifics={**SPECIFICS, "migration": True})
    assert situation_of(presented, at=LATER).evaluation.modality == "full"


def test_one_may_go_back_to_the_full_procedure(presented: Cycle, ec: Person) -> None:
    simple(presented, ec)
    issue(presented, ec)
    choose_modality(presented, simplified=True, by=ec.actor, at=LATER)
    assert choose_modality(presented, simplified=False, by=ec.actor, at=LATER).situation.evaluation.modality == "full"
