"""Who may see what hangs from a stream: the packages above say it, each for its own streams. Refused by default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trato.ledger.actors import Actor

type Check = Callable[[Actor, str], bool]
type Place = Callable[[str], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class _Owner:
    check: Check
    place: Place | None


_owners: dict[str, _Owner] = {}


def register(prefix: str, check: Check, *, place: Place | None = None) -> None:
    """Let `check(actor, stream)` decide about the streams that begin with `prefix` ("cycle/").

    `place(stream)` names where its records belong, as (text, url): ("C-2026-0042", "/ciclos/C-2026-0042/").
    """
    _owners[prefix] = _Owner(check, place)


def may_see(actor: Actor, stream: str) -> bool:
    """Tell whether the actor may see records and files of the stream; no where nobody answers for it."""
    return any(stream.startswith(prefix) and owner.check(actor, stream) for prefix, owner in _owners.items())


def place_of(stream: str) -> tuple[str, str] | None:
    """Return what the stream is called and where its page is; None when nobody says."""
    for prefix, owner in _owners.items():
        if stream.startswith(prefix) and owner.place is not None:
            return owner.place(stream)
    return None
