"""How a person or an organisation is reached: telephone, mail and web domain, each in one written form. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

COUNTRY = "AR"
ARGENTINA = 54
NATIONAL_DIGITS = 10  # area code and number, without the 9 that tells a mobile
LONGEST_DOMAIN = 253  # RFC 1035

# Mail providers for everybody: their domain says nothing about whose address it is.
SHARED_DOMAINS = frozenset(
    (
        "gmail.com", "googlemail.com", "hotmail.com", "hotmail.com.ar", "hotmail.es", "outlook.com",
        "outlook.es", "outlook.com.ar", "live.com", "live.com.ar", "msn.com", "yahoo.com", "yahoo.com.ar",
        "yahoo.es", "icloud.com", "me.com", "proton.me", "protonmail.com", "fibertel.com.ar", "speedy.com.ar",
        "arnet.com.ar", "ciudad.com.ar", "uolsinectis.com.ar", "telecentro.com.ar", "facebook.com",
        "instagram.com", "linktr.ee", "wa.me", "linkedin.com", "mercadolibre.com.ar",
    )
)  # fmt: skip

REMEMBERED = 20_000
_written: set[str] = set()  # numbers lately read: written out they come back, and read the same

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class NotReachable(ValueError):
    """The text is no telephone, mail or domain."""


def phone_number(text: str, *, mobile: bool | None = None) -> str:
    """Return a telephone in E.164, Argentine unless it starts with +; raise NotReachable.

    `mobile=True` reads `11 2345-6789` as +5491123456789, which WhatsApp needs; by itself it reads as a landline.
    """
    if mobile is None and text in _written:
        return text
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        raise NotReachable(text) from None
    national = str(number.national_number)
    if mobile and number.country_code == ARGENTINA and len(national) == NATIONAL_DIGITS:
        number = phonenumbers.PhoneNumber(country_code=ARGENTINA, national_number=int(f"9{national}"))
    if not phonenumbers.is_valid_number(number):
        raise NotReachable(text)
    written = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if len(_written) >= REMEMBERED:
        _written.clear()
    _written.add(written)
    return written


def is_mobile(number: str) -> bool:
    """Tell whether an E.164 number may have WhatsApp: abroad nobody can tell, so it may."""
    return number.startswith("+549") or not number.startswith("+54")


def phone_key(number: str) -> str:
    """Return the digits by which two ways of writing one Argentine number meet, with or without the 9 of mobiles."""
    digits = "".join(character for character in number if character.isdigit())
    return f"54{digits[3:]}" if digits.startswith("549") and len(digits) == NATIONAL_DIGITS + 3 else digits


def mail_address(text: str) -> str:
    """Return a mail address in lower case; raise NotReachable."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise NotReachable(text) from None
    return address


def web_domain(text: str) -> str:
    """Return the bare domain of an address such as `https://www.dulces.com.ar/tienda`; raise NotReachable."""
    typed = text.strip().lower()
    try:
        host = urlsplit(typed if "//" in typed else f"//{typed}").hostname or ""
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except (ValueError, UnicodeError):
        raise NotReachable(text) from None
    host = host.removeprefix("www.").rstrip(".")
    labels = host.split(".")
    well_made = "." in host and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    if len(host) > LONGEST_DOMAIN or not well_made:
        raise NotReachable(text)
    return host


def domain_of_mail(address: str) -> str:
    """Return the domain of a mail address when it says whose it is, otherwise an empty string."""
    domain = address.rpartition("@")[2].lower()
    return "" if domain in SHARED_DOMAINS else domain
