"""A meeting as a calendar file, so that it lands in whatever calendar the client uses. RFC 5545, RFC 5546."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parseaddr

REQUEST, CANCEL = "REQUEST", "CANCEL"
OCTETS = 75
ESCAPES = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n"))


def calendar_file(
    *,
    uid: str,
    sequence: int,
    method: str,
    starts_at: datetime,
    ends_at: datetime,
    summary: str,
    location: str = "",
    url: str = "",
    organizer: str,
    attendees: Sequence[str] = (),
    at: datetime,
) -> bytes:
    """Return the bytes of one event; times go out in UTC, addresses bare, texts escaped and folded at 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Trato//Agenda//ES",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{_text(uid)}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(starts_at)}",
        f"DTEND:{_moment(ends_at)}",
        f"SUMMARY:{_text(summary)}",
        f"ORGANIZER:mailto:{parseaddr(organizer)[1]}",
        *(f"ATTENDEE;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:{address}" for address in attendees),
        f"STATUS:{'CANCELLED' if method == CANCEL else 'CONFIRMED'}",
    ]
    if location:
        lines.append(f"LOCATION:{_text(location)}")
    if url.startswith(("https://", "http://")) and url.isprintable():
        lines.append(f"URL:{url}")
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return b"".join(_folded(line) for line in lines)


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    for plain, escaped in ESCAPES:
        value = value.replace(plain, escaped)
    return "".join(letter for letter in value if letter.isprintable())


def _folded(line: str) -> bytes:
    """Cut a line at 75 octets, never inside a letter; what follows begins with a space."""
    rows, row = [], b""
    for letter in line:
        octets = letter.encode()
        if len(row) + len(octets) > OCTETS:
            rows.append(row)
            row = b" "
        row += octets
    return b"\r\n".join([*rows, row]) + b"\r\n"
