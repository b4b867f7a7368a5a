"""What no order of events can break: golden stories are cut, shuffled, repeated and mixed, and the rules still hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trato.procedure import (
    Calendar,
    Definition,
    Evaluation,
    Event,
    Former,
    case_events,
    evaluate,
    from_canonical,
    parse,
    permits,
)
from trato.procedure.definition.canonical import canonical_bytes
from trato.procedure.evaluation.fold import Fold

START = datetime(2026, 3, 2, 13, tzinfo=UTC)
CALENDAR = Calendar()
LATE = st.sampled_from([0, 0, 0, 0, 1, 5, 30])
CHANGE = st.tuples(st.sampled_from(["drop", "swap", "again", "borrow"]), st.integers(0, 63), st.integers(0, 63))
STORIES = st.tuples(st.integers(0, 63), st.lists(CHANGE, max_size=8), st.lists(LATE, min_size=1, max_size=12))

# PE-CM-01: no commitment without the review, no contract without the agreement, unless waived.
BEFORE = {
    "proposal.sent": "review-requirements",
    "contract.signed": "agree-requirements",
    "contract.countersigned": "agree-requirements",
}

type Told = tuple[int, Sequence[tuple[str, int, int]], Sequence[int]]


def tell(definition: Definition, story: Told) -> list[Event]:
    """Make a stream: a golden story, changed, each place keeping its date but for the hours it comes late.

    Dates that follow the stories' own are what lets meetings begin and offers stand, and so anything be reached.
    """
    number, changes, late = story
    told = [case_events(definition, case) for case in definition.cases]
    events = list(told[number % len(told)])
    for change, one, two in changes:
        place, other = one % len(events), two % len(events)
        match change:
            case "drop" if len(events) > 1:
                del events[place]
            case "swap":
                events[place], events[other] = at_the_time_of(events[place], events[other])
            case "again":
                events.insert(other, at_the_time_of(events[place], events[other])[1])
            case _:
                elsewhere = told[two % len(told)]
                events.insert(place, at_the_time_of(elsewhere[one % len(elsewhere)], events[place])[1])
    return dated(events, late)


def at_the_time_of(one: Event, other: Event) -> tuple[Event, Event]:
    """Return both events in each other's place: the second at the time of the first, and the first of the second."""
    return replace(other, recorded_at=one.recorded_at), replace(one, recorded_at=other.recorded_at)


def dated(events: Sequence[Event], late: Sequence[int] = (0,)) -> list[Event]:
    clock = START - timedelta(days=30)
    told: list[Event] = []
    for index, event in enumerate(events):
        clock = max(clock + timedelta(minutes=1), event.recorded_at) + timedelta(hours=late[index % len(late)])
        told.append(replace(event, pos=index + 10, seq=index + 1, occurred_at=clock, recorded_at=clock))
    return told


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


def gone_around(definition: Definition, events: Sequence[Event]) -> list[str]:
    """Name the events that counted although what must come before them was neither done nor waived just then."""
    fold, found = Fold.over(definition, (), START, CALENDAR), []
    for event in events:
        settled = fold.view.done.keys() | fold.view.waived.keys()
        if fold.add(event) and event.name in BEFORE and BEFORE[event.name] not in settled:
            found.append(event.name)
    return found


def changed_in_one_place(definition: Definition) -> Iterator[list[Event]]:
    """Tell the whole story without each of its events, and with each of what upsets an agreement at every place."""
    whole = case_events(definition, next(case for case in definition.cases if case.id == "contracted"))
    rar, offer = (next(event for event in whole if event.name == name) for name in ("rar.issued", "proposal.sent"))
    objection = replace(rar, name="objection.raised", action="agree-requirements", facts={"rar": rar.record})
    for place, event in enumerate(whole):
        yield dated([*whole[:place], *whole[place + 1 :]])
        for upset in (rar, offer, objection):
            late = replace(upset, record="9" * 64, recorded_at=event.recorded_at)
            yield dated([*whole[: place + 1], late, *whole[place + 1 :]])


@given(STORIES)
@settings(max_examples=200, deadline=None)
def test_no_order_reaches_a_proposal_without_a_review_nor_a_signature_without_agreement(
    definition: Definition, story: Told
) -> None:
    assert gone_around(definition, tell(definition, story)) == []


def test_no_event_left_out_or_put_in_reaches_them_either(definition: Definition) -> None:
    assert [found for events in changed_in_one_place(definition) for found in gone_around(definition, events)] == []


@pytest.mark.parametrize(
    ("action", "gate", "looser", "reached"),
    [
        ("submit-proposal", '{ done = "review-requirements" }', '{ done = "decide-depth" }', "proposal.sent"),
        ("submit-proposal", '{ done = "review-requirements" }', '{ milestone = "surveyed" }', "proposal.sent"),
        ("sign-contract", '{ done = "agree-requirements" }, ', "", "contract.signed"),
        ("sign-contract", '{ done = "agree-requirements" }', '{ milestone = "agreed" }', "contract.signed"),
    ],
)
def test_the_search_above_finds_the_way_around_of_a_looser_text(
    text: str, action: str, gate: str, looser: str, reached: str
) -> None:
    start = text.index(f'id = "{action}"')
    place = text.index(gate, start)
    loose, problems = parse((text[:place] + looser + text[place + len(gate) :]).encode())
    assert loose is not None, problems
    found = {name for events in changed_in_one_place(loose) for name in gone_around(loose, events)}
    assert reached in found


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
