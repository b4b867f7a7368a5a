"""What the page of a cycle offers, and to whom."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from trato.cycles.assigning import assign

from .pages import address, browser_of, post, text
from .test_acting import CLOSING

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person
    from trato.cycles.models import Cycle


def test_who_may_not_open_a_cycle_is_not_offered_one(
    cycle: Cycle, martina: Client, gc: Person, pm: Person, now: datetime
) -> None:
    assign(cycle, user=pm.user, role="PM", by=gc.actor, at=now)
    post(martina, cycle, "8.4.5", "cerrar-sin-contratacion", CLOSING)
    assert "recuperar/" not in text(browser_of(pm).get(address(cycle)))


def test_only_who_may_close_is_offered_it(
    cycle: Cycle, martina: Client, gc: Person, eet: Person, now: datetime
) -> None:
    assign(cycle, user=eet.user, role="EET", by=gc.actor, at=now)
    assert "Cerrar sin contratación" in text(martina.get(address(cycle)))
    assert "Cerrar sin contratación" not in text(browser_of(eet).get(address(cycle)))


def test_a_form_seldom_used_comes_when_it_is_asked_for(cycle: Cycle, martina: Client) -> None:
    page = text(martina.get(address(cycle, "8.1.1")))
    assert 'id="f-asignar"' not in page
    found = re.search(r'<a [^>]*id="v-asignar" href="([^"#]*)#f-asignar"', page)
    assert found
    opened = text(martina.get(found[1]))
    assert re.search(r'<details class="verb" id="v-asignar" open>.*<form [^>]*id="f-asignar"', opened, re.DOTALL)
    assert 'id="f-proximo-paso"' not in opened
    assert 'id="f-clasificar"' in opened
