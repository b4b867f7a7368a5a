"""Who may see what hangs from a stream: the packages above say it, each for its own streams. Refused by default."""

from __future__ import annotations

from collections.abc import Callable

from trato.ledger.actors import Actor

type Check = Callable[[Actor, str], bool]

_checks: dict[str, Check] = {}


def register(prefix: str, check: Check) -> None:
    """Let `check(actor, stream)` decide about the streams that begin with `prefix` ("cycle/")."""
    _checks[prefix] = check


def may_see(actor: Actor, stream: str) -> bool:
    """Tell whether the actor may see records and files of the stream; no where nobody answers for it."""
    return any(stream.startswith(prefix) and check(actor, stream) for prefix, check in _checks.items())
