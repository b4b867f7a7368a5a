"""The RTP: every requirement answered, approved by somebody else, over the RAR in force. §8.2.3."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder
from trato.cycles.models import Progress, State
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.cycles.situation import situation_of
from trato.documents.records import latest
from trato.ledger.entries import entries_of, stream_entries
from trato.mail.models import Outbox
from trato.procedure import Status
from trato.requirements.actions import CannotIssueRtp, approve_rtp, call_in, issue_rar, issue_rtp, return_rtp
from trato.requirements.models import RtpReturn
from trato.requirements.queries import standing
from trato.requirements.tests.conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

LATER = AT + timedelta(hours=1)


def answers(cycle: Cycle, **other: Any) -> list[dict[str, Any]]:
    rar = latest(cycle.stream, "rar")
    assert rar is not None
    usual = {"feasibility": "yes", "approach": "Módulo", "effort_hours_low": 4, "effort_hours_high": 8, "risk": "low"}
    return [{"requirement": row["id"], **usual, **other} for row in rar.data["requirements"]]


def issue(cycle: Cycle, by: Person, **other: Any) -> Any:
    said = {"answers": answers(cycle), "third_parties": "Ninguno", "hosting": "DonWeb", "verdict": "feasible"} | other
    return issue_rtp(cycle, by=by.actor, at=LATER, **said)


def whose_move(cycle: Cycle) -> tuple[str, str]:
    """Return the roles that move next and the state, as the lists read them."""
    progress = Progress.objects.get(pk=cycle.pk)
    return progress.next_roles, progress.state


@pytest.fixture
def called(decided: Cycle, ec: Person, eet: Person, to: Person) -> Cycle:
    call_in(decided, analyst=eet.user, approver=to.user, by=ec.actor, at=AT)
    return decided


def test_issuing_leaves_a_record_and_an_entry_and_tells_the_to(called: Cycle, eet: Person, to: Person) -> None:
    provided = issue(called, eet)
    rar, rtp = latest(called.stream, "rar"), latest(called.stream, "rtp")
    assert rar is not None
    assert rtp is not None
    assert len(rtp.data["answers"]) == 3
    entry = entries_of([called.stream])[called.stream][-1]
    assert (entry.event, entry.record, entry.role) == ("rtp.issued", rtp.hash, "EET")
    assert entry.facts == {"rar": rar.hash, "requirements": 3, "unanswered": 0, "verdict": "feasible", "version": 1}
    assert provided.situation.evaluation.actions["deep-survey"].status != Status.DONE
    mail = Outbox.objects.latest("pk")
    assert mail.to == [to.user.email]
    assert "RTP" in mail.subject


def test_a_requirement_without_an_answer_is_named(called: Cycle, eet: Person) -> None:
    with pytest.raises(CannotIssueRtp, match="R3"):
        issue(called, eet, answers=answers(called)[:2])
    assert latest(called.stream, "rtp") is None


def test_hours_have_to_make_a_range(called: Cycle, eet: Person) -> None:
    with pytest.raises(CannotIssueRtp) as refusal:
        issue(called, eet, answers=answers(called, effort_hours_high=2))
    assert len(refusal.value.sentences) == 3


def test_conditions_have_to_be_said(called: Cycle, eet: Person) -> None:
    with pytest.raises(CannotIssueRtp):
        issue(called, eet, verdict="conditions")


def test_approved_by_the_to_the_action_is_done(called: Cycle, eet: Person, to: Person) -> None:
    rtp = issue(called, eet).record
    provided = approve_rtp(called, by=to.actor, at=LATER)
    assert provided.record == rtp
    assert provided.recorded.facts == {"rtp": rtp.hash, "verdict": "feasible"}
    assert provided.situation.evaluation.actions["deep-survey"].status == Status.DONE


def test_there_is_nothing_to_approve_before_an_rtp(called: Cycle, to: Person) -> None:
    with pytest.raises(CannotIssueRtp):
        approve_rtp(called, by=to.actor, at=LATER)


def test_the_author_cannot_approve_their_own(called: Cycle, eet: Person) -> None:
    issue(called, eet)
    both = eet.actor.__class__("user", eet.actor.key, roles=("EET", "TO"))
    with pytest.raises(ProcedureViolation):
        approve_rtp(called, by=both, at=LATER)


def test_an_ec_neither_issues_nor_approves(called: Cycle, ec: Person, eet: Person) -> None:
    with pytest.raises(ProcedureViolation):
        issue(called, ec)
    issue(called, eet)
    with pytest.raises(ProcedureViolation):
        approve_rtp(called, by=ec.actor, at=LATER)


def test_an_eet_who_was_not_called_in_cannot_answer(decided: Cycle, eet: Person) -> None:
    with pytest.raises(NotYours):
        issue(decided, eet)


def test_returned_it_stays_unapproved_and_its_author_is_told_what_to_change(
    called: Cycle, eet: Person, to: Person
) -> None:
    rtp = issue(called, eet).record
    assert whose_move(called) == ("TO", State.WAITING_APPROVAL)
    return_rtp(called, comment="Falta el detalle del stock.", by=to.actor, at=LATER)
    assert whose_move(called) == ("EET", State.RUNNING)
    assert RtpReturn.objects.get(record=rtp).comment == "Falta el detalle del stock."
    entry = stream_entries(called.stream)[-1]
    assert (entry.event, entry.role, entry.record) == ("rtp.returned", "TO", rtp.hash)
    assert situation_of(called, at=LATER).latest("rtp.approved") is None
    mail = Outbox.objects.latest("pk")
    assert mail.to == [eet.user.email]
    assert "Falta el detalle del stock." in mail.text
    issue(called, eet)
    assert whose_move(called) == ("TO", State.WAITING_APPROVAL)


def test_only_who_could_approve_may_return_it(called: Cycle, eet: Person) -> None:
    issue(called, eet)
    with pytest.raises(ProcedureViolation):
        return_rtp(called, comment="No.", by=eet.actor, at=LATER)


def test_a_return_says_why(called: Cycle, eet: Person, to: Person) -> None:
    issue(called, eet)
    with pytest.raises(CannotIssueRtp):
        return_rtp(called, comment="  ", by=to.actor, at=LATER)


def test_a_newer_rar_makes_the_rtp_stale_and_names_the_answers_to_revisit(approved: Cycle, ec: Person) -> None:
    rows = [{**row, "id": f"R{n}"} for n, row in enumerate(ladder.REQUIREMENTS, start=1)]
    rows[1]["text"] = "Cobrar solo con transferencia"
    issue_rar(
        approved,
        requirements=[*rows, {**ladder.REQUIREMENTS[0], "text": "Lista mayorista"}],
        legal="Ninguno",
        self_imposed="Ninguno",
        specifics={"online_payments": True},
        by=ec.actor,
        at=LATER,
    )
    stands = standing(situation_of(approved, at=LATER))
    assert stands.stale
    assert stands.revisit == ("R4", "R2")
    assert not stands.to_approve
