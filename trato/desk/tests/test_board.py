"""Tablero: running cycles by phase, what is due first on top."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.template.loader import render_to_string

from tests.support import ladder
from trato.cycles.amounts import set_amount
from trato.cycles.closing import close_without_contract
from trato.cycles.models import Cycle, Progress
from trato.desk import board
from trato.desk.board import IN_A_LANE, SHOWN, columns, endings, lanes
from trato.documents.definitions import by_hash
from trato.procedure import Money
from trato.prospects.models import Prospect

from .pages import browser_of, main_of, text

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person


def several(ec: Person, count: int, at: datetime) -> list[Cycle]:
    return [ladder.opened(ec=ec, at=at, name=f"Cliente {n} SA", cuit="") for n in range(count)]


def test_a_phase_counts_what_it_has_and_shows_the_first(in_force: None, ec: Person, now: datetime) -> None:
    cycles = several(ec, SHOWN + 3, now - timedelta(days=20))
    Progress.objects.filter(pk=cycles[-1].pk).update(due_on=(now - timedelta(days=40)).date())
    set_amount(cycles[0], Money(420_000, "USD"))
    set_amount(cycles[1], Money(80_000, "USD"))
    definition = by_hash(cycles[0].definition_id)
    first, *rest = columns(definition, ec.actor, today=now.date())
    assert (first.number, first.total, first.more) == ("8.1", SHOWN + 3, 3)
    assert first.rows[0].pk == cycles[-1].pk
    assert first.overdue == SHOWN + 3
    assert first.amounts == (Money(500_000, "USD"),)
    assert [column.total for column in rest] == [0, 0, 0]


def test_counting_stops_at_a_thousand(
    in_force: None, ec: Person, now: datetime, martina: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    several(ec, SHOWN + 1, now)
    whole = board.alike
    monkeypatch.setattr(board, "alike", lambda actor: replace(whole(actor), key="user/999999"))  # a question anew
    monkeypatch.setattr(board, "MOST", 2)
    assert columns(by_hash(Cycle.objects.all()[0].definition_id), ec.actor, today=now.date())[0].total == 2
    head = render_to_string("desk/tablero/column.html", {"number": "8.1", "total": 1000, "overdue": 1000, "all": "/"})
    assert "999+" in head
    assert "más de 999 vencidos" in head


def test_the_board_of_one_owner(in_force: None, ec: Person, ec2: Person, now: datetime, martina: Client) -> None:
    several(ec, 1, now)
    several(ec2, 2, now)
    page = main_of(text(martina.get("/tablero/", {"responsable": ec2.user.pk})))
    assert page.count('class="e"') == 2
    assert page.count('class="e"') + 1 == main_of(text(martina.get("/tablero/"))).count('class="e"')
    assert main_of(text(martina.get("/tablero/", {"responsable": "todos"}))).count('class="e"') == 3


def test_on_a_phone_one_phase_at_a_time(cycle: Cycle, martina: Client) -> None:
    def tab(page: str) -> list[str]:
        return re.findall(r'class="col on"[^>]*><h2[^>]*><a[^>]*><span class="sec">([^<]*)', page)

    assert tab(text(martina.get("/tablero/"))) == ["8.1"]
    assert tab(text(martina.get("/tablero/", {"fase": "8.3"}))) == ["8.3"]
    assert tab(text(martina.get("/tablero/", {"fase": "9.9"}))) == ["8.1"]


def test_an_outcome_leaves_the_count_of_the_month(cycle: Cycle, ec: Person, now: datetime, martina: Client) -> None:
    close_without_contract(cycle, motive="price", lesson="Preguntar antes", by=ec.actor, at=now)
    assert endings(ec.actor, since=now - timedelta(days=1)).lost == 1
    assert endings(ec.actor, since=now + timedelta(days=1)).lost == 0
    assert "1 sin contratación" in text(martina.get("/tablero/"))


def test_empty_invites_to_begin(in_force: None, martina: Client, auditor: Person, ec2: Person) -> None:
    assert "Cargá el primer prospecto" in text(martina.get("/tablero/"))
    assert "Cargá el primer prospecto" not in text(browser_of(auditor).get("/tablero/"))
    assert "Ver el tablero entero" in text(martina.get("/tablero/", {"responsable": ec2.user.pk}))


def test_a_technical_role_sees_only_theirs(cycle: Cycle, ec: Person, eet: Person, now: datetime) -> None:
    from trato.cycles.assigning import assign

    browser = browser_of(eet)
    assert "Dulces Quebracho" not in text(browser.get("/tablero/"))
    assign(cycle, user=eet.user, role="EET", by=ec.actor, at=now)
    assert "Dulces Quebracho" in text(browser.get("/tablero/"))


def test_the_board_is_narrowed_and_grouped_by_its_address(
    in_force: None, ec: Person, ec2: Person, gc: Person, now: datetime, martina: Client
) -> None:
    mine, other, *rest = several(ec, IN_A_LANE + 3, now)
    theirs = ladder.opened(ec=ec2, at=now, name="De Tomás SA", cuit="")
    Prospect.objects.create(cycle=mine, priority="high", client_type="shop")
    Prospect.objects.create(cycle=other, priority="low")
    definition = by_hash(mine.definition_id)
    both = columns(definition, gc.actor, today=now.date(), only={"priority": "high", "owner": ec.user.pk})
    assert [row.pk for row in both[0].rows] == [mine.pk]
    assert both[0].total == 1
    shown = columns(definition, gc.actor, today=now.date(), by="owner")
    parted = lanes(shown, [ec2.user.pk, ec.user.pk])
    assert [(lane.group, len(lane.cells[0])) for lane in parted] == [(ec2.user.pk, 1), (ec.user.pk, IN_A_LANE + 3)]
    assert [lane.group for lane in lanes(columns(definition, gc.actor, today=now.date(), by="priority"), ["high"])] == [
        "high", "low", "",
    ]  # fmt: skip
    page = text(martina.get("/tablero/?agrupar=responsable&prioridad=high"))
    assert "Agrupar por: Responsable" in page
    assert "Quitar el filtro: Alta" in page
    assert theirs.code not in page
    lane = text(martina.get("/tablero/?agrupar=responsable"))
    assert f'href="/prospectos/?responsable={ec.user.pk}&amp;fase=8.1"' in lane, "the rest of a lane is in the list"
    assert lane.count("data-row") == IN_A_LANE + 1
    assert "Nada en curso con estos filtros" in text(martina.get("/tablero/?tipo=agency"))
    assert martina.get("/tablero/?responsable=999999999999999999999&agrupar=x&rubro=%27%22").status_code == 200
    assert rest
