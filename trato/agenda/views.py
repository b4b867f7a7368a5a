"""The Agenda: a week from Monday, with its holidays, meetings, what falls due and whom to contact."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trato.agenda.queries import WEEK, week_agenda, without_contact
from trato.cycles.calendars import working_calendar
from trato.people.actors import holders
from trato.people.pages import StaffRequest, staff_page
from trato.ui.forms import LocalDateField

EVERYBODY = "todos"
SEEING_EVERYBODY = {"GC", "SGC", "AUDITOR"}


@require_safe
@staff_page
def week(request: StaffRequest) -> HttpResponse:
    """Show a week; `semana` is any day of it, `persona` whose it is, for those who may see everybody's."""
    today = working_calendar().local_date(request.at)
    monday = _monday(_asked(request.GET.get("semana", "")) or today)
    everybody = bool(SEEING_EVERYBODY & set(request.actor.roles))
    person = _person(request, everybody=everybody)
    days = week_agenda(request.actor, monday, at=request.at, person=person)
    context = {
        "days": days,
        "monday": monday,
        "sunday": monday + timedelta(days=WEEK - 1),
        "earlier": monday - timedelta(days=WEEK),
        "later": monday + timedelta(days=WEEK),
        "this_week": monday == _monday(today),
        "now": request.at,
        "everybody": everybody,
        "people": holders("EC", request.at) if everybody else (),
        "person": person,
        "chosen": request.GET.get("persona", ""),
        "empty": all(day.empty for day in days),
        "prospects": without_contact(request.actor, person=person),
    }
    return render(request, "agenda/week.html", context)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _asked(typed: str) -> date | None:
    try:
        return LocalDateField(required=False).clean(typed)  # type: ignore[no-any-return]
    except ValidationError:
        return None


def _person(request: StaffRequest, *, everybody: bool) -> int | None:
    """Return whose week it is; who sees everybody's and asks for nobody in particular gets everybody's."""
    asked = request.GET.get("persona", "")
    if everybody:
        return int(asked) if asked.isdecimal() and len(asked) < 10 else None  # noqa: PLR2004 - what a key may have
    return request.user.pk
