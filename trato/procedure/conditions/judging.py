"""When a condition holds: each is turned once into a function of the view."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from trato.procedure.conditions import model as m
from trato.procedure.conditions.view import View, passes
from trato.procedure.events import Event

type Judge = Callable[[View], bool]


def always(_view: View) -> bool:
    return True


def judge(condition: m.Condition | None, *, of: str = "") -> Judge:  # noqa: PLR0911
    """Return the function that says whether the condition holds; `of` is the action it belongs to, for `done = "*"`."""
    match condition:
        case None:
            return always
        case m.All(parts=parts):
            judges = tuple(judge(part, of=of) for part in parts)
            return lambda view: all(one(view) for one in judges)
        case m.AnyOf(parts=parts):
            judges = tuple(judge(part, of=of) for part in parts)
            return lambda view: any(one(view) for one in judges)
        case m.Not(part=part):
            inner = judge(part, of=of)
            return lambda view: not inner(view)
        case m.Done(action="*"):
            return lambda view: not view.unsettled(besides=of)
        case m.Exists() | m.Count() | m.Age() | m.Every() | m.DifferentPerson() | m.RoleOf():
            return _of_events(condition)
        case m.Equals() | m.AtMost() | m.AtLeast() | m.Valid() | m.Passed():
            return _of_facts(condition)
        case _:
            return _of_state(condition)


def _of_events(condition: m.Condition) -> Judge:
    match condition:
        case m.Exists():
            return lambda view: exists(view, condition)
        case m.Count(at_least=low, at_most=high):
            return lambda view: (
                (low or 0) <= count(view, condition) and (high is None or count(view, condition) <= high)
            )
        case m.Age(at_least=days):
            return lambda view: (past := age(view, condition)) is not None and past >= days
        case m.Every():
            return lambda view: not unanswered(view, condition)
        case m.DifferentPerson():
            return lambda view: different(view, condition)
        case m.RoleOf(role=role, event=name):
            return lambda view: (event := view.latest(name)) is not None and event.role == role
        case _:
            raise TypeError(condition)


def _of_facts(condition: m.Condition) -> Judge:
    match condition:
        case m.Equals(path=path, to=m.Path() as to):
            return lambda view: (value := view.fact(path)) is not None and value == view.fact(to)
        case m.Equals(path=path, values=values):
            accepted = frozenset((type(value), value) for value in values)
            return lambda view: (type(value := view.fact(path)), value) in accepted
        case m.AtMost(path=path):
            return lambda view: within(view, path, bound(view, condition), least=False)
        case m.AtLeast(path=path):
            return lambda view: within(view, path, bound(view, condition), least=True)
        case m.Valid(path=path):
            return lambda view: valid(view, path)
        case m.Passed(path=path):
            return lambda view: passed(view, path)
        case _:
            raise TypeError(condition)


def _of_state(condition: m.Condition) -> Judge:  # noqa: PLR0911
    match condition:
        case m.Done(action=action):
            return lambda view: action in view.done or action in view.waived
        case m.Waived(action=action):
            return lambda view: action in view.waived
        case m.NotApplicable(action=action):
            return lambda view: action in view.not_applicable
        case m.MilestoneReached(milestone=milestone):
            return lambda view: milestone in view.milestones
        case m.OutcomeKnown(outcome="any"):
            return lambda view: view.outcome != ""
        case m.OutcomeKnown(outcome=outcome):
            return lambda view: view.outcome == outcome
        case m.ModalityIs(modality=modality):
            return lambda view: view.modality == modality
        case _:
            raise TypeError(condition)


def chosen(view: View, condition: m.Exists) -> Event | None:
    """Return the event an `exists` looks at: the latest that passes its filters."""
    events = view.log.get(condition.event)
    if not events:
        return None
    if not condition.where and not condition.same:
        return events[-1]
    like = view.latest(condition.as_) if condition.same else None
    if condition.same and like is None:
        return None
    for event in reversed(events):
        if passes(event, condition.where) and (
            like is None or all(event.facts.get(fact) == like.facts.get(fact) for fact in condition.same)
        ):
            return event
    return None


def outdated(view: View, condition: m.Exists, event: Event) -> tuple[str, str] | None:
    """Return the first pair of `over` (fact, event) whose current record the event is not about."""
    for fact, name in condition.over:
        other = view.latest(name)
        if other is None or not other.record or event.facts.get(fact) != other.record:
            return fact, name
    return None


def undone_by(view: View, condition: m.Exists, event: Event) -> str:
    """Return the first event of `after` that came later than the event; empty when none did."""
    for name in condition.after:
        other = view.latest(name)
        if other is not None and other.pos > event.pos:
            return name
    return ""


def exists(view: View, condition: m.Exists) -> bool:
    event = chosen(view, condition)
    return event is not None and not outdated(view, condition, event) and not undone_by(view, condition, event)


def count(view: View, condition: m.Count) -> int:
    events = [event for name in condition.events for event in view.log.get(name, ()) if passes(event, condition.where)]
    return len({event.facts.get(condition.distinct) for event in events}) if condition.distinct else len(events)


def aged(view: View, condition: m.Age) -> Event | None:
    """Return the event whose age counts: the latest of those named, or the first."""
    events = [event for name in condition.events for event in view.log.get(name, ()) if passes(event, condition.where)]
    pick = min if condition.first else max
    return pick(events, key=lambda event: event.pos, default=None)


def age(view: View, condition: m.Age) -> int | None:
    event = aged(view, condition)
    if event is None:
        return None
    return view.calendar.business_days_between(view.calendar.local_date(event.occurred_at), view.today)


def unanswered(view: View, condition: m.Every) -> list[Event]:
    answered = {event.facts.get(condition.by) for event in view.log.get(condition.has, ())}
    return [event for event in view.log.get(condition.event, ()) if event.record not in answered]


def different(view: View, condition: m.DifferentPerson) -> bool:
    second = view.latest(condition.second)
    first = chosen(view, m.Exists(event=condition.first, same=condition.same, as_=condition.second))
    return first is not None and second is not None and first.actor_key != second.actor_key


def bound(view: View, condition: m.AtMost | m.AtLeast) -> int | None:
    return view.limit(condition.limit, condition.path.event) if condition.limit else condition.value


def within(view: View, path: m.Path, edge: int | None, *, least: bool) -> bool:
    value = view.fact(path)
    if edge is None or isinstance(value, bool) or not isinstance(value, int):
        return False
    return value >= edge if least else value <= edge


def valid(view: View, path: m.Path) -> bool:
    value = view.moment(path)
    if isinstance(value, datetime):
        return value > view.now
    return value is not None and value >= view.today


def passed(view: View, path: m.Path) -> bool:
    value = view.moment(path)
    if isinstance(value, datetime):
        return value <= view.now
    return value is not None and value < view.today
