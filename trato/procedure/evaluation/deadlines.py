"""When an action is due: business days after something, or the date something names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from trato.procedure.conditions import model as m
from trato.procedure.conditions.judging import judge, unanswered
from trato.procedure.conditions.view import View
from trato.procedure.definition.flow import Action, Deadline
from trato.procedure.evaluation.fold import Fold
from trato.procedure.events import Event, as_date


def due_on(fold: Fold, action: Action) -> date | None:
    """Return the local date by which the action is due; None when no clock is running."""
    view = fold.view
    if action.id in view.waived:
        return as_date(view.waived[action.id].facts.get("regularise_by"))
    for deadline in action.deadlines:
        if deadline.when is None or judge(deadline.when)(view):
            return _named(view, deadline) if deadline.on else _counted(fold, action, deadline)
    return None


def _named(view: View, deadline: Deadline) -> date | None:
    event, _, fact = deadline.on.rpartition(".")
    day = _local(view, view.moment(m.Path(event, fact)))
    return day and view.calendar.add_business_days(day, deadline.days)


def _counted(fold: Fold, action: Action, deadline: Deadline) -> date | None:
    view = fold.view
    start = _start(view, action, deadline)
    if start is None:
        return None
    if (by := fold.reopened.get(action.id)) is not None:
        start = max(start, view.calendar.local_date(by.occurred_at))
    if not deadline.series:
        return view.calendar.add_business_days(start, deadline.days)
    since = view.latest(deadline.after)
    own = (event for name in _own(fold, action) for event in view.log.get(name, ()))
    followed = sum(1 for event in own if since is not None and event.pos > since.pos)
    if followed >= len(deadline.series):
        return None
    return view.calendar.add_business_days(start, deadline.series[followed])


def _own(fold: Fold, action: Action) -> Iterable[str]:
    return (name for name, kind in fold.plan.kinds.items() if kind.action == action.id)


def _start(view: View, action: Action, deadline: Deadline) -> date | None:
    after = deadline.after
    if after == "outcome":
        return _local(view, view.outcome_at)
    if after == "*":
        return _all_the_others(view, action)
    if view.definition.has_action(after):
        return _local(view, _since(view, after))
    if view.definition.has_event(after):
        return _local(view, _event(view, action, deadline))
    event, _, fact = after.rpartition(".")
    return _local(view, view.moment(m.Path(event, fact)))


def _event(view: View, action: Action, deadline: Deadline) -> datetime | None:
    if deadline.pending:
        for leaf in m.leaves(action.done_when):
            if isinstance(leaf, m.Every) and leaf.event == deadline.after:
                oldest = next(iter(unanswered(view, leaf)), None)
                return None if oldest is None else oldest.occurred_at
    latest = view.latest(deadline.after)
    return None if latest is None else latest.occurred_at


def _all_the_others(view: View, action: Action) -> date | None:
    """Return the day on which the last of the other required actions was settled; None while one is not."""
    if view.unsettled(besides=action.id):
        return None
    moments = [_since(view, other.id) for other in view.definition.required_actions if other.id != action.id]
    return _local(view, max((moment for moment in moments if moment is not None), default=None))


def _since(view: View, action: str) -> datetime | None:
    by = view.done.get(action) or view.waived.get(action)
    return by.occurred_at if isinstance(by, Event) else by


def _local(view: View, value: date | datetime | None) -> date | None:
    return view.calendar.local_date(value) if isinstance(value, datetime) else value
