"""The secrets inside the addresses of people outside: personal tokens, and tickets from one link to another."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

BYTES = 32
PREFIX = 8
TICKET_LASTS = timedelta(hours=12)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")
_TICKETS = signing.Signer(salt="trato.links.ticket")


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to open link `to` for somebody who holds link `through`; ids."""

    through: int
    to: int


def new_token() -> str:
    """Return 32 random bytes as base64url (43 characters)."""
    return secrets.token_urlsafe(BYTES)


def looks_like_token(text: str) -> bool:
    return bool(_TOKEN.match(text))


def prefix_of(token: str) -> str:
    """Return the part kept in clear to find the row: 48 of its 256 bits."""
    return token[:PREFIX]


def hash_of(token: str) -> str:
    """Return the SHA-256 kept instead of the token, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def same_hash(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def new_ticket(ticket: Ticket, *, at: datetime) -> str:
    """Return a signed, URL-safe ticket that lasts `TICKET_LASTS`."""
    ends = int((at + TICKET_LASTS).timestamp())
    return _TICKETS.sign_object([ticket.through, ticket.to, ends])


def read_ticket(text: str, *, at: datetime) -> Ticket | None:
    """Return the ticket when its signature holds and its time has not passed."""
    try:
        through, to, ends = _TICKETS.unsign_object(text)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Ticket(through, to) if at.timestamp() < ends else None
