"""What the shells need to know of the person and the installation, handed over by a context processor."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class NavItem:
    """One place of the menu; `key` is the letter after G, `count` what waits there."""

    label: str
    url: str
    icon: str
    key: str = ""
    count: int = 0
    current: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Me:
    """The person signed in and the role they exercise, as people read it."""

    name: str
    role: str
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """The history's size in entries; `verified` is None while nothing has been checked yet."""

    size: int
    verified: bool | None = None
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shell:
    """Everything `ui/base.html` shows around a page; `nav` holds groups of places."""

    brand: str
    nav: tuple[tuple[NavItem, ...], ...]
    me: Me
    ledger: Ledger | None = None
    home_url: str = "/"
    search_url: str = "/buscar/"
    settings_url: str = ""
    sign_out_url: str = ""
    letters: bool = True

    @property
    def frame(self) -> Shell:
        """Return what changes seldom: the shell without the history."""
        return replace(self, ledger=None)

    @property
    def tabs(self) -> tuple[NavItem, ...]:
        """The four places of the bar at the bottom of a phone."""
        return tuple(item for group in self.nav for item in group)[:4]

    @property
    def elsewhere(self) -> bool:
        """Whether the current place is none of the four tabs."""
        return not any(item.current for item in self.tabs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """The person of the organisation a client can talk to."""

    name: str
    hours: str = ""
    whatsapp_url: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outside:
    """Everything `ui/outside.html` shows around a page for somebody without an account."""

    brand: str
    client: str = ""
    contact: Contact | None = None
    notice: str = ""
    not_me_url: str = ""
    crumbs: tuple[tuple[str, str], ...] = field(default_factory=tuple)
