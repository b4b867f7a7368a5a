from __future__ import annotations

from typing import Any

import pytest

from trato.people.oidc import WrongProvider, provider

GOOD = {
    "TRATO_OIDC_ISSUER": "https://id.example.com/realms/house/",
    "TRATO_OIDC_CLIENT_ID": "trato",
    "TRATO_OIDC_CLIENT_SECRET": "s3cr3t-of-the-house",
}


def test_without_settings_there_is_no_provider() -> None:
    assert provider({"TRATO_DEMO": "1"}) is None


def test_a_provider_is_handed_to_allauth_with_its_address() -> None:
    found = provider({**GOOD, "TRATO_OIDC_NAME": "Squad"})
    assert found is not None
    app = found.as_allauth()["openid_connect"]["APPS"][0]
    assert app["settings"]["server_url"] == "https://id.example.com/realms/house"
    assert app["name"] == "Squad"
    assert found.origin == "https://id.example.com"


@pytest.mark.parametrize("missing", list(GOOD))
def test_a_half_set_provider_is_refused_by_name(missing: str) -> None:
    with pytest.raises(WrongProvider, match=missing):
        provider({name: value for name, value in GOOD.items() if name != missing})


def test_a_misspelt_setting_is_refused() -> None:
    with pytest.raises(WrongProvider, match="TRATO_OIDC_ISUER"):
        provider({**GOOD, "TRATO_OIDC_ISUER": "x"})


def test_a_provider_without_encryption_is_refused() -> None:
    with pytest.raises(WrongProvider, match="https"):
        provider({**GOOD, "TRATO_OIDC_ISSUER": "http://id.example.com"})


def test_the_secret_is_not_shown() -> None:
    assert "s3cr3t" not in repr(provider(GOOD))


SIGN_IN_PAGE = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.project.settings")
django.setup()
from django.test import Client
page = Client(headers={"host": "localhost"}).get("/entrar/")
print(page.status_code, 'action="/oidc/sso/login/' in page.content.decode())
print("https://id.example.com" in page.headers["Content-Security-Policy"])
"""


def test_a_configured_provider_is_offered_on_the_sign_in_page(make_installation: Any) -> None:
    printed = make_installation(**GOOD, TRATO_DEBUG="1").python("-c", SIGN_IN_PAGE).stdout.split()
    assert printed[-3:] == ["200", "True", "True"]


def test_a_half_set_provider_stops_the_start_with_a_sentence(make_installation: Any) -> None:
    done = make_installation(TRATO_OIDC_ISSUER=GOOD["TRATO_OIDC_ISSUER"]).trato("people", "--help", check=False)
    assert done.returncode == 0  # help needs no settings
    refused = make_installation(TRATO_OIDC_ISSUER=GOOD["TRATO_OIDC_ISSUER"]).trato("migrate", check=False)
    assert refused.returncode == 2
    assert "TRATO_OIDC_CLIENT_ID is missing" in refused.stderr
