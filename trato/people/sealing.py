"""Seal short texts with a key made from the installation's secret key, one key per purpose."""

import base64
import hashlib
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class BrokenSeal(Exception):
    """The sealed text was altered, is too old, or was sealed by another installation."""


def seal(text: str, *, purpose: str) -> str:
    """Return the text encrypted and authenticated, in URL-safe ASCII."""
    return _box(purpose).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, *, purpose: str, within: timedelta | None = None) -> str:
    """Return the text that was sealed for that purpose; raise `BrokenSeal` otherwise."""
    seconds = None if within is None else int(within.total_seconds())
    try:
        return _box(purpose).decrypt(sealed.encode(), ttl=seconds).decode()
    except (InvalidToken, UnicodeError, ValueError):
        raise BrokenSeal from None


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(str(key), purpose)) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    digest = hashlib.sha256(f"trato.people/{purpose}\x00{key}".encode()).digest()
    return base64.urlsafe_b64encode(digest)
