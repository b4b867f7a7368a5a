"""When conditions that depend on the clock change by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from trato.procedure.conditions import model as m
from trato.procedure.conditions.judging import aged
from trato.procedure.conditions.view import View

CLOCKED = (m.Valid, m.Passed, m.Age)


def clocked(condition: m.Condition | None) -> bool:
    """Say whether any part of the condition depends on the clock."""
    return any(isinstance(leaf, CLOCKED) for leaf in m.leaves(condition))


def flips(condition: m.Condition | None, view: View) -> Iterator[datetime]:
    """Yield the moments, past or to come, at which a part of the condition flips with the events of the view."""
    for leaf in m.leaves(condition):
        match leaf:
            case m.Valid(path=path) | m.Passed(path=path):
                value = view.moment(path)
                if isinstance(value, datetime):
                    yield value
                elif isinstance(value, date):
                    yield view.calendar.start_of(value + timedelta(days=1))
            case m.Age(at_least=days):
                event = aged(view, leaf)
                if event is not None:
                    reached = view.calendar.add_business_days(view.calendar.local_date(event.occurred_at), days)
                    yield view.calendar.start_of(reached)
            case _:
                continue
