from __future__ import annotations

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
