"""The pages with which a cycle moves to the version in force."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support import ladder
from tests.support.versions import approve_version_02
from trato.cycles.models import Cycle
from trato.ledger.entries import stream_entries

from .pages import address, browser_of, main_of, text

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.procedure import Definition


@pytest.fixture
def walked(in_force: None, ec: Person, gc: Person, now: datetime) -> Cycle:
    return ladder.walked_to_presented(ec=ec, gc=gc, at=now - timedelta(days=10))[0]


@pytest.fixture
def version_02(walked: Cycle, gc: Person, sgc: Person, now: datetime) -> Definition:
    return approve_version_02(gc=gc, sgc=sgc, at=now - timedelta(hours=1), contacts=2)


def test_the_cycle_leads_to_what_the_version_in_force_would_ask(
    walked: Cycle, version_02: Definition, gc: Person
) -> None:
    browser = browser_of(gc)
    report = f"{address(walked)}version/"
    assert report in main_of(text(browser.get(address(walked))))
    listed = text(browser.get("/ciclos/otra-version/"))
    assert (report in listed, "2 pasos" in listed) == (True, True)
    assert "/ciclos/otra-version/" in text(browser.get("/documentos/PE-CM-01/01/"))
    page = text(browser.get(report))
    assert "Consultar situación fiscal" in page
    answer = browser.post(
        f"{report}adopcion/",
        {"seq": str(Cycle.objects.get(pk=walked.pk).seq), "version": version_02.hash, "reason": "Pide más"},
        follow=True,
    )
    assert "corre ahora con la versión 02" in text(answer)
    assert "Quedan abiertos 2 pasos anteriores" in text(answer)
    assert stream_entries(walked.stream)[-1].event == "cycle.adopted"
    for path in (address(walked), f"{address(walked)}8.1.8/", "/", "/tablero/", "/prospectos/?vista=todos"):
        assert browser.get(path).status_code == 200
    assert report not in text(browser.get(address(walked)))


def test_others_read_the_report_and_do_not_adopt(
    walked: Cycle, version_02: Definition, ec: Person, sgc: Person
) -> None:
    data = {"seq": str(Cycle.objects.get(pk=walked.pk).seq), "version": version_02.hash, "reason": "Pide más"}
    for person in (ec, sgc):
        browser = browser_of(person)
        assert "lo decide: Gerente Comercial" in text(browser.get(f"{address(walked)}version/"))
        assert browser.post(f"{address(walked)}version/adopcion/", data).status_code == 403


def test_a_stale_report_or_no_reason_comes_back(walked: Cycle, version_02: Definition, gc: Person) -> None:
    browser = browser_of(gc)
    seq = str(Cycle.objects.get(pk=walked.pk).seq)
    sent = {"seq": "1", "version": version_02.hash, "reason": "Porque pide más"}
    stale = browser.post(f"{address(walked)}version/adopcion/", sent)
    assert (stale.status_code, "Porque pide más" in text(stale)) == (409, True)
    assert browser.post(f"{address(walked)}version/adopcion/", sent | {"seq": seq, "reason": ""}).status_code == 422
    assert browser.post(f"{address(walked)}version/adopcion/", sent | {"seq": seq, "version": ""}).status_code == 409
    assert stream_entries(walked.stream)[-1].event != "cycle.adopted"


def test_under_the_version_in_force_there_is_nothing_to_move(walked: Cycle, gc: Person) -> None:
    browser = browser_of(gc)
    assert browser.get(f"{address(walked)}version/").status_code == 302
    assert "Todos los ciclos corren con la versión vigente" in text(browser.get("/ciclos/otra-version/"))
