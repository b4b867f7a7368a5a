"""Each condition by itself, over a handful of made-up events."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from trato.procedure import Calendar, Definition, Event
from trato.procedure.conditions.flipping import flips
from trato.procedure.conditions.judging import judge
from trato.procedure.conditions.reading import NotACondition, read_condition
from trato.procedure.conditions.view import View
from trato.procedure.evaluation.explaining import lacks

NOON = datetime(2026, 3, 4, 15, tzinfo=UTC)


def event(
    pos: int, name: str, *, who: str = "ana", role: str = "EC", record: str = "", day: int = 0, **facts: Any
) -> Event:
    moment = NOON + timedelta(days=day)
    return Event(
        pos=pos, seq=pos, name=name, occurred_at=moment, recorded_at=moment, actor_key=who, role=role, facts=facts,
        record=record,
    )  # fmt: skip


EVENTS = [
    event(1, "a.sent", record="r1", n=3, code="x", ok=True, on="2026-03-04", at="2026-03-04T15:00:00+00:00"),
    event(2, "b.given", who="eva", role="GC", over="r1", code="x", n=3),
    event(3, "a.sent", who="teo", record="r2", day=1, n=5, code="y", ok=False),
    event(4, "c.undone", day=2),
    event(5, "d.asked", record="q1"),
    event(6, "d.asked", record="q2"),
    event(7, "e.answered", question="q1"),
]


@pytest.fixture
def view(definition: Definition) -> View:
    log: dict[str, list[Event]] = {}
    for each in EVENTS:
        log.setdefault(each.name, []).append(each)
    state = View(definition, Calendar(), NOON + timedelta(days=6))
    state.log = log
    state.done["identify"] = EVENTS[0]
    state.waived["present"] = EVENTS[0]
    state.not_applicable.add("deep-survey")
    state.milestones["presented"] = NOON
    state.modality = "full"
    return state


HOLD = [
    {"exists": "a.sent"},
    {"exists": "a.sent", "where": {"code": "x"}},
    {"exists": "a.sent", "where": {"code": ["x", "z"], "ok": True}},
    {"exists": "a.sent", "same": ["code"], "as": "b.given"},
    {"exists": "c.undone", "after": ["a.sent"]},
    {"exists": "a.sent", "after": ["z.never"]},
    {"equals": "a.sent.n", "value": 5},
    {"equals": "a.sent.code", "value": ["x", "y"]},
    {"equals": "a.sent.ok", "value": False},
    {"equals": "b.given.n", "to": "b.given.n"},
    {"at_most": "a.sent.n", "value": 5},
    {"at_least": "a.sent.n", "value": 5},
    {"at_most": "a.sent.n", "limit": "ec-total-usd"},
    {"count": "a.sent", "at_least": 2},
    {"count": ["a.sent", "c.undone"], "at_most": 3},
    {"count": "a.sent", "where": {"ok": True}, "at_most": 1},
    {"count": ["a.sent", "b.given"], "distinct": "code", "at_least": 2},
    {"age": "c.undone", "at_least": 2},
    {"age": ["a.sent", "c.undone"], "first": True, "at_least": 4},
    {"different_person": ["a.sent", "b.given"]},
    {"different_person": ["a.sent", "b.given"], "same": ["code"]},
    {"role": "GC", "of": "b.given"},
    {"done": "identify"},
    {"done": "present"},
    {"waived": "present"},
    {"not_applicable": "deep-survey"},
    {"milestone": "presented"},
    {"modality": "full"},
    {"every": "z.never", "has": "e.answered", "by": "question"},
    {"all": [{"exists": "a.sent"}, {"exists": "b.given"}]},
    {"any": [{"exists": "z.never"}, {"exists": "b.given"}]},
    {"not": {"exists": "z.never"}},
]
FAIL = [
    {"exists": "z.never"},
    {"exists": "a.sent", "where": {"code": "z"}},
    {"exists": "b.given", "over": {"over": "a.sent"}},
    {"exists": "a.sent", "after": ["c.undone"]},
    {"equals": "a.sent.n", "value": 3},
    {"equals": "a.sent.n", "value": True},
    {"equals": "a.sent.ok", "value": 0},
    {"equals": "a.sent.missing", "to": "b.given.missing"},
    {"at_most": "a.sent.n", "value": 4},
    {"at_least": "a.sent.code", "value": 0},
    {"at_least": "a.sent.ok", "value": 0},
    {"at_most": "a.sent.n", "limit": "no-such-limit"},
    {"valid": "a.sent.on"},
    {"passed": "a.sent.on"},
    {"count": "a.sent", "at_most": 1},
    {"count": "z.never", "at_least": 1},
    {"age": "z.never", "at_least": 0},
    {"age": "c.undone", "at_least": 3},
    {"different_person": ["b.given", "b.given"]},
    {"different_person": ["z.never", "b.given"]},
    {"different_person": ["b.given", "z.never"]},
    {"role": "EC", "of": "b.given"},
    {"role": "EC", "of": "z.never"},
    {"done": "deep-survey"},
    {"waived": "identify"},
    {"milestone": "contracted"},
    {"outcome": "any"},
    {"outcome": "contracted"},
    {"modality": "simplified"},
    {"every": "d.asked", "has": "e.answered", "by": "question"},
    {"done": "*"},
]


@pytest.mark.parametrize("data", HOLD, ids=str)
def test_it_holds(view: View, data: dict[str, Any]) -> None:
    assert judge(read_condition(data))(view)
    assert lacks(read_condition(data), view) == ()


@pytest.mark.parametrize("data", FAIL, ids=str)
def test_it_does_not_hold_and_says_why(view: View, data: dict[str, Any]) -> None:
    assert not judge(read_condition(data))(view)
    assert lacks(read_condition(data), view)


@pytest.mark.parametrize("data", [*HOLD, *FAIL], ids=str)
def test_its_negation_is_the_opposite(view: View, data: dict[str, Any]) -> None:
    assert judge(read_condition({"not": data}))(view) is not judge(read_condition(data))(view)


def test_a_record_replaced_by_a_newer_one_outdates_what_was_over_it(view: View) -> None:
    over = read_condition({"exists": "b.given", "over": {"over": "a.sent"}})
    assert not judge(over)(view)
    view.log["b.given"].append(event(8, "b.given", over="r2"))
    assert judge(over)(view)


def test_a_date_is_valid_through_its_local_day(view: View) -> None:
    valid, passed = read_condition({"valid": "x.y.on"}), read_condition({"passed": "x.y.on"})
    view.log["x.y"] = [event(9, "x.y", on="2026-03-10")]
    midnight = datetime(2026, 3, 11, 3, tzinfo=UTC)
    assert list(flips(valid, view)) == [midnight]
    view.now = midnight - timedelta(seconds=1)
    assert (judge(valid)(view), judge(passed)(view)) == (True, False)
    view.now = midnight
    assert (judge(valid)(view), judge(passed)(view)) == (False, True)


def test_a_moment_has_passed_from_that_moment_on(view: View) -> None:
    valid, passed = read_condition({"valid": "a.sent.at"}), read_condition({"passed": "a.sent.at"})
    view.log["a.sent"] = EVENTS[:1]
    view.now = NOON - timedelta(seconds=1)
    assert (judge(valid)(view), judge(passed)(view)) == (True, False)
    view.now = NOON
    assert (judge(valid)(view), judge(passed)(view)) == (False, True)


def test_age_flips_at_the_midnight_that_begins_its_day(view: View) -> None:
    age = read_condition({"age": "c.undone", "at_least": 2})
    (flip,) = flips(age, view)
    view.now = flip - timedelta(seconds=1)
    assert not judge(age)(view)
    view.now = flip
    assert judge(age)(view)


@pytest.mark.parametrize(
    "data",
    [
        "identify", {}, {"exist": "a.b"}, {"exists": ""}, {"exists": "a.b", "value": 3}, {"equals": "a.b.c"},
        {"equals": "a.b.c", "value": 1, "to": "a.b.d"}, {"equals": "abc", "value": 1}, {"at_most": "a.b.c"},
        {"at_most": "a.b.c", "value": "3"}, {"count": "a.b"}, {"count": "a.b", "at_least": 1, "at_most": 2},
        {"age": "a.b"}, {"different_person": ["a.b"]}, {"role": "GC"}, {"every": "a.b"}, {"all": []}, {"any": "x"},
        {"not": 3}, {"done": "a", "waived": "b"}, {"exists": "a.b", "same": ["x"]},
        {"exists": "a.b", "where": {"x": []}},
        {"exists": "a.b", "over": {"x": 3}}, {"age": "a.b", "at_least": 1, "first": 1},
    ],
    ids=str,
)  # fmt: skip
def test_nothing_else_is_a_condition(data: object) -> None:
    with pytest.raises(NotACondition) as refused:
        read_condition(data)
    assert refused.value.sentence
