"""What no order of events can break: golden stories are cut, shuffled, repeated and mixed, and the rules still hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from trato.procedure import (
    Calendar,
    Definition,
    Evaluation,
    Event,
    Former,
    Status,
    case_events,
    evaluate,
    from_canonical,
    permits,
)
from trato.procedure.definition.canonical import canonical_bytes
from trato.procedure.evaluation.fold import Fold

START = datetime(2026, 3, 2, 13, tzinfo=UTC)
CALENDAR = Calendar()
STEP = st.integers(min_value=0, max_value=60)
CHANGE = st.tuples(st.sampled_from(["drop", "swap", "again", "borrow"]), st.integers(0, 63), st.integers(0, 63))
STORIES = st.tuples(st.integers(0, 63), st.lists(CHANGE, max_size=8), st.lists(STEP, min_size=1, max_size=12))

type Told = tuple[int, Sequence[tuple[str, int, int]], Sequence[int]]


def tell(definition: Definition, story: Told) -> list[Event]:
    """Make a stream: a golden story, changed, then dated by the steps (hours) in the order recorded."""
    number, changes, steps = story
    told = [case_events(definition, case) for case in definition.cases]
    events = list(told[number % len(told)])
    for change, one, two in changes:
        place, other = one % len(events), two % len(events)
        match change:
            case "drop" if len(events) > 1:
                del events[place]
            case "swap":
                events[place], events[other] = events[other], events[place]
            case "again":
                events.insert(other, events[place])
            case _:
                elsewhere = told[two % len(told)]
                events.insert(place, elsewhere[one % len(elsewhere)])
    clock = START
    dated = []
    for index, event in enumerate(events):
        clock += timedelta(hours=steps[index % len(steps)], minutes=1)
        dated.append(replace(event, pos=index + 10, seq=index + 1, occurred_at=clock, recorded_at=clock))
    return dated


def states(definition: Definition, events: Sequence[Event]) -> list[Evaluation]:
    return [evaluate(definition, events, event.recorded_at, CALENDAR) for event in events]


@given(STORIES)
@settings(max_examples=25, deadline=None)
def test_replaying_gives_the_same_state(definition: Definition, story: Told) -> None:
    events = tell(definition, story)
    at = events[-1].recorded_at + timedelta(days=3)
    assert evaluate(definition, events, at, CALENDAR) == evaluate(definition, list(reversed(events)), at, CALENDAR)


@given(STORIES, st.integers(0, 63))
@settings(max_examples=25, deadline=None)
def test_as_of_a_moment_is_the_state_it_had_then(definition: Definition, story: Told, cut: int) -> None:
    events = tell(definition, story)
    then = events[cut % len(events)].recorded_at + timedelta(minutes=30)
    known = [event for event in events if event.recorded_at <= then]
    assert evaluate(definition, events, then, CALENDAR) == evaluate(definition, known, then, CALENDAR)


@given(STORIES)
@settings(max_examples=20, deadline=None)
def test_milestones_and_endings_stay(definition: Definition, story: Told) -> None:
    told = states(definition, tell(definition, story))
    for earlier, later in pairwise(told):
        assert earlier.milestones.items() <= later.milestones.items()
        assert earlier.void == later.void[: len(earlier.void)]
        assert earlier.outcome in {"", later.outcome}


@given(STORIES)
@settings(max_examples=40, deadline=None)
def test_no_order_reaches_a_proposal_without_a_review(definition: Definition, story: Told) -> None:
    events = tell(definition, story)
    before: Evaluation | None = None
    for event in events:
        after = evaluate(definition, events, event.recorded_at, CALENDAR)
        if event.name == "proposal.sent" and event.seq not in after.void:
            assert before is not None
            assert before.actions["review-requirements"].status in {Status.DONE, Status.WAIVED}
        before = after


@given(STORIES)
@settings(max_examples=40, deadline=None)
def test_no_order_reaches_a_signature_without_agreement(definition: Definition, story: Told) -> None:
    events = tell(definition, story)
    state = evaluate(definition, events, events[-1].recorded_at, CALENDAR)
    waived = {
        event.facts["action"] for event in events if event.name == "waiver.authorised" and event.seq not in state.void
    }
    if "contracted" in state.milestones:
        assert "agreed" in state.milestones or "agree-requirements" in waived
        assert "reviewed-before-commitment" in state.milestones or "review-requirements" in waived
        assert state.milestones.get("agreed", START) <= state.milestones["contracted"]


@given(STORIES)
@settings(max_examples=25, deadline=None)
def test_nothing_follows_a_closing_but_what_the_text_lists_or_is_still_owed(
    definition: Definition, story: Told
) -> None:
    """Tell a whole cycle, and any other story after it."""
    closed = case_events(definition, next(case for case in definition.cases if case.id == "contracted"))
    shift = closed[-1].recorded_at - START + timedelta(hours=1)
    afterwards = [
        replace(event, pos=event.pos + 100, seq=event.seq + 100,
                occurred_at=event.occurred_at + shift, recorded_at=event.recorded_at + shift)
        for event in tell(definition, story)
    ]  # fmt: skip
    before = evaluate(definition, closed, closed[-1].recorded_at, CALENDAR)
    assert before.ended == "closed"
    for place, event in enumerate(afterwards):
        after = evaluate(definition, [*closed, *afterwards[: place + 1]], event.recorded_at, CALENDAR)
        assert after.ended == "closed"
        assert after.outcome == "contracted"
        owed = event.action and not before.actions[event.action].settled
        if event.name not in (definition.after_closing or ()) and not owed:
            assert event.seq in after.void
        before = after


@given(STORIES, st.integers(0, 63))
@settings(max_examples=20, deadline=None)
def test_adopting_a_text_that_asks_for_the_same_changes_nothing(
    definition: Definition, story: Told, place: int
) -> None:
    data = json.loads(definition.canonical) | {"version": "02"}
    same = from_canonical(canonical_bytes(data))
    events = tell(definition, story)
    at = events[-1].recorded_at
    left = events[place % len(events)]
    here = evaluate(definition, events, at, CALENDAR)
    there = evaluate(same, events, at, CALENDAR, [Former(definition, left.pos)])
    assert same != definition
    assert here == there


@given(STORIES)
@settings(max_examples=20, deadline=None)
def test_what_is_permitted_counts_and_what_counts_was_permitted_but_for_the_role(
    definition: Definition, story: Told
) -> None:
    events = tell(definition, story)
    void = evaluate(definition, events, events[-1].recorded_at, CALENDAR).void
    for index, event in enumerate(events):
        permission = permits(
            definition,
            events[:index],
            event=event.name,
            facts=event.facts,
            actor_key=event.actor_key,
            roles=(event.role,),
            actor_kind=event.actor_kind,
            at=event.recorded_at,
            calendar=CALENDAR,
            record=event.record,
        )
        assert (event.seq in void) is bool(permission.reasons), permission.reasons


@given(STORIES)
@settings(max_examples=20, deadline=None)
def test_nothing_changes_before_the_moment_announced(definition: Definition, story: Told) -> None:
    events = tell(definition, story)
    now = evaluate(definition, events, events[-1].recorded_at, CALENDAR)
    later = (now.changes_at or now.at + timedelta(days=400)) - timedelta(seconds=1)
    then = evaluate(definition, events, later, CALENDAR)
    assert replace(then, at=now.at) == now


@given(STORIES)
@settings(max_examples=20, deadline=None)
def test_looking_only_at_what_was_touched_misses_nothing(definition: Definition, story: Told) -> None:
    """Look at every action after every event instead, and find the same."""
    events = tell(definition, story)
    at = events[-1].recorded_at
    quick = Fold.over(definition, events, at, CALENDAR)
    slow = Fold.over(definition, (), START, CALENDAR)
    for event in events:
        if slow.add(event):
            slow._settle(set(range(len(slow.plan.actions))), event)
    slow.run_to(at)
    assert quick.view.done == slow.view.done
    assert quick.view.not_applicable == slow.view.not_applicable
    assert quick.view.milestones == slow.view.milestones
    assert quick.reopened == slow.reopened
