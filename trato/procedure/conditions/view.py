"""What conditions look at: the counted events so far, the state of the actions, and the moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from trato.procedure.calendar import Calendar
from trato.procedure.conditions.model import Filter, Path
from trato.procedure.definition.model import Definition
from trato.procedure.events import Event, FactValue, as_date, as_moment

as_moment_of_text = lru_cache(maxsize=4096)(as_moment)
as_date_of_text = lru_cache(maxsize=4096)(as_date)


@dataclass(slots=True)
class View:
    """The state while events are folded; conditions only read it."""

    definition: Definition
    calendar: Calendar
    now: datetime
    log: dict[str, list[Event]] = field(default_factory=dict)
    done: dict[str, Event | datetime] = field(default_factory=dict)
    waived: dict[str, Event] = field(default_factory=dict)
    not_applicable: set[str] = field(default_factory=set)
    milestones: dict[str, datetime] = field(default_factory=dict)
    outcome: str = ""
    outcome_at: datetime | None = None
    modality: str = ""
    today_is: tuple[datetime, date] | None = None

    @property
    def today(self) -> date:
        if self.today_is is None or self.today_is[0] is not self.now:
            self.today_is = (self.now, self.calendar.local_date(self.now))
        return self.today_is[1]

    def latest(self, name: str) -> Event | None:
        events = self.log.get(name)
        return events[-1] if events else None

    def fact(self, path: Path) -> FactValue:
        event = self.latest(path.event)
        return None if event is None else event.facts.get(path.fact)

    def moment(self, path: Path) -> date | datetime | None:
        """Return the fact as a moment, or as a date when it is one."""
        return moment_of(self.fact(path))

    def limit(self, limit_id: str, event: str) -> int | None:
        """Return the limit in force on the local date of the latest such event; None when there is none."""
        latest = self.latest(event)
        day = self.today if latest is None else self.calendar.local_date(latest.occurred_at)
        try:
            return self.definition.limit(limit_id, day).value
        except KeyError:
            return None

    def settled(self, action: str) -> bool:
        return action in self.done or action in self.waived

    def unsettled(self, *, besides: str = "") -> tuple[str, ...]:
        """Return the required actions that apply and are neither done nor waived, in definition order."""
        return tuple(
            action.id
            for action in self.definition.required_actions
            if action.id != besides and not self.settled(action.id) and action.id not in self.not_applicable
        )


def moment_of(value: FactValue) -> date | datetime | None:
    if isinstance(value, str):
        return as_moment_of_text(value) or as_date_of_text(value)
    return as_moment(value) or as_date(value)


def passes(event: Event, where: Filter) -> bool:
    return all(event.facts.get(fact) in values for fact, values in where)
