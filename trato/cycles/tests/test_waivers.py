"""Desvíos: asked for with a reason and a date, decided by somebody else, regularised by themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder
from trato.cycles.models import Cycle, Progress, WaiverRequest
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.cycles.situation import situation_of
from trato.cycles.waivers import CannotWaive, decide_waiver, pending_request, request_waiver
from trato.documents.records import latest
from trato.ledger.entries import stream_entries
from trato.procedure import Status

from .conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person

LATER = AT + timedelta(hours=1)
UNTIL = (AT + timedelta(days=10)).date()


def ask(cycle: Cycle, by: Person, **changes: Any) -> WaiverRequest:
    asked: dict[str, Any] = {
        "action": "prepare-pitch",
        "reason": "urgency",
        "text": "La reunión es hoy",
        "regularise_by": UNTIL,
        "at": LATER,
    }
    return request_waiver(cycle, **(asked | changes), by=by.actor)


def test_asking_leaves_a_record_and_an_entry_without_its_text(cycle: Cycle, ec: Person) -> None:
    request = ask(cycle, ec)
    entry = stream_entries(cycle.stream)[-1]
    assert entry.event == "waiver.requested"
    assert entry.facts == {"action": "prepare-pitch", "reason": "urgency", "regularise_by": UNTIL.isoformat()}
    record = latest(cycle.stream, "waiver")
    assert record is not None
    assert entry.record == record.hash == request.record_hash
    assert record.data["text"] == "La reunión es hoy"
    assert Progress.objects.get(cycle=cycle).waiver_pending
    assert situation_of(cycle, at=LATER).evaluation.actions["prepare-pitch"].status != Status.WAIVED


def test_the_gc_authorises_and_the_action_is_waived(cycle: Cycle, ec: Person, gc: Person) -> None:
    request = ask(cycle, ec)
    decision = decide_waiver(request, authorised=True, text="Por esta vez", by=gc.actor, at=LATER)
    entry = stream_entries(cycle.stream)[-1]
    assert (entry.event, entry.role, entry.facts["request"]) == ("waiver.authorised", "GC", request.record_hash)
    assert "Por esta vez" not in str(entry.facts)
    assert decision.decided_by == gc.actor.key
    assert situation_of(cycle, at=LATER).evaluation.actions["prepare-pitch"].status == Status.WAIVED
    progress = Progress.objects.get(cycle=cycle)
    assert (progress.waiver_pending, progress.waivers) == (False, 1)


def test_refused_the_action_stays_as_it_was(cycle: Cycle, ec: Person, gc: Person) -> None:
    decide_waiver(ask(cycle, ec), authorised=False, text="Esperá", by=gc.actor, at=LATER)
    assert stream_entries(cycle.stream)[-1].event == "waiver.refused"
    assert situation_of(cycle, at=LATER).evaluation.actions["prepare-pitch"].status != Status.WAIVED
    assert pending_request(cycle, "prepare-pitch") is None


def test_who_asks_never_decides(cycle: Cycle, gc: Person) -> None:
    request = ask(cycle, gc)
    with pytest.raises(ProcedureViolation):
        decide_waiver(request, authorised=True, text="", by=gc.actor, at=LATER)
    assert not hasattr(WaiverRequest.objects.get(pk=request.pk), "decision")


@pytest.mark.parametrize("role", ["ec2", "sgc", "auditor", "pm"])
def test_only_the_gc_decides(cycle: Cycle, ec: Person, role: str, request: pytest.FixtureRequest) -> None:
    asked = ask(cycle, ec)
    with pytest.raises((ProcedureViolation, NotYours)):
        decide_waiver(asked, authorised=True, text="", by=request.getfixturevalue(role).actor, at=LATER)


def test_a_decision_is_taken_once(cycle: Cycle, ec: Person, gc: Person) -> None:
    request = ask(cycle, ec)
    decide_waiver(request, authorised=False, text="", by=gc.actor, at=LATER)
    with pytest.raises(CannotWaive, match="ya está decidido"):
        decide_waiver(WaiverRequest.objects.get(pk=request.pk), authorised=True, text="", by=gc.actor, at=LATER)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"action": "sign-contract"}, "no admite desvío|nunca"),
        ({"regularise_by": AT.date()}, "posterior a hoy|después de hoy"),
        ({"regularise_by": date(2020, 1, 1)}, "posterior a hoy|después de hoy"),
    ],
)
def test_what_cannot_be_waived_is_refused_with_why(
    cycle: Cycle, ec: Person, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CannotWaive, match=sentence):
        ask(cycle, ec, **changes)
    assert not WaiverRequest.objects.exists()


def test_one_request_at_a_time_for_an_action(cycle: Cycle, ec: Person) -> None:
    ask(cycle, ec)
    with pytest.raises(CannotWaive):
        ask(cycle, ec)
    ask(cycle, ec, action="present")


def test_what_is_done_needs_no_waiver(cycle: Cycle, ec: Person) -> None:
    ladder.classified(cycle, ec=ec, at=LATER)
    with pytest.raises(CannotWaive):
        ask(cycle, ec, action="identify")


def test_done_after_all_it_is_regularised_by_itself(cycle: Cycle, ec: Person, gc: Person) -> None:
    decide_waiver(ask(cycle, ec, action="identify"), authorised=True, text="", by=gc.actor, at=LATER)
    ladder.classified(cycle, ec=ec, at=LATER + timedelta(hours=1))
    entries = stream_entries(cycle.stream)
    assert [entry.event for entry in entries][-2:] == ["prospect.classified", "waiver.regularised"]
    assert entries[-1].actor_kind == "system"
    assert entries[-2].waiver  # it came in while the waiver stood
    assert situation_of(cycle, at=LATER + timedelta(hours=2)).evaluation.actions["identify"].status == Status.DONE
    ladder.classified(cycle, ec=ec, at=LATER + timedelta(hours=3))
    assert not stream_entries(cycle.stream)[-1].waiver  # made good, it lets nothing more in
