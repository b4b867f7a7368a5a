"""How values are written for people: dates, money, CUIT, telephone numbers, hashes."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.numberformat import format as format_number
from django.utils.translation import get_language, gettext, ngettext

from trato.procedure.money import Money

CUIT_DIGITS = 11
SHORT_HASH = 20


def organisation_zone() -> ZoneInfo:
    """Return the one time zone in which the organisation reads its clocks."""
    return ZoneInfo(settings.TRATO_TIME_ZONE)


def to_local(moment: datetime) -> datetime:
    """Move an aware moment to the organisation's zone."""
    return timezone.localtime(moment, organisation_zone())


def to_local_date(value: date | datetime) -> date:
    """Return the organisation's calendar day of a moment; a date stays as it is."""
    return to_local(value).date() if isinstance(value, datetime) else value


def short_date(value: date | datetime) -> str:
    """Write `mar 10/03`."""
    return _short_date(to_local_date(value), get_language())


@lru_cache(maxsize=2048)
def _short_date(day: date, language: str | None) -> str:
    text = _as_written(date_format(day, "D d/m"))
    # Django's Argentine Spanish writes these two days without their accent.
    return text.replace("mie ", "mié ").replace("sab ", "sáb ") if (language or "").startswith("es") else text


def numeric_date(value: date | datetime) -> str:
    """Write `10/03/2026`."""
    return f"{to_local_date(value):%d/%m/%Y}"


def long_date(value: date | datetime) -> str:
    """Write `martes 10 de marzo`; the year is left out, it is the present one."""
    day = to_local_date(value)
    return gettext("%(weekday)s %(day)d %(month)s") % {
        "weekday": _as_written(date_format(day, "l")),
        "day": day.day,
        "month": _as_written(date_format(day, "F")),
    }


def _as_written(day_or_month: str) -> str:
    """Return a name as its language writes it inside a sentence: English begins days and months with a capital."""
    return day_or_month if (get_language() or "").startswith("en") else day_or_month.lower()


def local_moment(value: datetime) -> str:
    """Write `10/03/2026 10:42` in the organisation's zone."""
    return f"{to_local(value):%d/%m/%Y %H:%M}"


def local_time(value: datetime) -> str:
    """Write `10:42` in the organisation's zone."""
    return f"{to_local(value):%H:%M}"


def amount_text(money: Money, *, exact: bool = False) -> str:
    """Write minor units with the language's separators; whole amounts show no decimals unless `exact`."""
    whole, rest = divmod(abs(money.minor), 100)
    text = format_number(whole, "", grouping=3, thousand_sep=str(get_format("THOUSAND_SEPARATOR")), force_grouping=True)
    if rest or exact:
        text += f"{get_format('DECIMAL_SEPARATOR')}{rest:02d}"
    return f"−{text}" if money.minor < 0 else text


def money_text(money: Money, *, exact: bool = False) -> str:
    """Write `USD 14.800` or `ARS 1.450.000,50`."""
    return f"{money.currency} {amount_text(money, exact=exact)}"


def rate_text(basis_points: int) -> str:
    """Write 2100 basis points as `21 %`, 1050 as `10,5 %`."""
    whole, rest = divmod(abs(basis_points), 100)
    decimals = f"{get_format('DECIMAL_SEPARATOR')}{rest:02d}".rstrip("0") if rest else ""
    return f"{'−' if basis_points < 0 else ''}{whole}{decimals} %"


def decimal_text(value: int, decimals: int) -> str:
    """Write an integer whose last digits are decimals: 148000 with two as `1.480,00`."""
    whole, rest = divmod(abs(value), 10**decimals)
    text = format_number(whole, "", grouping=3, thousand_sep=str(get_format("THOUSAND_SEPARATOR")), force_grouping=True)
    if decimals:
        text += f"{get_format('DECIMAL_SEPARATOR')}{rest:0{decimals}d}"
    return f"−{text}" if value < 0 else text


def lateness(days: int) -> str:
    """Say how many business days ago something fell due; negative days are still to come."""
    if days == 0:
        return gettext("today")
    if days > 0:
        return ngettext("%(days)d bd ago", "%(days)d bd ago", days) % {"days": days}
    return ngettext("in %(days)d bd", "in %(days)d bd", -days) % {"days": -days}


def cuit_text(digits: str) -> str:
    """Write eleven digits as `30-85217743-4`; anything else as it came."""
    return f"{digits[:2]}-{digits[2:10]}-{digits[10:]}" if len(digits) == CUIT_DIGITS and digits.isdigit() else digits


def short_hash(digest: str) -> str:
    """Write the start and the end of a hash in groups of four: `4f1c 92ab 0d77 e3a8 … 51c0`."""
    if len(digest) <= SHORT_HASH:
        return digest
    return f"{' '.join(digest[place : place + 4] for place in range(0, 16, 4))} … {digest[-4:]}"


def grouped_hash(digest: str) -> str:
    """Write a whole hash in groups of four, as controlled documents print it."""
    return " ".join(digest[place : place + 4] for place in range(0, len(digest), 4))


@lru_cache(maxsize=2048)
def phone_text(number: str) -> str:
    """Write an E.164 number the way people read it abroad: `+54 9 11 2345-6789`."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def whatsapp_address(number: str) -> str:
    """Return the `wa.me` address of an E.164 number."""
    return f"https://wa.me/{''.join(character for character in number if character.isdigit())}"


def text_or_dash(value: Any) -> str:
    """Return the text of a value, or a dash when there is none."""
    return "—" if value is None or value == "" else str(value)
