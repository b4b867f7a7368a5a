"""Sign-in through the house's own identity provider (OpenID Connect), when `TRATO_OIDC_…` says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

NAMES = ("TRATO_OIDC_ISSUER", "TRATO_OIDC_CLIENT_ID", "TRATO_OIDC_CLIENT_SECRET", "TRATO_OIDC_NAME")
REQUIRED = NAMES[:3]
OPTIONAL = frozenset(NAMES) - frozenset(REQUIRED)


class WrongProvider(ValueError):
    """The settings of the provider are incomplete or wrong; the text says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An identity provider: `issuer` is its address, as in https://id.example.com/realms/house."""

    issuer: str
    client_id: str
    client_secret: str
    name: str

    @property
    def origin(self) -> str:
        """Return scheme and host, which the page's policy lets the sign-in form go to."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    def as_allauth(self) -> dict[str, Any]:
        """Return the provider as django-allauth's SOCIALACCOUNT_PROVIDERS."""
        app = {
            "provider_id": "sso",
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {"server_url": self.issuer, "oauth_pkce_enabled": True},
        }
        return {"openid_connect": {"APPS": [app]}}

    def __repr__(self) -> str:
        return f"Provider({self.issuer})"


def provider(variables: Mapping[str, str]) -> Provider | None:
    """Read the provider from the environment; None when nothing is set. Raises `WrongProvider`."""
    given = {
        name: value.strip() for name, value in variables.items() if name.startswith("TRATO_OIDC_") and value.strip()
    }
    unknown = sorted(set(given) - set(NAMES))
    if unknown:
        raise WrongProvider(f"{unknown[0]} is not a setting of Trato; check its spelling.")
    if not given:
        return None
    missing = [name for name in REQUIRED if name not in given]
    if missing:
        raise WrongProvider(f"{missing[0]} is missing: signing in by OpenID Connect needs {', '.join(REQUIRED)}.")
    parts = urlsplit(given["TRATO_OIDC_ISSUER"])
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and local)):
        raise WrongProvider("TRATO_OIDC_ISSUER must be the https:// address of the provider.")
    return Provider(
        issuer=given["TRATO_OIDC_ISSUER"].rstrip("/"),
        client_id=given["TRATO_OIDC_CLIENT_ID"],
        client_secret=given["TRATO_OIDC_CLIENT_SECRET"],
        name=given.get("TRATO_OIDC_NAME", parts.hostname),
    )
