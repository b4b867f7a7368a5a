"""Doing a step from the page of the cycle: what may go wrong is told, and what was typed is never lost."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder
from trato.cycles.assigning import assign
from trato.cycles.drafts import as_data, draft_of
from trato.cycles.models import Cycle, Progress, WaiverRequest
from trato.cycles.rows import rows_of
from trato.cycles.situation import situation_of
from trato.ledger.entries import stream_entries
from trato.procedure import Status

from .pages import CLASSIFIED, CLOSING, address, browser_of, main_of, post, text

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person


def events(cycle: Cycle) -> list[str]:
    return [entry.event for entry in stream_entries(cycle.stream)]


def status(cycle: Cycle, action: str, now: datetime) -> Status:
    return situation_of(cycle, at=now + timedelta(minutes=5)).evaluation.actions[action].status


def test_done_says_what_was_done_and_what_follows(cycle: Cycle, martina: Client) -> None:
    answer = post(martina, cycle, "8.1.1", "clasificar", CLASSIFIED, follow=True)
    assert answer.status_code == 200
    assert "Sigue: Establecer y programar contacto, vence el " in text(answer)
    assert events(cycle)[-1] == "prospect.classified"


def test_a_stale_form_is_refused_and_keeps_what_was_typed(
    cycle: Cycle, gc: Person, now: datetime, ec2: Person, martina: Client
) -> None:
    assign(cycle, user=ec2.user, by=gc.actor, at=now)
    assign(cycle, user=_user(martina), by=gc.actor, at=now)
    answer = martina.post(address(cycle, "8.1.1", "clasificar"), {**CLASSIFIED, "seq": "1"})
    assert answer.status_code == 409
    page = text(answer)
    assert "Mientras escribías se agregaron 2 asientos" in page
    assert "Pidieron turno para el lunes" in page
    assert 'name="seq" value="3"' in page  # sent again as it is, it goes in
    assert "prospect.classified" not in events(cycle)


def _user(browser: Client) -> Any:
    from trato.people.models import User

    return User.objects.get(pk=browser.session["_auth_user_id"])


def test_a_form_that_says_nothing_it_could_have_seen_is_stale(cycle: Cycle, martina: Client) -> None:
    for seq in ({"seq": "abc"}, {"seq": "-1"}, {"seq": "²"}, {"seq": "99999999999"}, {"seq": ""}, {}):
        answer = martina.post(address(cycle, "8.1.1", "clasificar"), {**CLASSIFIED, **seq})
        assert answer.status_code == 409
        assert "Mientras escribías se agregó 1 asiento" in text(answer)
        assert "Pidieron turno para el lunes" in text(answer)
    assert events(cycle) == ["cycle.opened"]


def test_without_the_entry_it_was_opened_at_nothing_is_assigned(cycle: Cycle, gc: Person, ec2: Person) -> None:
    answer = browser_of(gc).post(address(cycle, "8.1.1", "asignar"), {"member": f"EC:{ec2.user.pk}"})
    assert answer.status_code == 409
    assert events(cycle) == ["cycle.opened"]


def test_what_is_wrong_is_marked_and_the_text_stays(cycle: Cycle, martina: Client) -> None:
    answer = post(martina, cycle, "8.1.1", "clasificar", {**CLASSIFIED, "cuit": "30-11111111-1"})
    assert answer.status_code == 422
    page = text(answer)
    assert "Pidieron turno para el lunes" in page
    assert "30-11111111-1" in page
    assert re.search(r'class="errs"[^>]*data-focus', page)
    assert 'href="#clasificar-cuit"' in page
    assert events(cycle) == ["cycle.opened"]


def test_what_the_procedure_refuses_comes_back_with_reasons(cycle: Cycle, martina: Client) -> None:
    answer = post(martina, cycle, "8.4.5", "cerrar-sin-contratacion", {**CLOSING, "motive": "no-answer"})
    assert answer.status_code == 409
    page = text(answer)
    assert re.search(r'<div class="notice bad" role="alert"[^>]*>.*<li>Falta', page, re.DOTALL)
    assert "Dijo que es caro" in page
    assert "Preguntar antes" in page
    assert "closing.decided" not in events(cycle)


def test_another_ec_sees_no_forms_and_is_refused_with_a_sentence(cycle: Cycle, ec2: Person) -> None:
    browser = browser_of(ec2)
    page = text(browser.get(address(cycle)))
    assert '<form method="post"' not in main_of(page)
    assert "Este ciclo lo tiene Martina Sosa" in page
    answer = post(browser, cycle, "8.1.1", "clasificar", CLASSIFIED)
    assert answer.status_code == 403
    refused = text(answer)
    assert "no es tuyo" in refused
    assert "Pidieron turno para el lunes" in refused
    assert "No podés enviar esto" in refused
    assert events(cycle) == ["cycle.opened"]


def test_another_ec_is_refused_before_their_form_is_judged(cycle: Cycle, ec2: Person) -> None:
    answer = post(browser_of(ec2), cycle, "8.1.1", "clasificar", {"notes": "Sin completar"})
    assert answer.status_code == 403
    assert "Sin completar" in text(answer)


def test_an_auditor_sees_everything_and_no_form(cycle: Cycle, auditor: Person) -> None:
    browser = browser_of(auditor)
    answer = browser.get(address(cycle))
    assert answer.status_code == 200
    page = main_of(text(answer))
    assert '<form method="post"' not in page
    assert "Leés todo y no cambiás nada." in page
    assert post(browser, cycle, "8.1.1", "clasificar", CLASSIFIED).status_code == 403
    assert events(cycle) == ["cycle.opened"]


@pytest.mark.parametrize("role", ["eet", "to", "pm", "po", "admin"])
def test_who_is_not_on_the_cycle_does_not_find_it(cycle: Cycle, role: str, request: pytest.FixtureRequest) -> None:
    browser = browser_of(request.getfixturevalue(role))
    assert browser.get(address(cycle)).status_code == 404
    assert post(browser, cycle, "8.1.1", "clasificar", CLASSIFIED).status_code == 404


def test_a_verb_that_does_not_exist_is_not_found(cycle: Cycle, martina: Client) -> None:
    assert post(martina, cycle, "8.1.1", "volar", {}).status_code == 404
    assert post(martina, cycle, "9.9.9", "clasificar", {}).status_code == 404
    assert martina.get(address(cycle, "8.1.1", "clasificar")).status_code == 405


class TestExpiredSession:
    """The session ends in the middle of a form."""

    def expire(self, cycle: Cycle, martina: Client, data: dict[str, Any]) -> str:
        """Send with the session gone; return the sealed text the sign-in page carries."""
        from django.test import Client

        anonymous = Client()
        cycle.refresh_from_db()
        answer = anonymous.post(
            address(cycle, "8.1.1", "clasificar"),
            {"seq": str(cycle.seq), **data},
            headers={"referer": f"http://testserver{address(cycle)}"},
        )
        found = re.search(r'name="kept_token" value="([^"]+)"', text(answer))
        assert found, "the sign-in page carries what was typed, sealed"
        return found[1]

    def back(self, martina: Client, sealed: str) -> None:
        """Sign in again with the sealed text, as the sign-in page leaves it in the session."""
        from trato.people.kept import SESSION_KEY

        session = martina.session
        session[SESSION_KEY] = [sealed]
        session.save()

    def test_the_step_refills_itself_and_sends_nothing(self, cycle: Cycle, martina: Client) -> None:
        self.back(martina, self.expire(cycle, martina, {**CLASSIFIED, "notes": "Mitad de una idea"}))
        page = text(martina.get(address(cycle)))
        assert "Tu sesión había vencido" in page
        assert "Mitad de una idea" in page
        assert re.search(r'value="high"[^>]*checked', page)
        assert 'class="errs"' not in page  # it is shown, not judged
        assert events(cycle) == ["cycle.opened"]

    def test_once_sent_it_is_kept_no_longer(self, cycle: Cycle, martina: Client) -> None:
        self.back(martina, self.expire(cycle, martina, CLASSIFIED))
        assert post(martina, cycle, "8.1.1", "clasificar", CLASSIFIED).status_code == 302
        assert "Tu sesión había vencido" not in text(martina.get(address(cycle, "8.1.1")))

    def test_it_also_refills_the_row_of_the_day(self, cycle: Cycle, martina: Client) -> None:
        self.back(martina, self.expire(cycle, martina, {**CLASSIFIED, "notes": "Mitad de una idea"}))
        assert "Mitad de una idea" in text(martina.get("/", {"abrir": cycle.code}))


class TestWaivers:
    """Asked for by one, decided by another, regularised by itself."""

    def ask(self, browser: Client, cycle: Cycle, now: datetime, **changes: str) -> Any:
        day = (now + timedelta(days=10)).strftime("%d/%m/%Y")
        data = {"reason": "urgency", "text": "La reunión es hoy", "regularise_by": day} | changes
        return post(browser, cycle, "8.1.3", "pedir-desvio", data)

    def test_asked_for_it_waits_and_the_asker_cannot_decide_it(
        self, cycle: Cycle, now: datetime, martina: Client
    ) -> None:
        assert self.ask(martina, cycle, now).status_code == 302
        page = text(martina.get(address(cycle, "8.1.3")))
        assert "Se pidió un desvío" in page
        assert "autorizar-desvio/" not in page
        assert "abrir=pedir-desvio" not in page
        assert Progress.objects.get(pk=cycle.pk).waiver_pending

    def test_a_gc_who_asks_does_not_authorise_their_own(self, cycle: Cycle, now: datetime, gc: Person) -> None:
        browser = browser_of(gc)
        self.ask(browser, cycle, now)
        assert "autorizar-desvio/" not in text(browser.get(address(cycle, "8.1.3")))
        answer = post(browser, cycle, "8.1.3", "autorizar-desvio", {"text": ""})
        assert answer.status_code == 409
        assert "waiver.authorised" not in events(cycle)

    def test_authorised_it_bends_the_thread(self, cycle: Cycle, now: datetime, gc: Person, martina: Client) -> None:
        self.ask(martina, cycle, now)
        browser = browser_of(gc)
        assert "autorizar-desvio/" in text(browser.get(address(cycle, "8.1.3")))
        assert post(browser, cycle, "8.1.3", "autorizar-desvio", {"text": "Que no se repita"}).status_code == 302
        page = text(browser.get(address(cycle, "8.1.1")))
        assert 'class="a x"' in page
        assert "Desvío autorizado" in page
        assert status(cycle, "prepare-pitch", now) == Status.WAIVED
        assert not Progress.objects.get(pk=cycle.pk).waiver_pending
        assert WaiverRequest.objects.get().decision.decided_by == gc.actor.key

    def test_refused_nothing_changes(self, cycle: Cycle, now: datetime, gc: Person, martina: Client) -> None:
        self.ask(martina, cycle, now)
        assert post(browser_of(gc), cycle, "8.1.3", "rechazar-desvio", {"text": "Esperá"}).status_code == 302
        assert status(cycle, "prepare-pitch", now) != Status.WAIVED
        assert "El desvío se rechazó" in text(martina.get(address(cycle, "8.1.3")))

    def test_what_is_never_waived_is_not_offered(self, cycle: Cycle, martina: Client) -> None:
        assert "abrir=pedir-desvio" not in text(martina.get(address(cycle, "8.2.9")))

    def test_a_date_that_is_gone_is_refused_with_the_text_kept(
        self, cycle: Cycle, now: datetime, martina: Client
    ) -> None:
        answer = self.ask(martina, cycle, now, regularise_by="31/02/2027")
        assert answer.status_code == 422
        answer = self.ask(martina, cycle, now, regularise_by="01/01/2026")
        assert answer.status_code == 409
        assert "La reunión es hoy" in text(answer)


class TestWhoHasIt:
    """Assign, add to the team, take, recover."""

    def test_the_gc_assigns_it_to_another(self, cycle: Cycle, gc: Person, ec2: Person) -> None:
        answer = post(browser_of(gc), cycle, "8.1.1", "asignar", {"member": f"EC:{ec2.user.pk}"}, follow=True)
        assert "Ahora el ciclo lo tiene Lautaro Quiroga." in text(answer)
        assert Cycle.objects.get(pk=cycle.pk).owner == ec2.user
        assert events(cycle)[-1] == "cycle.assigned"

    def test_somebody_joins_in_a_technical_role(self, cycle: Cycle, eet: Person, martina: Client) -> None:
        post(martina, cycle, "8.1.1", "asignar", {"member": f"EET:{eet.user.pk}"})
        page = text(martina.get(address(cycle)))
        assert "Ramiro Paz, EET" in page
        assert browser_of(eet).get(address(cycle)).status_code == 200

    def test_only_holders_of_the_role_are_offered(self, cycle: Cycle, eet: Person, martina: Client) -> None:
        assert post(martina, cycle, "8.1.1", "asignar", {"member": f"TO:{eet.user.pk}"}).status_code == 422
        assert post(martina, cycle, "8.1.1", "asignar", {"member": "EC:0"}).status_code == 422

    def test_an_ec_takes_what_nobody_has(self, cycle: Cycle, ec2: Person) -> None:
        Cycle.objects.filter(pk=cycle.pk).update(owner=None)
        browser = browser_of(ec2)
        page = text(browser.get(address(cycle)))
        assert "tomar/" in page
        assert "clasificar/" not in page
        assert post(browser, cycle, "8.1.1", "tomar", {}).status_code == 302
        assert Cycle.objects.get(pk=cycle.pk).owner == ec2.user

    def test_nobody_takes_what_somebody_has(self, cycle: Cycle, ec2: Person) -> None:
        answer = post(browser_of(ec2), cycle, "8.1.1", "tomar", {})
        assert answer.status_code == 403
        assert Cycle.objects.get(pk=cycle.pk).owner != ec2.user

    def test_who_comes_back_gets_a_linked_cycle(self, cycle: Cycle, martina: Client) -> None:
        assert "recuperar/" not in text(martina.get(address(cycle)))
        post(martina, cycle, "8.4.5", "cerrar-sin-contratacion", CLOSING)
        assert "recuperar/" in text(martina.get(address(cycle)))
        answer = post(martina, cycle, "8.4.5", "recuperar", {})
        fresh = Cycle.objects.get(previous=cycle)
        assert answer.status_code == 302
        assert f"recuperado de {cycle.code}" in text(martina.get(address(fresh)))
        assert f"Recuperado en {fresh.code}" in text(martina.get(address(cycle)))


class TestClosing:
    """The ending without a contract."""

    def test_it_can_be_decided_from_any_open_point(self, cycle: Cycle, martina: Client, now: datetime) -> None:
        assert "Cerrar sin contratación" in text(martina.get(address(cycle)))
        assert post(martina, cycle, "8.4.5", "cerrar-sin-contratacion", CLOSING).status_code == 302
        assert events(cycle)[-1] == "closing.decided"
        assert status(cycle, "sign-contract", now) == Status.NOT_APPLICABLE
        page = text(martina.get(address(cycle)))
        assert "Cerrado sin contratación" in page
        assert "No aplica" in page

    def test_then_contract_verbs_are_gone_and_refused(
        self, cycle: Cycle, ec: Person, martina: Client, now: datetime
    ) -> None:
        post(martina, cycle, "8.4.5", "cerrar-sin-contratacion", CLOSING)
        for section, verb in (("8.2.8", "preparar-contrato"), ("8.3.2", "pedir-pago")):
            assert post(martina, cycle, section, verb, {}).status_code in {409, 422}
        assert events(cycle)[-1] == "closing.decided"


class TestRows:
    """Tables of rows without any script."""

    @pytest.fixture
    def cycle(self, in_force: None, ec: Person, gc: Person, now: datetime) -> Cycle:
        return ladder.walked_to_presented(ec=ec, gc=gc, at=now - timedelta(days=3))[0]

    def send(self, martina: Client, cycle: Cycle, button: str, *texts: str) -> list[str]:
        data = {"rows-TOTAL_FORMS": str(len(texts)), "rows-INITIAL_FORMS": "0", "legal": "Ley 24.240"}
        data |= {f"rows-{place}-text": one for place, one in enumerate(texts)}
        data |= {"agreements-TOTAL_FORMS": "0", "agreements-INITIAL_FORMS": "0"}
        answer = post(martina, cycle, "8.2.1", "emitir-rar", {**data, "_again": button})
        assert answer.status_code == 302
        page = text(martina.get(answer.headers["Location"]))
        assert "Ley 24.240" in page  # the rest stays as typed
        assert 'class="errs"' not in page  # and nothing is judged
        assert page.count("data-focus") <= 1
        draft = draft_of(cycle, "emitir-rar")
        assert draft is not None
        return ["".join(row.get("text", ())) for row in rows_of(as_data(draft))]

    @pytest.mark.parametrize(
        ("button", "rows"),
        [
            ("add", ["Uno", "Dos", "Tres", ""]),
            ("drop-1", ["Uno", "Tres"]),
            ("up-2", ["Uno", "Tres", "Dos"]),
            ("down-0", ["Dos", "Uno", "Tres"]),
            ("up-0", ["Uno", "Dos", "Tres"]),
            ("drop-99", ["Uno", "Dos", "Tres"]),
            ("nonsense", ["Uno", "Dos", "Tres"]),
        ],
    )
    def test_rows_are_added_dropped_and_moved(
        self, cycle: Cycle, martina: Client, button: str, rows: list[str]
    ) -> None:
        shown = self.send(martina, cycle, button, "Uno", "Dos", "Tres")
        assert shown[: len(rows)] == rows
        assert not any(shown[len(rows) :])


class TestDrafts:
    """A gate never blocks a draft, and two editors lose nothing."""

    @pytest.fixture
    def cycle(self, in_force: None, ec: Person, gc: Person, now: datetime) -> Cycle:
        return ladder.walked_to_presented(ec=ec, gc=gc, at=now - timedelta(days=3))[0]

    def save(self, browser: Client, cycle: Cycle, legal: str, *, seen: int) -> Any:
        data = {"legal": legal, "rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-text": "Vender"}
        data |= {"agreements-TOTAL_FORMS": "0", "agreements-INITIAL_FORMS": "0"}
        return post(browser, cycle, "8.2.1", "emitir-rar", {**data, "draft": str(seen), "_save": "1"})

    def test_half_a_form_is_saved_and_shown_again(self, cycle: Cycle, martina: Client) -> None:
        answer = self.save(martina, cycle, "A medias", seen=0)
        assert answer.status_code == 302
        assert answer.headers["Location"] == address(cycle, "8.2.1")
        page = text(martina.get(address(cycle, "8.2.1")))
        assert "A medias" in page
        assert 'name="draft" value="1"' in page
        assert 'class="errs"' not in page
        assert events(cycle)[-1] == "minutes.sent"

    def test_of_two_editors_the_second_is_told_and_nobody_loses(
        self, cycle: Cycle, martina: Client, gc: Person
    ) -> None:
        self.save(martina, cycle, "Lo de Martina", seen=0)
        diego = browser_of(gc)
        answer = self.save(diego, cycle, "Lo de Diego", seen=0)
        assert answer.status_code == 409
        page = text(answer)
        assert "Martina Sosa" in page
        assert "Lo de Diego" in page
        assert 'name="draft" value="1"' in page
        kept = draft_of(cycle, "emitir-rar")
        assert kept is not None
        assert kept.data["legal"] == ["Lo de Martina"]
        assert self.save(diego, cycle, "Lo de los dos", seen=1).status_code == 302

    def test_a_draft_changes_nothing_of_the_history(self, cycle: Cycle, martina: Client) -> None:
        before = events(cycle)
        self.save(martina, cycle, "A medias", seen=0)
        assert events(cycle) == before

    def test_who_may_not_act_saves_no_draft(self, cycle: Cycle, ec2: Person) -> None:
        answer = self.save(browser_of(ec2), cycle, "Lo de otro", seen=0)
        assert answer.status_code == 403
        assert "Lo de otro" in text(answer)
        assert draft_of(cycle, "emitir-rar") is None
