"""From an empty installation to a person who signs in with a key and no password."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

pytestmark = [pytest.mark.browser, pytest.mark.journey]
PASSWORD = "un mate amargo por la mañana"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code_of(secret: Any) -> Any:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_out(page: Any, home: Any) -> Any:
    page.goto(f"{home}/salir/")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/entrar/")


def test_the_first_person_is_invited_adds_a_key_and_enters_with_it(browser_page: Any, server: Any, axe: Any) -> None:
    page = browser_page
    home = server.url.replace("127.0.0.1", "localhost")  # a key is bound to a host name, never to an address
    printed = server.installation.trato(
        "people", "invite", "--name", "Omar Luna", "--email", "omar@squad.example", "--role", "ADMIN"
    ).stdout
    link = home + re.search(r"/invitacion/\S+", printed)[0]
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto(link)
    assert axe(page) == []
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.fill("[name=code]", code_of(page.locator("main code").inner_text()))
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/cuenta/codigos/")
    assert page.locator(".codes li").count() == 10

    page.goto(f"{home}/cuenta/llaves/agregar/")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/cuenta/")
    assert axe(page) == []
    sign_out(page, home)

    page.goto(f"{home}/entrar/?next=/ajustes/personas/")
    assert axe(page) == []
    page.locator("#passkey_login").click()
    page.wait_for_url(f"{home}/ajustes/personas/")
    assert page.get_by_text("Omar Luna").count()
    assert axe(page) == []
    sign_out(page, home)

    page.goto(link)
    assert page.locator("h1").inner_text() == "Ese enlace ya no sirve"


def test_what_was_typed_survives_a_session_that_expired(
    browser_page: Any, make_installation: Any, make_server: Any
) -> None:
    installation = make_installation(TRATO_DEMO="1")
    installation.python("-c", MAKE_ADMINISTRATOR)
    home = make_server(installation).url
    page = browser_page
    page.goto(f"{home}/entrar/")
    page.get_by_role("button", name="Omar Luna").click()
    page.wait_for_url(lambda url: "/entrar" not in url)
    page.goto(f"{home}/ajustes/personas/nueva/")
    page.fill("[name=name]", "Beto «Pocho» Casas")
    page.fill("[name=email]", "beto@squad.example")
    page.context.clear_cookies(name="trato_session")
    page.get_by_role("button", name="Invitar").click()
    page.get_by_text("Tu sesión venció; no se envió nada.").wait_for()
    page.get_by_role("button", name="Omar Luna").click()
    page.wait_for_url("**/ajustes/personas/nueva/")
    page.get_by_text("Revisá y mandalo").wait_for()
    assert page.input_value("[name=name]") == "Beto «Pocho» Casas"
    page.get_by_role("button", name="Invitar").click()
    page.wait_for_url(re.compile(r"/ajustes/personas/\d+/"))
    assert page.locator("h1").inner_text() == "Beto «Pocho» Casas"


MAKE_ADMINISTRATOR = """
import django, os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.project.settings")
django.setup()
from django.utils import timezone
from trato.people.actions import create_demo_person
create_demo_person(name="Omar Luna", email="omar@demo.example", roles=["ADMIN"], at=timezone.now())
"""
