"""Ajustes: where each thing is set, and the working calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from trato.cycles.calendars import working_calendar
from trato.cycles.models import CalendarDay, Cycle, Progress
from trato.ledger.entries import stream_entries

from .pages import browser_of, main_of, text

if TYPE_CHECKING:
    from tests.support.cast import Person

URL = "/ajustes/feriados/"


def some_working_day(now: datetime) -> date:
    calendar = working_calendar()
    return calendar.add_business_days(calendar.local_date(now), 20)


def form(day: date, kind: str = "feriado", name: str = "Día del Empleado") -> dict[str, str]:
    return {"day": f"{day:%d/%m/%Y}", "kind": kind, "name": name}


def test_the_gc_adds_a_holiday_and_deadlines_are_computed_again(cycle: Cycle, gc: Person, now: datetime) -> None:
    day = some_working_day(now)
    browser = browser_of(gc)
    assert browser.post(URL, form(day)).status_code == 302
    assert not working_calendar().is_business_day(day)
    assert "Día del Empleado" in text(browser.get(URL))
    entry = stream_entries("setting/calendar")[-1]
    assert (entry.event, entry.facts["day"], entry.role) == ("calendar.changed", day.isoformat(), "GC")
    progress = Progress.objects.get(pk=cycle.pk)
    assert progress.changes_at is not None
    assert progress.changes_at <= now + timedelta(minutes=5)


def test_and_takes_one_away(in_force: None, gc: Person, now: datetime) -> None:
    day = some_working_day(now)
    browser = browser_of(gc)
    browser.post(URL, form(day))
    browser.post(URL, form(day, kind="laborable", name="Se trabaja"))
    assert working_calendar().is_business_day(day)
    assert CalendarDay.objects.count() == 1
    assert "Laborable" in text(browser.get(URL))


@pytest.mark.parametrize("wrong", [{"day": "31/02/2026"}, {"kind": "quizás"}, {"name": ""}])
def test_what_is_wrong_is_marked(in_force: None, gc: Person, now: datetime, wrong: dict[str, str]) -> None:
    answer = browser_of(gc).post(URL, form(some_working_day(now)) | wrong)
    assert answer.status_code == 422
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("role", ["ec", "sgc", "admin", "pm"])
def test_others_read_it_and_are_refused_with_a_sentence(
    in_force: None, role: str, request: pytest.FixtureRequest, now: datetime
) -> None:
    browser = browser_of(request.getfixturevalue(role))
    assert '<form method="post"' not in main_of(text(browser.get(URL)))
    answer = browser.post(URL, form(some_working_day(now)))
    assert answer.status_code == 403
    assert not CalendarDay.objects.exists()


def test_an_auditor_reads_it(in_force: None, auditor: Person, now: datetime) -> None:
    browser = browser_of(auditor)
    assert browser.get(URL).status_code == 200
    assert browser.post(URL, form(some_working_day(now))).status_code == 403


def test_settings_lead_to_each_thing(in_force: None, ec: Person, admin: Person) -> None:
    page = main_of(text(browser_of(ec).get("/ajustes/")))
    for address in (URL, "/ajustes/catalogos/", "/trabajos/"):
        assert f'href="{address}"' in page
    assert "/ajustes/personas/" not in page
    page = main_of(text(browser_of(admin).get("/ajustes/")))
    assert ("/ajustes/personas/" in page, "/correo/" in page, URL in page) == (True, True, False)
