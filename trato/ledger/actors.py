"""Who did it: an opaque key and the role exercised; never a name, a mail address or any personal datum."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, get_args

ActorKind = Literal["user", "person", "token", "system"]

_KINDS = frozenset(get_args(ActorKind))
_KEY = re.compile(r"[a-z]{1,20}/[A-Za-z0-9._-]{1,64}")
_ROLE = re.compile(r"(?:[A-Za-z][A-Za-z0-9_-]{0,31})?")


@dataclass(frozen=True, slots=True)
class Actor:
    """Name who acts: `key` is opaque ("user/7", "person/12", "system/ticker"), `role` the role exercised.

    `roles` are all the roles held at that time. Raises ValueError on a key that may hold personal data.
    """

    kind: ActorKind
    key: str
    role: str = ""
    roles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise ValueError(f"An actor is one of {', '.join(sorted(_KINDS))}, not {self.kind!r}.")
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"An actor's key looks like 'user/7' and holds no personal data; got {self.key!r}.")
        for role in (self.role, *self.roles):
            if not _ROLE.fullmatch(role):
                raise ValueError(f"A role is a short code such as 'EC'; got {role!r}.")

    def exercising(self, role: str) -> Actor:
        """Answer the same actor, acting in `role`."""
        return replace(self, role=role)


SYSTEM = Actor("system", "system/trato")
