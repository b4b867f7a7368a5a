"""Auditoría: the state of the history, and who may ask for it to be verified."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from trato.cycles.models import Cycle
from trato.cycles.waivers import request_waiver
from trato.desk.jobs import verify_daily, verify_step
from trato.jobs.models import Job

from .pages import browser_of, main_of, text

if TYPE_CHECKING:
    from tests.support.cast import Person


def verified(now: datetime) -> None:
    verify_daily(now)
    verify_step(Job.objects.get(kind="ledger.verify"), now)


def test_once_verified_every_page_says_so(cycle: Cycle, auditor: Person, now: datetime) -> None:
    browser = browser_of(auditor)
    assert "Sin verificar todavía" in text(browser.get("/auditoria/"))
    verified(now)
    assert "Historial íntegro" in main_of(text(browser.get("/auditoria/")))
    assert "Historial íntegro" in text(browser.get("/tablero/"))


def test_one_verification_at_a_time_is_enough(cycle: Cycle, now: datetime) -> None:
    verify_daily(now)
    verify_daily(now + timedelta(minutes=1))
    assert Job.objects.filter(kind="ledger.verify").count() == 1


@pytest.mark.parametrize("role", ["gc", "sgc", "auditor"])
def test_who_audits_asks_for_a_verification(cycle: Cycle, role: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(role)
    answer = browser_of(person).post("/auditoria/verificacion/")
    job = Job.objects.get(kind="ledger.verify")
    assert (answer.status_code, job.by_key) == (302, person.actor.key)


@pytest.mark.parametrize("role", ["ec", "pm", "admin"])
def test_nobody_else_does(cycle: Cycle, role: str, request: pytest.FixtureRequest) -> None:
    browser = browser_of(request.getfixturevalue(role))
    assert browser.post("/auditoria/verificacion/").status_code == 403
    assert browser.get("/auditoria/verificacion/").status_code in {403, 405}
    assert not Job.objects.filter(kind="ledger.verify").exists()


def test_waivers_are_listed_with_their_decision(cycle: Cycle, ec: Person, auditor: Person, now: datetime) -> None:
    browser = browser_of(auditor)
    assert "No se pidió ningún desvío." in text(browser.get("/auditoria/"))
    request_waiver(
        cycle,
        action="prepare-pitch",
        reason="urgency",
        text="La reunión es mañana",
        regularise_by=(now + timedelta(days=10)).date(),
        by=ec.actor,
        at=now,
    )
    page = main_of(text(browser.get("/auditoria/")))
    assert "Preparar la presentación inicial" in page
    assert "Esperando" in page
