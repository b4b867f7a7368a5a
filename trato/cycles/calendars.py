"""The working calendar: Argentine holidays plus what the house changed."""

from datetime import date, datetime
from functools import lru_cache
from typing import cast

import holidays
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.models import CalendarDay, Progress
from trato.cycles.refusals import NotYours
from trato.ledger.actors import SYSTEM, Actor
from trato.ledger.append import Draft, append
from trato.prepared import Prepared
from trato.procedure import Calendar

FIRST_YEAR, YEARS = 2020, 25
_CHANGED = Prepared(lambda: CalendarDay.objects.order_by("day").values_list("day", "holiday"))


def working_calendar() -> Calendar:
    """Return the calendar in force: business days are Monday to Friday less holidays, in the organisation's zone."""
    return _calendar(settings.TRATO_TIME_ZONE, tuple(_CHANGED.rows()))


@transaction.atomic
def set_holiday(*, day: date, holiday: bool, name: str, by: Actor, at: datetime) -> CalendarDay:
    """Make a day a holiday or a working one; the running cycles' deadlines are computed again. Raises NotYours."""
    if by.key != SYSTEM.key and "GC" not in by.roles:
        raise NotYours(_("Only the Commercial Manager changes the calendar."))
    CalendarDay.objects.filter(day=day).delete()
    row = CalendarDay.objects.create(day=day, holiday=holiday, name=name)
    append(
        [
            Draft(
                stream="setting/calendar",
                event="calendar.changed",
                occurred_at=at,
                actor=by.exercising("GC") if "GC" in by.roles else by,
                facts={"day": day.isoformat(), "holiday": holiday},
            )
        ],
        at=at,
    )
    # The ticker evaluates again what the clock made stale, and this did.
    Progress.objects.running().exclude(due_on=None).update(changes_at=at)
    return row


def calendar_days(first: date, last: date) -> list[CalendarDay]:
    """Return the days between two dates, both included, whose character the house changed."""
    return list(CalendarDay.objects.filter(day__range=(first, last)).order_by("day"))


def holiday_names(first: date, last: date) -> dict[date, str]:
    """Name the holidays between two dates, both included."""
    names = {day: name for day, name in _public(first.year, last.year).items() if first <= day <= last}
    for row in CalendarDay.objects.filter(day__range=(first, last)):
        if row.holiday:
            names[row.day] = row.name
        else:
            names.pop(row.day, None)
    return names


@lru_cache(maxsize=4)
def _calendar(tz: str, changed: tuple[tuple[date, bool], ...]) -> Calendar:
    days = set(_public(FIRST_YEAR, FIRST_YEAR + YEARS))
    for day, holiday in changed:
        (days.add if holiday else days.discard)(day)
    return Calendar(tz=tz, holidays=frozenset(days))


@lru_cache(maxsize=8)
def _public(first_year: int, last_year: int) -> dict[date, str]:
    found = holidays.country_holidays("AR", years=range(first_year, last_year + 1), language="es")
    return cast("dict[date, str]", dict(found))
