"""What links may be for; each feature package declares its own in its `purposes.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.functional import Promise

from trato.ledger.actors import Actor
from trato.links.models import Link

type Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a link asks of its person, in their words; `due_on` a local date.

    `detail` may hold what only this person should read (a price): it is shown after the code, or to the link itself.
    """

    title: Text
    detail: Text = ""
    due_on: date | None = None
    button: Text = ""


type TaskOf = Callable[[Link, datetime], Task | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """`view` is a URL name that takes `token`; `role` the role of the procedure its person exercises (FC), or ""."""

    code: str
    label: Text
    done_label: Text
    view: str
    role: str
    order: int
    task: TaskOf

    def url(self, token: str) -> str:
        return reverse(self.view, kwargs={"token": token})


class UnknownPurpose(LookupError):
    """No installed package declares this purpose."""


class DeclaredTwice(RuntimeError):
    """Two packages declare one purpose; the second would hide the first."""


_purposes: dict[str, Purpose] = {}
_home: list[str] = []


def purpose(
    code: str, *, label: Text, view: str, done_label: Text = "", role: str = "", order: int = 100
) -> Callable[[TaskOf], TaskOf]:
    """Declare a purpose; the function decorated says what one of its links asks, or None when nothing any longer.

    `label` ("Sign the contract") and `done_label` ("You signed the contract") are lazily translated, in the client's
    words. A link whose function answers None cannot be renewed once expired, and is not listed.
    """

    def declare(task: TaskOf) -> TaskOf:
        known = _purposes.get(code)
        if known and (known.task.__module__, known.task.__qualname__) != (task.__module__, task.__qualname__):
            raise DeclaredTwice(code)
        _purposes[code] = Purpose(
            code=code, label=label, done_label=done_label or label, view=view, role=role, order=order, task=task
        )
        return task

    return declare


def purpose_of(code: str) -> Purpose:
    """Return the purpose declared under `code`, or raise `UnknownPurpose`."""
    try:
        return _purposes[code]
    except KeyError:
        raise UnknownPurpose(code) from None


def actor_of(link: Link) -> Actor:
    """Return the person the link belongs to as an actor, in the role its purpose gives."""
    role = purpose_of(link.purpose).role
    return Actor("person", link.person_key, role, (role,) if role else ())


def task_of(link: Link, at: datetime) -> Task | None:
    """Return what the link asks now; None when nothing."""
    return purpose_of(link.purpose).task(link, at)


def home_is(view: str) -> None:
    """Declare the URL name, taking `token`, of the page that gathers everything asked of a person."""
    _home[:] = [view]


def home_url(token: str) -> str:
    """Return the address of that page, or "" when no package declared one."""
    return reverse(_home[0], kwargs={"token": token}) if _home else ""
