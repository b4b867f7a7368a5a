"""How a person outside comes in: one link, opened; and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from trato.ledger.actors import Actor
from trato.links import tokens
from trato.links.models import Link
from trato.links.purposes import Purpose, actor_of, home_url, purpose_of

type Refusal = Literal["unknown", "expired", "revoked", "done"]

# Compared against when nothing was found, so that an unknown token costs what a known one does.
_NOBODY = tokens.hash_of("nobody")


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link that was opened: what it is for, whose it is and the secret it was opened with.

    `through` is the other link of theirs they came from, by a ticket: then show nothing before the code.
    """

    link: Link
    token: str
    through: Link | None = None

    @property
    def purpose(self) -> Purpose:
        return purpose_of(self.link.purpose)

    @property
    def subject(self) -> dict[str, Any]:
        return dict(self.link.subject)

    @property
    def actor(self) -> Actor:
        return actor_of(self.link)

    @property
    def done(self) -> bool:
        return self.link.done_at is not None

    @property
    def url(self) -> str:
        """Return the address of what the link is for."""
        return self.purpose.url(self.token)

    @property
    def home_url(self) -> str:
        return home_url(self.token)


class LinkRefused(Exception):
    """The link does not open; `link` is None when it is unknown."""

    def __init__(self, reason: Refusal, link: Link | None = None) -> None:
        super().__init__(reason)
        self.reason: Refusal = reason
        self.link = link


def open_link(token: str, at: datetime, *, done_ok: bool = False) -> LinkView:
    """Return what a token or ticket opens; raise `LinkRefused`. Changes nothing.

    A link whose work is done opens only with `done_ok`: pages that show what was done, never those that act.
    """
    ticket = None if tokens.looks_like_token(token) else tokens.read_ticket(token, at=at)
    if ticket is None:
        return LinkView(_usable(_find(token), at=at, done_ok=done_ok), token)
    through = _usable(Link.objects.filter(pk=ticket.through).first(), at=at, done_ok=True)
    to = Link.objects.of_same_person(through).filter(pk=ticket.to).first()
    return LinkView(_usable(to, at=at, done_ok=done_ok), token, through)


def ticket_for(view: LinkView, link: Link, *, at: datetime) -> str:
    """Return what opens another link of the same person, for somebody who opened `view`."""
    held = view.through or view.link
    if (link.person_key, link.mail) != (held.person_key, held.mail):
        raise LinkRefused("unknown")
    return tokens.new_ticket(tokens.Ticket(held.pk, link.pk), at=at)


def _find(token: str) -> Link | None:
    """Look the token up by its prefix and compare the whole hash in constant time."""
    if not tokens.looks_like_token(token):
        return None
    given = tokens.hash_of(token)
    found = None
    candidates = list(Link.objects.filter(prefix=tokens.prefix_of(token))[:8])
    for link in candidates:
        if tokens.same_hash(link.token_hash, given):
            found = link
    if not candidates:
        tokens.same_hash(_NOBODY, given)
    return found


def _usable(link: Link | None, *, at: datetime, done_ok: bool) -> Link:
    if link is None:
        raise LinkRefused("unknown")
    match link.state(at):
        case "open":
            return link
        case "done" if done_ok:
            return link
        case "done":
            raise LinkRefused("done", link)
        case "revoked":
            raise LinkRefused("revoked", link)
        case "expired":
            raise LinkRefused("expired", link)
