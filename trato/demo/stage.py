"""The stage: stories are generators that say when they go on, and everybody's acts happen in one order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count

from trato.demo.cast import Cast
from trato.procedure import Calendar

type Story = Generator[datetime, datetime]
type Teller = Callable[["World"], Story]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where the stories happen: who there is, the calendar, and what day it is."""

    cast: Cast
    calendar: Calendar
    today: date
    now: datetime

    def day(self, offset: int, clock: str = "10:00") -> datetime:
        """Return the UTC moment of a local clock time, `offset` business days from today (negative is past)."""
        day = self.date(offset)
        hour, minute = clock.split(":")
        return datetime.combine(day, time(int(hour), int(minute)), tzinfo=self.calendar.zone).astimezone(UTC)

    def date(self, offset: int) -> date:
        """Return the local date `offset` business days from today."""
        return self.calendar.add_business_days(self.today, offset) if offset else self.today


def play(tellers: Iterable[Teller], world: World, *, each: Callable[[int], None] | None = None) -> int:
    """Let every story happen up to now, whoever's turn is next acting first; return how many acts there were.

    A story waits at each `yield` for the moment it names; what lies after now does not happen yet.
    """
    order = count()
    waiting: list[tuple[datetime, int, Story]] = []
    for tell in tellers:
        story = tell(world)
        _wait(story, None, waiting, order)
    acts = 0
    while waiting:
        at, _place, story = heapq.heappop(waiting)
        if at > world.now:
            story.close()
            continue
        _wait(story, at, waiting, order)
        acts += 1
        if each:
            each(acts)
    return acts


def _wait(story: Story, at: datetime | None, waiting: list[tuple[datetime, int, Story]], order: count[int]) -> None:
    try:
        moment = next(story) if at is None else story.send(at)
    except StopIteration:
        return
    heapq.heappush(waiting, (moment, next(order), story))
