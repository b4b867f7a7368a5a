"""Ajustes: where each thing is set, and the working calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from trato.cycles.calendars import calendar_days, holiday_names, set_holiday, working_calendar
from trato.cycles.models import CalendarDay
from trato.documents.sending import send
from trato.jobs.access import WATCHERS
from trato.people.kept import restored_fields
from trato.people.pages import StaffRequest, staff_page
from trato.people.views.house import READERS
from trato.ui.forms import CodeChoiceField, Form, LocalDateField
from trato.ui.values import numeric_date

HOLIDAY, WORKED = "feriado", "laborable"
AHEAD = timedelta(days=540)


@dataclass(frozen=True, slots=True)
class Place:
    """Something that can be set, and where."""

    title: str | Promise
    text: str | Promise
    url: str
    icon: str


class HolidayForm(Form):
    """A day, whether it is worked, and what it is called."""

    number_prefix = None

    day = LocalDateField(label=gettext_lazy("Day"))
    kind = CodeChoiceField(
        label=gettext_lazy("It is"),
        choices=[(HOLIDAY, gettext_lazy("A holiday")), (WORKED, gettext_lazy("A working day"))],
    )
    name = forms.CharField(label=gettext_lazy("Name or reason"), max_length=80)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: `own` when the house set it, `past` when it has gone by."""

    day: date
    name: str
    holiday: bool
    own: bool
    past: bool = False


@require_safe
@staff_page
def settings_page(request: StaffRequest) -> HttpResponse:
    """Show what can be set and where."""
    held = set(request.actor.roles)
    places = [
        Place(_("My account"), _("Name, password, keys, language and theme."), reverse("people_account"), "user-round"),
    ]
    if held & set(READERS):
        people = _("Who is of the house, their roles and substitutes.")
        places.append(Place(_("People and roles"), people, reverse("people_list"), "users-round"))
    if held - {"ADMIN"}:
        places += [
            Place(_("Holidays"), _("Days the deadlines skip."), reverse("desk:holidays"), "calendar-days"),
            Place(
                _("Cycles without activity"),
                _("After how many days a quiet cycle says so."),
                reverse("desk:idle"),
                "clock",
            ),
            Place(
                _("Catalogues"), _("The lists prospects are classified with."), reverse("prospects:catalogues"), "tag"
            ),
            Place(
                _("How priority is suggested"),
                _("The points of each option, and from how many it is high."),
                reverse("prospects:scoring"),
                "scale",
            ),
            Place(
                _("Pitch material"),
                _("The version of the presentation in force."),
                reverse("pitch:materials"),
                "file-text",
            ),
        ]
    if settings.TRATO_DEMO or held & WATCHERS:
        places.append(Place(_("Mail"), _("What was sent, and what could not be."), reverse("mail:outbox"), "mail"))
    jobs = _("Imports, exports and verifications: how far they are.")
    places.append(Place(_("Jobs"), jobs, reverse("jobs:list"), "history"))
    return render(request, "desk/ajustes.html", {"places": places})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def holidays_page(request: StaffRequest) -> HttpResponse:
    """Show the working calendar; the GC adds and takes away holidays."""
    may = "GC" in request.actor.roles
    kept = restored_fields(request, request.path)
    form = HolidayForm(
        request.POST if request.method == "POST" else None,
        initial=kept.dict() if kept else {"kind": HOLIDAY},
    )

    def save() -> str:
        data = form.cleaned_data
        holiday = data["kind"] == HOLIDAY
        return _said(set_holiday(day=data["day"], holiday=holiday, name=data["name"], by=request.actor, at=request.at))

    sending = send(request, form, save, then=request.path)
    if sending.saved:
        return sending.saved
    context: dict[str, Any] = {"form": form, "refusals": sending.refusals, "may": may, "days": _days(request)}
    return render(request, "desk/feriados.html", context, status=sending.status)


def _days(request: StaffRequest) -> list[Day]:
    today = working_calendar().local_date(request.at)
    first, last = today.replace(month=1, day=1), today + AHEAD
    own = {row.day: row for row in calendar_days(first, last)}
    days = [
        Day(day, name, holiday=True, own=day in own, past=day < today)
        for day, name in holiday_names(first, last).items()
    ]
    days += [
        Day(row.day, row.name, holiday=False, own=True, past=row.day < today) for row in own.values() if not row.holiday
    ]
    return sorted(days, key=lambda one: one.day)


def _said(row: CalendarDay) -> str:
    day = numeric_date(row.day)
    if row.holiday:
        return _("%(day)s is a holiday now. Deadlines are being computed again.") % {"day": day}
    return _("%(day)s is a working day now. Deadlines are being computed again.") % {"day": day}
