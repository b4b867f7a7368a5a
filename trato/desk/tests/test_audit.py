"""Auditoría: the state of the history, and who may ask for it to be verified."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder
from trato.cycles.models import Cycle
from trato.cycles.waivers import request_waiver
from trato.desk.jobs import CHECKPOINTS, sign_checkpoint, verify_daily, verify_step
from trato.jobs.models import Job
from trato.ledger.models import Entry
from trato.mail.models import Outbox

from .pages import browser_of, main_of, text

if TYPE_CHECKING:
    from pathlib import Path

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


def test_each_new_checkpoint_is_mailed_out_once_where_somebody_keeps_them(
    cycle: Cycle, ec: Person, now: datetime, settings: Any, tmp_path: Path
) -> None:
    settings.TRATO_DATA_DIR = tmp_path
    sign_checkpoint(now)
    assert not Outbox.objects.of_stream(CHECKPOINTS).exists()
    settings.TRATO_CHECKPOINTS_TO = "guarda@escribania.example"
    sign_checkpoint(now)
    sign_checkpoint(now + timedelta(hours=1))
    [mail] = Outbox.objects.of_stream(CHECKPOINTS)
    assert mail.to == ["guarda@escribania.example"]
    assert f"\n{Entry.objects.count()}\n" in mail.text
    assert "— " in mail.text, "it is the signed note itself"
    ladder.classified(cycle, ec=ec, at=now)
    sign_checkpoint(now + timedelta(hours=2))
    assert Outbox.objects.of_stream(CHECKPOINTS).count() == 2


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
