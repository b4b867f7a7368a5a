"""Hoy: each person sees what is in their hands, most pressing first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder
from trato.cycles.assigning import assign
from trato.cycles.models import Cycle, Progress, State
from trato.cycles.projection import asks_gc
from trato.cycles.waivers import request_waiver
from trato.desk.today import groups, in_hand, pressing
from trato.ledger.actors import Actor

from .pages import browser_of, text

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person

TODAY = date(2026, 3, 10)
EC, GC, TO = (Actor("user", f"user/{number}", roles=(role,)) for number, role in enumerate(("EC", "GC", "TO"), 1))


@pytest.mark.parametrize(
    ("actor", "row", "group"),
    [
        (EC, {"due_on": date(2026, 3, 9)}, "overdue"),
        (EC, {"due_on": date(2026, 3, 9), "waiting_for_client": True}, "overdue"),
        (EC, {"due_on": TODAY}, "today"),
        (EC, {"due_on": TODAY, "waiting_for_client": True}, "waiting"),
        (EC, {"due_on": date(2026, 3, 11)}, "coming"),
        (EC, {"due_on": date(2026, 3, 11), "waiting_for_client": True}, "waiting"),
        (EC, {"due_on": None}, "dateless"),
        (EC, {"due_on": TODAY, "state": State.WAITING_APPROVAL}, "today"),
        (GC, {"due_on": TODAY, "state": State.WAITING_APPROVAL}, "approvals"),
        (GC, {"due_on": None, "waiver_pending": True}, "approvals"),
        # The RTP waits for the TO, not for the GC.
        (GC, {"due_on": TODAY, "state": State.WAITING_APPROVAL, "next_action": "deep-survey"}, "today"),
        (TO, {"due_on": TODAY, "state": State.WAITING_APPROVAL, "next_action": "deep-survey"}, "approvals"),
        (TO, {"due_on": TODAY, "next_action": "deep-survey"}, "today"),
    ],
)
def test_each_row_stands_in_one_group(actor: Actor, row: dict[str, Any], group: str) -> None:
    found = groups([Progress(code="C-1", **row)], actor, today=TODAY)
    counted = {name: len(getattr(found, name)) for name in ("approvals", "overdue", "today", "dateless", "coming")}
    counted["waiting"] = len(found.waiting)
    assert {name for name, n in counted.items() if n} == {group}


def test_what_does_not_fit_is_counted() -> None:
    rows = [Progress(code=f"C-{number}", due_on=date(2026, 3, 2)) for number in range(40)]
    found = groups(rows, EC, today=TODAY)
    assert len(found.overdue.rows) < 40
    assert len(found.overdue) == 40
    assert found.hands_on == 40


def codes(person: Person) -> set[str]:
    return set(in_hand(person.actor).values_list("code", flat=True))


def test_an_ec_has_their_own_cycles_and_no_others(cycle: Cycle, ec: Person, ec2: Person) -> None:
    assert codes(ec) == {cycle.code}
    assert codes(ec2) == set()


def test_a_gc_has_what_nobody_owns_and_what_only_a_gc_does(cycle: Cycle, gc: Person) -> None:
    assert codes(gc) == set()
    for able, expected in (("GC", {cycle.code}), ("GC/EC", set())):
        Progress.objects.filter(pk=cycle.pk).update(next_roles=able, for_gc=asks_gc(Progress(next_roles=able)))
        assert codes(gc) == expected
    Progress.objects.filter(pk=cycle.pk).update(owner=None)
    assert codes(gc) == {cycle.code}


@pytest.mark.parametrize("role", ["ec", "gc", "eet", "pm"])
def test_what_presses_is_counted_as_what_is_in_hand(
    cycle: Cycle, ec: Person, role: str, now: datetime, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(role)
    if role == "eet":
        assign(cycle, user=person.user, role="EET", by=ec.actor, at=now)
    today = now.date()
    days = (None, today - timedelta(days=1), today, today + timedelta(days=1))
    states = (State.LISTED, State.RUNNING, State.WAITING_APPROVAL)
    asked = ({"next_roles": "EET/TO"}, {"owner": None}, {"for_gc": True}, {"waiver_pending": True})
    for due, state, waiting, others in product(days, states, (True, False), asked):
        values: dict[str, Any] = {"owner": ec.user.pk, "next_roles": "EC", "for_gc": False, "waiver_pending": False}
        values |= {"due_on": due, "state": state, "waiting_for_client": waiting, **others}
        Progress.objects.filter(pk=cycle.pk).update(**values)
        row = in_hand(person.actor).first()
        word = bool(row) and "GC" in person.actor.roles and (row.waiver_pending or (row.for_gc and state == states[2]))
        late = due is not None and due < today
        presses = bool(row) and (word or late or (due in {None, today} and not waiting))
        assert pressing(person.actor, today=today, most=9)["pressing"] == presses, values


def test_technical_roles_have_a_cycle_while_its_step_asks_for_them(
    cycle: Cycle, ec: Person, eet: Person, to: Person, now: datetime
) -> None:
    assign(cycle, user=eet.user, role="EET", by=ec.actor, at=now)
    assert codes(eet) == set()
    Progress.objects.filter(pk=cycle.pk).update(next_roles="EET/TO")
    assert codes(eet) == {cycle.code}
    assert codes(to) == set()  # asked for, but not on this cycle


def test_an_rtp_to_approve_presses_its_to_before_it_is_due(
    cycle: Cycle, ec: Person, eet: Person, to: Person, now: datetime
) -> None:
    for person, role in ((eet, "EET"), (to, "TO")):
        assign(cycle, user=person.user, role=role, by=ec.actor, at=now)
    waits = {"state": State.WAITING_APPROVAL, "next_action": "deep-survey", "next_roles": "TO"}
    Progress.objects.filter(pk=cycle.pk).update(due_on=now.date() + timedelta(days=2), **waits)
    assert {person: pressing(person.actor, today=now.date(), most=9)["pressing"] for person in (eet, to)} == {
        eet: 0,
        to: 1,
    }
    assert codes(eet) == set()  # the next move is the TO's


def test_a_pm_has_the_hand_overs_to_accept(cycle: Cycle, pm: Person) -> None:
    Progress.objects.filter(pk=cycle.pk).update(
        outcome="contracted", outcome_at=cycle.opened_at, next_action="accept-handover", next_roles="PM"
    )
    assert codes(pm) == {cycle.code}


def test_whoever_reads_everything_has_nothing_in_hand(cycle: Cycle, sgc: Person, auditor: Person) -> None:
    assert codes(sgc) == codes(auditor) == set()


def test_a_list_just_imported_asks_nothing_yet(cycle: Cycle, ec: Person) -> None:
    Progress.objects.filter(pk=cycle.pk).update(state=State.LISTED, due_on=None)
    assert codes(ec) == set()


def test_the_page_shows_the_step_the_client_and_why(cycle: Cycle, martina: Client) -> None:
    page = text(martina.get("/"))
    assert "Dulces Quebracho Viejo SRL" in page
    assert "Identificar y clasificar" in page
    assert "Falta clasificar al prospecto" in page
    assert "Vencido" in page
    assert "1 paso en tus manos" in page


def test_a_waiver_asked_for_waits_for_the_gc(
    cycle: Cycle, ec: Person, gc: Person, now: datetime, martina: Client
) -> None:
    ask = {"action": "prepare-pitch", "reason": "urgency", "text": "La reunión es mañana"}
    request_waiver(cycle, **ask, regularise_by=(now + timedelta(days=10)).date(), by=ec.actor, at=now)
    assert "Esperan tu palabra" in text(browser_of(gc).get("/"))
    assert "Esperan tu palabra" not in text(martina.get("/"))


def test_the_gc_decides_it_from_the_row(cycle: Cycle, ec: Person, gc: Person, now: datetime) -> None:
    from .pages import post

    ask = {"action": "prepare-pitch", "reason": "urgency", "text": "La reunión es mañana"}
    request_waiver(cycle, **ask, regularise_by=(now + timedelta(days=10)).date(), by=ec.actor, at=now)
    browser = browser_of(gc)
    assert f'href="/ciclos/{cycle.code}/8.1.3/"' in text(browser.get("/"))
    row = text(browser.get("/", {"abrir": cycle.code}))
    assert "Desvío de «Preparar la presentación inicial»" in row
    assert "La reunión es mañana" in row
    assert f'action="/ciclos/{cycle.code}/8.1.3/autorizar-desvio/"' in row
    assert f'action="/ciclos/{cycle.code}/8.1.3/rechazar-desvio/"' in row
    assert "clasificar/" not in row
    answer = post(browser, cycle, "8.1.3", "autorizar-desvio", {"text": "", "volver": "/"})
    assert answer.headers["Location"] == "/"
    assert "Esperan tu palabra" not in text(browser.get("/"))


def test_who_asked_is_not_offered_their_own_waiver(cycle: Cycle, gc: Person, now: datetime) -> None:
    ask = {"action": "prepare-pitch", "reason": "urgency", "text": "La reunión es mañana"}
    request_waiver(cycle, **ask, regularise_by=(now + timedelta(days=10)).date(), by=gc.actor, at=now)
    row = text(browser_of(gc).get("/", {"abrir": cycle.code}))
    assert "autorizar-desvio/" not in row


def test_empty_says_what_will_appear(in_force: None, ec: Person, auditor: Person) -> None:
    assert "Nada pendiente" in text(browser_of(ec).get("/"))
    assert "Ir a Auditoría" in text(browser_of(auditor).get("/"))


def test_the_quality_manager_is_told_of_waivers_to_review(
    cycle: Cycle, ec: Person, gc: Person, sgc: Person, now: datetime
) -> None:
    from trato.cycles.waivers import decide_waiver

    request = request_waiver(
        cycle,
        action="prepare-pitch",
        reason="urgency",
        text="La reunión es mañana",
        regularise_by=(now + timedelta(days=10)).date(),
        by=ec.actor,
        at=now,
    )
    decide_waiver(request, authorised=True, text="", by=gc.actor, at=now)
    assert "1 desvío por revisar" in text(browser_of(sgc).get("/"))


def test_an_administrator_is_sent_to_the_people(in_force: None, admin: Person) -> None:
    browser = browser_of(admin)
    assert browser.get("/").headers["Location"] == "/ajustes/personas/"
    assert browser.get("/tablero/").headers["Location"] == "/ajustes/personas/"


def test_before_the_first_approval_it_is_what_is_asked_for(db: Any, gc: Person, sgc: Person, now: datetime) -> None:
    from django.conf import settings

    from trato.documents.definitions import load_seeds

    load_seeds(settings.TRATO_PROCEDURES_DIR, now)
    page = text(browser_of(gc).get("/"))
    assert "Antes de empezar" in page
    assert "Leerla y aprobarla" in page
    assert page.count("Todavía no") == 2


def test_a_row_opens_in_place_without_script(cycle: Cycle, martina: Client) -> None:
    page = text(martina.get("/", {"abrir": cycle.code}))
    assert f'action="/ciclos/{cycle.code}/8.1.1/clasificar/"' in page
    assert '<input type="hidden" name="volver" value="/">' in page
    assert "guardar-borrador/" not in page  # one verb in a row; the rest are in the cycle


def test_somebody_elses_row_does_not_open(cycle: Cycle, ec2: Person) -> None:
    page = text(browser_of(ec2).get("/", {"abrir": cycle.code}))
    assert "clasificar/" not in page


def test_done_in_a_row_it_comes_back_to_the_day(cycle: Cycle, ec: Person, martina: Client) -> None:
    from .pages import CLASSIFIED, post

    answer = post(martina, cycle, "8.1.1", "clasificar", {**CLASSIFIED, "volver": "/"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]  # type: ignore[attr-defined]
    assert "Sigue" in text(answer)


def test_it_never_goes_back_to_another_place(cycle: Cycle, martina: Client) -> None:
    from .pages import CLASSIFIED, post

    answer = post(martina, cycle, "8.1.1", "clasificar", {**CLASSIFIED, "volver": "https://otro.example/"})
    assert answer.headers["Location"] == f"/ciclos/{cycle.code}/"


def test_names_with_html_are_only_text(in_force: None, ec: Person, now: datetime, martina: Client) -> None:
    ladder.opened(ec=ec, at=now, name="<b>Los Teros</b> & Cía", cuit="")
    for path in ("/", "/tablero/", "/buscar/?q=teros"):
        page = text(martina.get(path))
        assert "&lt;b&gt;Los Teros&lt;/b&gt; &amp; Cía" in page
        assert "<b>Los Teros" not in page


def test_the_actor_of_a_token_has_nothing_in_hand(cycle: Cycle) -> None:
    assert in_hand(replace(EC, kind="token", key="token/abc")).count() == 0
