"""The shapes that may enter the ledger: numbers, yes or no, closed codes, dates, instants and hashes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

type Fact = int | bool | str

LARGEST_INTEGER = 2**53 - 1  # RFC 8785 numbers are IEEE 754 doubles; beyond this they are no longer exact

_KEY = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|\+00:00)")
# A code has at least one letter; bare digits are admitted only as numbering ("01", "8.2.1"), so that a DNI, a CUIT
# or a telephone number is refused.
_CODE = re.compile(r"(?=.{1,80}\Z)(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9]+(?:[-_./:]+[A-Za-z0-9]+)*")
_NUMBERING = re.compile(r"\d{1,3}(?:\.\d{1,2}){0,4}")


class NotAFact(ValueError):
    """A value that is not an int, a bool, a closed code, an ISO date, a UTC instant or a hash."""


def check_facts(facts: Mapping[str, Fact]) -> None:
    """Refuse aloud, as NotAFact, every key or value that could carry free text or personal data."""
    for key, value in facts.items():
        if not _KEY.fullmatch(key):
            raise NotAFact(f"A fact is named in lower case without spaces; got {key!r}.")
        if not is_fact(value):
            raise NotAFact(
                f"The fact {key!r} must be a whole number, yes or no, a closed code, an ISO date, a UTC instant or a "
                f"hash; got a {type(value).__name__}. Free text and personal data never enter the ledger."
            )


def is_fact(value: object) -> bool:
    """Tell whether the value has one of the closed shapes."""
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        return -LARGEST_INTEGER <= value <= LARGEST_INTEGER
    return isinstance(value, str) and (is_code(value) or is_hash(value) or _is_date(value) or _is_instant(value))


def is_code(text: str) -> bool:
    """Tell whether the text is a closed code ("apto", "PE-CM-01", "C-2026-0042") or a numbering ("8.2.1")."""
    if _DATE.match(text):
        return _is_instant(text)  # what begins like a date is one that exists, in UTC
    return bool(_CODE.fullmatch(text) or _NUMBERING.fullmatch(text))


def is_hash(text: str) -> bool:
    """Tell whether the text is a SHA-256 in lower-case hexadecimal."""
    return bool(_HASH.fullmatch(text))


def instant_text(moment: datetime) -> str:
    """Write an aware moment as UTC with microseconds ("2026-03-03T12:00:00.000000Z"). Raises ValueError if naive."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _is_date(text: str) -> bool:
    return bool(_DATE.fullmatch(text)) and _reads(date.fromisoformat, text)


def _is_instant(text: str) -> bool:
    return bool(_INSTANT.fullmatch(text)) and _reads(datetime.fromisoformat, text)


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
