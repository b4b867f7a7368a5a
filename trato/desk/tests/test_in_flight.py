"""«Cargar ciclo en curso»: what was running at go-live enters once, its gaps listed and never faked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from trato.cycles.models import Cycle, Progress
from trato.ledger.entries import stream_entries
from trato.ui.values import numeric_date, to_local_date

from .pages import CLASSIFIED, address, browser_of, main_of, post, text

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person


@pytest.fixture
def diego(gc: Person, in_force: None) -> Client:
    return browser_of(gc)


def form(ec: Person, now: datetime, **changes: str) -> dict[str, str]:
    return {
        "name": "Transportes Sauce Torcido SA",
        "cuit": "",
        "contact": "Ramón Sauce",
        "mail": "ramon@sauce.example",
        "phone": "",
        "title": "Portal de envíos",
        "owner": str(ec.user.pk),
        "began_on": numeric_date(now - timedelta(days=70)),
        "stands_at": "submit-proposal",
    } | changes


@pytest.fixture
def loaded(diego: Client, ec: Person, now: datetime) -> Cycle:
    answer = diego.post("/ciclos/en-curso/", form(ec, now))
    assert answer.status_code == 302
    return Cycle.objects.get(title="Portal de envíos")


def test_the_entry_says_it_is_from_before(loaded: Cycle, ec: Person, now: datetime) -> None:
    opened = stream_entries(loaded.stream)[0]
    assert opened.facts["before_system"] is True
    assert to_local_date(opened.occurred_at) == to_local_date(now - timedelta(days=70))
    assert opened.recorded_at - opened.occurred_at > timedelta(days=60)
    assert loaded.owner == ec.user
    assert Progress.objects.get(pk=loaded.pk).due_on is None  # no clock runs until it is classified


def test_its_page_lists_the_gaps(loaded: Cycle, diego: Client) -> None:
    page = main_of(text(diego.get(address(loaded))))
    assert "Anterior al sistema" in page
    assert "8 pasos anteriores todavía no tienen evidencia" in page
    assert f'href="{address(loaded, "8.2.1")}"' in page


def test_evidence_keeps_the_date_it_happened(loaded: Cycle, diego: Client, now: datetime) -> None:
    past = now - timedelta(days=65)
    answer = post(diego, loaded, "8.1.1", "clasificar", {**CLASSIFIED, "fecha_del_hecho": numeric_date(past)})
    assert answer.status_code == 302
    entry = stream_entries(loaded.stream)[-1]
    assert entry.event == "prospect.classified"
    assert to_local_date(entry.occurred_at) == to_local_date(past)
    assert to_local_date(entry.recorded_at) == to_local_date(now)
    page = main_of(text(diego.get(address(loaded))))
    assert "7 pasos anteriores" in page
    assert page.count("Anterior al sistema, cargado") >= 2


def test_a_date_that_is_not_one_is_refused_with_the_text_kept(loaded: Cycle, diego: Client, now: datetime) -> None:
    for wrong in ("31/02/2026", numeric_date(now + timedelta(days=2))):
        answer = post(diego, loaded, "8.1.1", "clasificar", {**CLASSIFIED, "fecha_del_hecho": wrong})
        assert answer.status_code == 422
        assert "Pidieron turno para el lunes" in text(answer)
        assert f'value="{wrong}"' in text(answer)
    assert len(stream_entries(loaded.stream)) == 1


def test_other_cycles_take_no_date_of_the_fact(cycle: Cycle, martina: Client, now: datetime) -> None:
    assert "fecha_del_hecho" not in text(martina.get(address(cycle)))
    post(martina, cycle, "8.1.1", "clasificar", {**CLASSIFIED, "fecha_del_hecho": "01/02/2026"})
    entry = stream_entries(cycle.stream)[-1]
    assert to_local_date(entry.occurred_at) == to_local_date(entry.recorded_at)


def test_a_gap_is_regularised_by_a_waiver(loaded: Cycle, ec: Person, diego: Client, now: datetime) -> None:
    ask = {
        "reason": "before-system",
        "text": "Se hizo en papel",
        "regularise_by": numeric_date(now + timedelta(days=20)),
    }
    assert post(browser_of(ec), loaded, "8.1.3", "pedir-desvio", ask).status_code == 302
    assert post(diego, loaded, "8.1.3", "autorizar-desvio", {"text": ""}).status_code == 302
    assert "7 pasos anteriores" in text(diego.get(address(loaded)))


def test_each_deal_is_loaded_once(loaded: Cycle, diego: Client, ec: Person, now: datetime) -> None:
    first = form(ec, now, cuit="30-85217743-4", title="Otro proyecto", es="otra")
    assert diego.post("/ciclos/en-curso/", first).status_code == 302
    answer = diego.post("/ciclos/en-curso/", first)
    assert answer.status_code == 409
    assert "ya tiene en curso el ciclo" in text(answer)
    assert "Ramón Sauce" in text(answer)


@pytest.mark.parametrize(
    ("field", "value"),
    [("began_on", "31/02/2026"), ("cuit", "30-11111111-1"), ("stands_at", "fly"), ("name", ""), ("owner", "0")],
)
def test_what_is_wrong_is_marked(diego: Client, ec: Person, now: datetime, field: str, value: str) -> None:
    answer = diego.post("/ciclos/en-curso/", form(ec, now, **{field: value}))
    assert answer.status_code == 422
    assert "Portal de envíos" in text(answer)
    assert not Cycle.objects.exists()


def test_it_did_not_begin_tomorrow(diego: Client, ec: Person, now: datetime) -> None:
    answer = diego.post("/ciclos/en-curso/", form(ec, now, began_on=numeric_date(now + timedelta(days=3))))
    assert answer.status_code == 409
    assert not Cycle.objects.exists()


@pytest.mark.parametrize("role", ["ec", "sgc", "auditor", "admin", "eet"])
def test_only_the_gc(in_force: None, role: str, request: pytest.FixtureRequest, ec: Person, now: datetime) -> None:
    browser: Any = browser_of(request.getfixturevalue(role))
    assert browser.get("/ciclos/en-curso/").status_code == 403
    assert browser.post("/ciclos/en-curso/", form(ec, now)).status_code == 403
    assert not Cycle.objects.exists()


def test_whoever_it_looks_like_is_shown_before_and_the_person_joins_them(
    loaded: Cycle, diego: Client, ec: Person, now: datetime
) -> None:
    again = form(
        ec, now, name="Transportes Sauce Torcido", title="App", contact="Rita Sauce", mail="rita@sauce.example"
    )
    asked = diego.post("/ciclos/en-curso/", again)
    assert asked.status_code == 409
    assert "Usar esta organización" in text(asked)
    assert not Cycle.objects.filter(title="App").exists()
    assert diego.post("/ciclos/en-curso/", {**again, "es": str(loaded.organisation_id)}).status_code == 302
    app = Cycle.objects.get(title="App")
    assert app.organisation == loaded.organisation
    assert sorted(app.organisation.contacts.values_list("name", flat=True)) == ["Ramón Sauce", "Rita Sauce"]
    assert diego.post("/ciclos/en-curso/", {**again, "title": "Otra", "es": "otra"}).status_code == 302
    assert Cycle.objects.get(title="Otra").organisation != loaded.organisation
