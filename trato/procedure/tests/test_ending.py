"""What may still be recorded once a cycle is over."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from trato.procedure import (
    Calendar,
    Definition,
    Event,
    InvalidDefinition,
    case_events,
    evaluate,
    from_canonical,
    load,
    may_try,
    permits,
    sentence,
)
from trato.procedure.definition.canonical import canonical_bytes
from trato.procedure.reasons import Reason

RAR = {"requirements": 3, "must": 2, "without_acceptance": 0, "without_charge": 0, "legal_answered": True, "version": 2}


@pytest.fixture
def silent(definition: Definition) -> Definition:
    """Version 01 as it was approved before it spoke of closed cycles."""
    data = json.loads(definition.canonical)
    del data["after_closing"]
    data["case"] = [case for case in data["case"] if "after-closing" not in case["id"]]
    return from_canonical(canonical_bytes(data))


def closed(definition: Definition) -> tuple[Event, ...]:
    return case_events(definition, next(case for case in definition.cases if case.id == "contracted"))


def reasons(
    definition: Definition, events: tuple[Event, ...], event: str, role: str, **facts: int | bool | str
) -> tuple[Reason, ...]:
    return permits(
        definition, events, event=event, facts=facts, actor_key="ana", roles=(role,),
        at=events[-1].recorded_at + timedelta(days=1), calendar=Calendar(),
    ).reasons  # fmt: skip


def test_a_closed_cycle_says_that_it_is_closed(definition: Definition) -> None:
    found = reasons(definition, closed(definition), "rar.issued", "EC", **RAR)
    assert [sentence(reason, definition) for reason in found] == [
        "El ciclo está cerrado: ya no corresponde emitir el RAR"
    ]
    assert not reasons(definition, closed(definition), "payment.requested", "EC", instalment=2, due_on="2026-06-01")


def test_a_step_with_something_left_may_be_tried_and_another_may_not(definition: Definition) -> None:
    events = closed(definition)
    state = evaluate(definition, events, events[-1].recorded_at, Calendar())
    assert may_try(definition, state, "request-payment", ("EC",)) == ()
    assert [reason.code for reason in may_try(definition, state, "draft-contract", ("EC",))] == ["closed-step"]


def test_what_was_waived_is_made_good_after_the_closing(definition: Definition) -> None:
    """The payment was waived to hand over; the cycle closed, and the money comes."""
    case = next(case for case in definition.cases if case.id == "handed-over-before-payment")
    told = case_events(definition, case)
    last = told[-1]
    rest = [
        event for event in closed(definition) if event.name in {"survey.answered", "handover.accepted", "cycle.closed"}
    ]
    events = told + tuple(
        replace(event, pos=last.pos + place, seq=last.seq + place, occurred_at=moment, recorded_at=moment)
        for place, event in enumerate(rest, 1)
        for moment in [last.recorded_at + timedelta(hours=place)]
    )
    state = evaluate(definition, events, events[-1].recorded_at, Calendar())
    assert (state.ended, str(state.actions["verify-payment"].status)) == ("closed", "waived")
    assert not reasons(definition, events, "start.authorised", "GC", reason="other")


def test_nothing_follows_an_annulment(definition: Definition, silent: Definition) -> None:
    opened = closed(definition)[0]
    annulled = replace(opened, pos=2, seq=2, name="cycle.annulled", facts={"reason": "import-undone"})
    for text in (definition, silent):
        found = reasons(text, (opened, annulled), "followup.logged", "EC", answered=False, inbound=False, medium="mail")
        assert [reason.code for reason in found] == ["annulled"]


def test_a_text_that_does_not_rule_it_means_what_it_did(silent: Definition) -> None:
    events = closed(silent)
    assert silent.after_closing is None
    assert not reasons(silent, events, "modality.chosen", "EC", simplified=False, qualifies=False)
    assert evaluate(silent, events, events[-1].recorded_at, Calendar()).ended == ""


def test_a_name_that_is_no_event_is_named_with_its_line(text: str) -> None:
    wrong = text.replace('"payment.bounced", "collection', '"payment.bounces", "collection')
    with pytest.raises(InvalidDefinition) as refused:
        load(wrong.encode(), file="01.toml")
    problem = refused.value.problems[0]
    assert "«payment.bounced»" in problem.sentence
    assert "payment.bounces" in wrong.splitlines()[problem.line - 1]
