"""The budgets of the pages: queries, their growth, and weight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support import ladder
from trato.cycles.models import Cycle
from trato.cycles.waivers import request_waiver

from .pages import address, browser_of, post

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person

QUERIES, WEIGHT = 15, 60_000
LISTS = ("/", "/tablero/", "/buscar/", "/buscar/?q=sociedad", "/auditoria/", "/ajustes/", "/ajustes/feriados/")

type Crowd = Callable[[int], list[Cycle]]


@pytest.fixture
def crowd(in_force: None, ec: Person, now: datetime) -> Crowd:
    """Open so many cycles of Martina's, due on different days."""

    def opened(count: int) -> list[Cycle]:
        return [
            ladder.opened(ec=ec, at=now - timedelta(days=40, minutes=-n), name=f"Sociedad Comercial {n} SRL", cuit="")
            for n in range(count)
        ]

    return opened


def queries(browser: Client, path: str) -> int:
    browser.get(path)  # the first one compiles templates and reads the definition
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("role", ["ec", "gc", "sgc", "auditor"])
def test_a_page_asks_little(crowd: Crowd, role: str, request: pytest.FixtureRequest) -> None:
    crowd(5)
    browser = browser_of(request.getfixturevalue(role))
    asked = {path: queries(browser, path) for path in LISTS}
    assert {path: count for path, count in asked.items() if count > QUERIES} == {}


def test_twenty_rows_ask_as_much_as_two(crowd: Crowd, martina: Client) -> None:
    crowd(2)
    few = {path: queries(martina, path) for path in LISTS}
    crowd(18)
    assert {path: queries(martina, path) for path in LISTS} == few


def test_a_full_page_is_light(crowd: Crowd, martina: Client) -> None:
    crowd(60)
    weights = {path: len(martina.get(path).content) for path in LISTS}
    assert {path: weight for path, weight in weights.items() if weight > WEIGHT} == {}


@pytest.mark.parametrize("count", [60, 300])
def test_the_page_of_a_long_rar_is_light(cycle: Cycle, martina: Client, count: int) -> None:
    texts = (f"Requisito {n}: vender con tarjeta o transferencia, calcular el envío y avisar" for n in range(count))
    kept = post(martina, cycle, "8.2.1", "emitir-rar", {"_again": "paste", "rows-kept": "1", "paste": "\n".join(texts)})
    assert kept.status_code == 302
    page = martina.get(address(cycle, "8.2.1")).content
    assert 40 <= page.count(b"data-row") <= count
    assert len(page) <= WEIGHT


@pytest.mark.parametrize("section", ["8.1.7", "8.2.9", "8.4.5"])
def test_the_page_of_a_cycle_asks_little_besides_what_its_step_asks(
    cycle: Cycle, martina: Client, section: str
) -> None:
    assert queries(martina, address(cycle, section)) <= QUERIES


def test_a_long_history_asks_as_much_as_a_short_one(
    in_force: None, ec: Person, gc: Person, now: datetime, martina: Client
) -> None:
    cycle, then = ladder.walked_to_presented(ec=ec, gc=gc, at=now - timedelta(days=6))
    short = queries(martina, address(cycle, "8.4.5"))
    for day in range(1, 5):
        ladder.contacted(cycle, ec=ec, at=then + timedelta(days=day))
    assert queries(martina, address(cycle, "8.4.5")) == short


def test_a_cycle_far_along_is_light(in_force: None, ec: Person, gc: Person, now: datetime, martina: Client) -> None:
    cycle, _then = ladder.walked_to_planned(ec=ec, gc=gc, at=now - timedelta(days=6))
    assert len(martina.get(address(cycle, "8.2.1")).content) <= 2 * WEIGHT
    assert len(martina.get(address(cycle, "8.1.4")).content) <= WEIGHT


def test_the_menu_counts_what_presses_and_the_waivers_to_decide(
    cycle: Cycle, ec: Person, gc: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.desk import shell

    for n in range(3):
        ladder.opened(ec=ec, at=now - timedelta(days=40, minutes=n), name=f"Sociedad {n} SRL", cuit="")
    assert shell._counts(ec.actor) == {"pressing": 4, "waivers": 0}
    for code in ("prepare-pitch", "schedule-first-contact"):
        ask = {"action": code, "reason": "urgency", "text": "La reunión es mañana"}
        request_waiver(cycle, **ask, regularise_by=(now + timedelta(days=10)).date(), by=ec.actor, at=now)
    assert shell._counts(gc.actor) == {"pressing": 1, "waivers": 1}, "one cycle asks, twice"
    assert shell._counts(ec.actor)["waivers"] == 0
    monkeypatch.setattr(shell, "MANY", 2)
    assert shell._counts(ec.actor)["pressing"] == 2, "counting stops there"
