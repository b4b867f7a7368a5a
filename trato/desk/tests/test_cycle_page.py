"""The page of a cycle: the procedure, the step in the middle, what is missing, the record and the entries."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.support import ladder
from trato.agenda.actions import Conversation, log_contact
from trato.cycles.models import Cycle

from .pages import address, browser_of, main_of, text

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person


def spanish(moment: datetime) -> str:
    from trato.ui.values import numeric_date

    return numeric_date(moment)


def walked(ec: Person, gc: Person, at: datetime) -> Cycle:
    cycle, then = ladder.walked_to_presented(ec=ec, gc=gc, at=at)
    return ladder.surveyed(cycle, ec=ec, at=then)


def test_it_opens_at_the_step_that_follows(
    in_force: None, ec: Person, gc: Person, now: datetime, martina: Client
) -> None:
    cycle = walked(ec, gc, now - timedelta(days=4))
    page = main_of(text(martina.get(address(cycle))))
    assert re.search(r'<h2 id="h-step"[^>]*>Determinar profundidad</h2>', page)
    assert re.findall(r'class="a c next" aria-current="step"', page)
    assert "Falta determinar la profundidad" in page
    assert "Lo tiene Martina Sosa" in page or "Martina Sosa" in page


def test_each_step_has_its_address(cycle: Cycle, martina: Client) -> None:
    page = main_of(text(martina.get(address(cycle, "8.2.8"))))
    assert "Elaborar el contrato" in page
    assert f'href="{address(cycle, "8.2.8")}"' in page
    assert martina.get(address(cycle, "8.7.1")).status_code == 404
    assert martina.get("/ciclos/C-1999-0001/").status_code == 404


def test_a_deadline_that_is_a_date_says_so(cycle: Cycle, martina: Client) -> None:
    assert "En la fecha fijada" in text(martina.get(address(cycle, "8.1.3")))
    assert "En el día" in text(martina.get(address(cycle, "8.3.1")))


def test_discretionary_actions_nobody_used_are_folded(cycle: Cycle, martina: Client) -> None:
    page = main_of(text(martina.get(address(cycle))))
    folded = re.findall(r'<details class="more">(.*?)</details>', page, re.DOTALL)
    assert any("Acuerdo de confidencialidad" in one or "confidencialidad" in one for one in folded)
    assert "Mostrar 3 más" in page


def test_the_first_contact_is_logged_in_its_step(cycle: Cycle, martina: Client) -> None:
    assert f'href="{address(cycle, "8.1.2")}" data-key="c"' in text(martina.get(address(cycle)))


def test_later_contacts_are_follow_up(in_force: None, ec: Person, gc: Person, now: datetime, martina: Client) -> None:
    later = walked(ec, gc, now - timedelta(days=4))
    assert f'href="{address(later, "8.1.5")}" data-key="c"' in text(martina.get(address(later)))


def test_the_entries_are_narrowed_to_a_part_or_to_those_with_a_record(
    in_force: None, ec: Person, gc: Person, now: datetime, martina: Client
) -> None:
    cycle = walked(ec, gc, now - timedelta(days=4))

    def shown(**asked: str) -> list[str]:
        page = main_of(text(martina.get(address(cycle), asked)))
        return re.findall(r"<tr>(.*?)</tr>", page.partition('<section class="time"')[2], re.DOTALL)[1:]

    everything = shown()
    kept = shown(asientos="registros")
    assert kept == [row for row in everything if "/registros/" in row]
    assert 0 < len(kept) < len(everything)
    parts = shown(asientos="8.2")
    assert parts
    assert all('<td class="n">8.2.' in row for row in parts)
    assert shown(asientos="8.4") == shown(asientos="x") == everything, "what narrows nothing is not offered"


def test_as_of_a_day_shows_what_was_recorded_by_then_and_no_verb(
    in_force: None, ec: Person, gc: Person, now: datetime, martina: Client
) -> None:
    start = now - timedelta(days=20)
    cycle = ladder.classified(ladder.opened(ec=ec, at=start), ec=ec, at=start + timedelta(days=5))
    page = main_of(text(martina.get(address(cycle), {"al": spanish(start + timedelta(days=2))})))
    assert "Así estaba el" in page
    assert "Abrió el ciclo" in page
    assert "Clasificó al prospecto" not in page
    assert '<form method="post"' not in page
    assert "Identificar y clasificar" in page
    today = main_of(text(martina.get(address(cycle), {"al": spanish(now)})))
    assert "Así estaba el" not in today  # today is not the past
    assert "Clasificó al prospecto" in today


def test_a_day_that_does_not_exist_is_said(cycle: Cycle, martina: Client) -> None:
    answer = martina.get(address(cycle), {"al": "31/02/2026"})
    assert answer.status_code == 200
    assert 'class="just error"' in text(answer)
    assert "Así estaba el" not in text(answer)


def test_before_it_was_opened_nothing_breaks(cycle: Cycle, martina: Client) -> None:
    answer = martina.get(address(cycle), {"al": "01/01/2020"})
    assert answer.status_code == 200
    assert "Abrió el ciclo" not in text(answer)


def test_what_was_loaded_late_says_so(cycle: Cycle, ec: Person, now: datetime, martina: Client) -> None:
    told = Conversation(medium="phone", answered=True, summary="Llamó", next_on=(now + timedelta(days=9)).date())
    log_contact(cycle, conversation=told, by=ec.actor, at=now, occurred_at=now - timedelta(days=3))
    page = main_of(text(martina.get(address(cycle))))
    assert page.count("Carga posterior") == 1


def test_what_came_before_its_turn_does_not_count_and_says_so(
    cycle: Cycle, ec: Person, now: datetime, martina: Client
) -> None:
    told = Conversation(medium="phone", answered=True, summary="Llamó", next_on=(now + timedelta(days=9)).date())
    log_contact(cycle, conversation=told, by=ec.actor, at=now)
    page = main_of(text(martina.get(address(cycle))))
    assert "Registró un contacto" in page


def test_the_record_is_the_step_s_and_any_other_can_be_chosen(
    in_force: None, ec: Person, gc: Person, now: datetime, martina: Client
) -> None:
    cycle = walked(ec, gc, now - timedelta(days=4))
    from trato.documents.records import latest

    minutes, rar = latest(cycle.stream, "minutes"), latest(cycle.stream, "rar")
    assert minutes is not None
    assert rar is not None
    shown = main_of(text(martina.get(address(cycle, "8.1.4"))))
    assert minutes.number in re.findall(r'<div class="recsheet">.*?</aside>', shown, re.DOTALL)[0]
    chosen = main_of(text(martina.get(address(cycle, "8.1.4"), {"registro": rar.hash})))
    assert rar.number in re.findall(r'<div class="recsheet">.*?</aside>', chosen, re.DOTALL)[0]
    assert martina.get(address(cycle), {"registro": "f" * 64}).status_code == 200


def test_what_is_missing_under_a_card_of_the_board(cycle: Cycle, martina: Client, eet: Person) -> None:
    answer = martina.get(f"/tablero/falta/{cycle.code}/")
    assert "Falta clasificar al prospecto" in text(answer)
    assert "<html" not in text(answer)
    assert browser_of(eet).get(f"/tablero/falta/{cycle.code}/").status_code == 404


def test_who_joined_shows_beside_the_owner(
    cycle: Cycle, ec: Person, eet: Person, now: datetime, martina: Client
) -> None:
    from trato.cycles.assigning import assign

    assign(cycle, user=eet.user, role="EET", by=ec.actor, at=now)
    page = main_of(text(martina.get(address(cycle))))
    assert re.search(r"<dd>Martina Sosa<small>Ramiro Paz, EET</small>", page)
    assert "Asignó el ciclo</span>: Ramiro Paz, EET" in page


def test_who_reads_only_keeps_the_entries_and_the_record(
    in_force: None, ec: Person, gc: Person, auditor: Person, now: datetime
) -> None:
    cycle = walked(ec, gc, now - timedelta(days=4))
    page = main_of(text(browser_of(auditor).get(address(cycle))))
    assert "Emitió el RAR" in page
    assert '<div class="recsheet">' in page
    assert "data-key" not in page
