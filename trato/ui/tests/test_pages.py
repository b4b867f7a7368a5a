"""Shells and error pages: what they show, say and keep."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from trato.ui import views
from trato.ui.shell import Contact, Ledger, Me, NavItem, Outside, Shell

SHELL = Shell(
    brand="SQUAD",
    nav=(
        (
            NavItem(label="Hoy", url="/", icon="sun", key="h", count=6, current=True),
            NavItem(label="Tablero", url="/tablero/", icon="columns-3", key="t"),
        ),
        (NavItem(label="Ajustes", url="/ajustes/", icon="settings-2", key="j"),),
    ),
    me=Me(name="Martina <Sosa>", role="Ejecutiva Comercial"),
    ledger=Ledger(size=14_208, verified=True),
    sign_out_url="/salir/",
)


@pytest.fixture(autouse=True)
def _spanish() -> Generator[None]:
    with override("es-ar"):
        yield


def page(name: str, *, cookies: dict[str, str] | None = None, **context: Any) -> str:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies or {})
    return render_to_string(name, context, request=request) if name == "500.html" else _plain(name, request, context)


def _plain(name: str, request: HttpRequest, context: dict[str, Any]) -> str:
    # Without context processors: shells must not need any but the request.
    return render_to_string(name, {"request": request, **context})


def test_the_staff_shell_shows_places_person_and_history() -> None:
    html = page("ui/base.html", shell=SHELL)
    assert '<html lang="es-ar">' in html
    assert 'aria-current="page" data-go="h"' in html
    assert "Historial íntegro, 14.208 asientos" in html
    assert "Martina &lt;Sosa&gt;" in html
    assert html.count("<main") == 1
    assert 'href="#m"' in html
    assert 'id="live"' in html


def test_a_damaged_history_is_said_in_red() -> None:
    damaged = Shell(brand="S", nav=SHELL.nav, me=SHELL.me, ledger=Ledger(size=9, verified=False))
    assert '<b class="late">Historial dañado, 9 asientos</b>' in page("ui/base.html", shell=damaged)


def test_without_a_person_the_shell_is_bare() -> None:
    html = page("ui/base.html")
    assert "<aside" not in html
    assert 'class="app noside"' in html


def test_theme_and_letters_come_from_cookies_and_nothing_else_does() -> None:
    html = page("ui/base.html", shell=SHELL, cookies={"trato_theme": "dark", "trato_letters": "off"})
    assert 'data-theme="dark" data-letters="off"' in html
    assert "<x>" not in page("ui/base.html", shell=SHELL, cookies={"trato_theme": '"><x>'})


def test_phones_get_four_tabs_and_the_rest_under_more() -> None:
    assert [item.label for item in SHELL.tabs] == ["Hoy", "Tablero", "Ajustes"]
    assert not SHELL.elsewhere


def test_people_outside_see_their_contact_and_load_no_script() -> None:
    outside = Outside(
        brand="SQUAD",
        client="Dulces Quebracho Viejo SRL",
        contact=Contact(name="Martina Sosa", whatsapp_url="https://wa.me/5491123456789"),
        not_me_url="/no/",
    )
    html = page("ui/outside.html", outside=outside)
    assert "<b>Martina Sosa</b> lleva tu proyecto." in html
    assert "No soy yo" in html
    assert "<script" not in html


def test_the_ruler_has_a_tick_for_each_action() -> None:
    html = page("ui/entry.html")
    assert html.count("<i></i>") == 20


@pytest.mark.parametrize("code", ["400", "403", "404", "405", "409", "413", "422", "429", "500"])
def test_error_pages_say_what_to_do_even_without_context(code: str) -> None:
    html = render_to_string(f"{code}.html")
    assert f'<span class="code">{code}</span>' in html
    assert "<h1>" in html
    assert html.count("<p>") >= 1
    assert 'href="/"' in html or 'href="/buscar/"' in html


def test_refusals_list_their_reasons() -> None:
    response = views.unprocessable(RequestFactory().post("/x"), reasons=["Falta la conformidad del RAR <v2>."])
    assert response.status_code == 422
    assert "Falta la conformidad del RAR &lt;v2&gt;." in response.content.decode()


def test_a_conflict_keeps_what_was_typed() -> None:
    request = RequestFactory().post(
        "/x", {"risks": "Pascua: <pico>", "password": "secreta", "csrfmiddlewaretoken": "t"}
    )
    response = views.conflict(request, retry_url="/ciclos/C-2026-0001/")
    text = response.content.decode()
    assert response.status_code == 409
    assert "Pascua: &lt;pico&gt;" in text
    assert "secreta" not in text
    assert 'href="/ciclos/C-2026-0001/"' in text


def test_an_expired_form_loses_nothing_and_sends_nothing() -> None:
    request = RequestFactory().post("/prospectos/nuevo/", {"name": "Óptica Luz del Sur", "totp_code": "123456"})
    response = views.csrf_failure(request, reason="CSRF cookie not set.")
    text = response.content.decode()
    assert response.status_code == 403
    assert "Óptica Luz del Sur" in text
    assert "123456" not in text
    assert "Permití las cookies" in text
    assert 'href="/prospectos/nuevo/"' in text
    assert "<form" not in text


def test_too_many_attempts_say_how_long_to_wait() -> None:
    response = views.too_many(RequestFactory().get("/"), seconds=90)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "90"
    assert "Esperá 2 minutos" in response.content.decode()


def test_a_large_body_is_answered_413() -> None:
    assert views.too_large(RequestFactory().post("/x")).status_code == 413
