"""What a condition lacks, as reasons a person can act on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from trato.procedure.conditions import judging as j
from trato.procedure.conditions import model as m
from trato.procedure.conditions.view import View
from trato.procedure.conditions.writing import condition_data
from trato.procedure.reasons import Reason

# What nobody can do anything about: offered only when nothing else is.
STANDING = (m.Waived, m.NotApplicable, m.ModalityIs, m.OutcomeKnown, m.Not, m.RoleOf)


def lacks(condition: m.Condition | None, view: View, *, of: str = "") -> tuple[Reason, ...]:  # noqa: PLR0911
    """Return why the condition does not hold; empty when it does."""
    if isinstance(condition, m.All):  # what its parts lack, and nothing when they lack nothing
        return _once(reason for part in condition.parts for reason in lacks(part, view, of=of))
    if condition is None or j.judge(condition, of=of)(view):
        return ()
    match condition:
        case m.AnyOf():
            return _nearest(condition, view, of)
        case m.Done(action="*"):
            return tuple(Reason("action-not-done", {"action": action}) for action in view.unsettled(besides=of))
        case m.Exists():
            return (_exists(condition, view),)
        case m.Equals() | m.AtMost() | m.AtLeast() | m.Valid() | m.Passed():
            return (_of_fact(condition, view),)
        case m.Count() | m.Age() | m.Every() | m.DifferentPerson() | m.RoleOf():
            return (_of_events(condition, view),)
        case _:
            return (_of_state(condition),)


def condition_reason(condition: m.Condition) -> Reason:
    """Wrap a condition as a reason; its sentence is the condition's own."""
    return Reason("condition", {"condition": json.dumps(condition_data(condition), sort_keys=True)})


def _once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(reasons))


def _nearest(condition: m.AnyOf, view: View, of: str) -> tuple[Reason, ...]:
    """Explain the alternative that is nearest to holding; a role that would do is added to it."""
    roles = [part.role for part in condition.parts if isinstance(part, m.RoleOf)]
    ranked = sorted(
        (part for part in condition.parts if not isinstance(part, m.RoleOf) or len(roles) == len(condition.parts)),
        key=lambda part: (_standing(part), -_progress(part, view, of)),
    )
    reasons = lacks(ranked[0], view, of=of)
    if roles and not isinstance(ranked[0], m.RoleOf):
        return tuple(Reason(reason.code, {**reason.params, "or_role": "/".join(roles)}) for reason in reasons)
    return reasons


def _standing(condition: m.Condition) -> bool:
    return isinstance(condition, STANDING)


def _progress(condition: m.Condition, view: View, of: str) -> float:
    parts = list(m.leaves(condition))
    return sum(j.judge(part, of=of)(view) for part in parts) / len(parts)


def _exists(condition: m.Exists, view: View) -> Reason:
    event = j.chosen(view, condition)
    if event is None:
        filters = {"where": json.dumps(dict(condition.where))} if condition.where else {}
        return Reason("missing-event", {"event": condition.event, **filters})
    if pair := j.outdated(view, condition, event):
        fact, other = pair
        if view.latest(other) is None:
            return Reason("missing-event", {"event": other})
        return Reason("outdated", {"event": condition.event, "over": fact, "other": other})
    return Reason("again", {"event": condition.event, "after": j.undone_by(view, condition, event)})


def _of_fact(condition: m.Condition, view: View) -> Reason:  # noqa: PLR0911
    path = m.paths(condition)[0]
    value = view.fact(path)
    if view.latest(path.event) is None:
        return Reason("missing-event", {"event": path.event})
    match condition:
        case m.Valid() | m.Passed():
            moment = view.moment(path)
            code = "expired" if isinstance(condition, m.Valid) else "not-yet"
            if moment is None:
                return Reason("missing-fact", {"event": path.event, "fact": path.fact})
            local = moment.astimezone(view.calendar.zone) if isinstance(moment, datetime) else moment
            return Reason(code, {"event": path.event, "fact": path.fact, "on": local.isoformat()})
        case m.AtMost() | m.AtLeast():
            edge = j.bound(view, condition)
            code = "over-limit" if isinstance(condition, m.AtMost) else "under-limit"
            numbers = {"actual": value if isinstance(value, int) else 0, "bound": edge if edge is not None else 0}
            return Reason(code, {"event": path.event, "fact": path.fact, "limit": condition.limit, **numbers})
        case m.Equals(to=m.Path() as to):
            return Reason("facts-differ", {"event": path.event, "fact": path.fact, "to": str(to)})
        case m.Equals(values=values):
            wanted = {"value": values[0]} if len(values) == 1 else {"values": json.dumps(values)}
            actual = value if isinstance(value, int | str) else ""
            return Reason("fact-value", {"event": path.event, "fact": path.fact, "actual": actual, **wanted})
        case _:
            return condition_reason(condition)


def _of_events(condition: m.Condition, view: View) -> Reason:  # noqa: PLR0911
    match condition:
        case m.Count(at_least=None, at_most=most):
            return Reason("too-many", {"events": "/".join(condition.events), "bound": most or 0,
                                       "actual": j.count(view, condition)})  # fmt: skip
        case m.Count(at_least=least, distinct=distinct):
            return Reason("too-few", {"events": "/".join(condition.events), "bound": least or 0,
                                      "actual": j.count(view, condition), "distinct": distinct})  # fmt: skip
        case m.Age(at_least=days):
            passed = j.age(view, condition)
            return Reason("too-soon", {"events": "/".join(condition.events), "bound": days, "actual": passed or 0})
        case m.Every(event=event, has=has):
            return Reason("unanswered", {"event": event, "has": has, "count": len(j.unanswered(view, condition))})
        case m.DifferentPerson(first=first, second=second):
            if view.latest(second) is None or view.latest(first) is None:
                return Reason("missing-event", {"event": first if view.latest(first) is None else second})
            return Reason("same-person", {"first": first, "second": second})
        case m.RoleOf(role=role, event=event):
            return Reason("needs-role", {"role": role, "event": event})
        case _:
            return condition_reason(condition)


def _of_state(condition: m.Condition) -> Reason:
    match condition:
        case m.Done(action=action):
            return Reason("action-not-done", {"action": action})
        case m.NotApplicable(action=action):
            return Reason("applies", {"action": action})
        case m.MilestoneReached(milestone=milestone):
            return Reason("no-milestone", {"milestone": milestone})
        case m.OutcomeKnown(outcome=outcome):
            return Reason("no-outcome", {"outcome": outcome})
        case _:
            return condition_reason(condition)
