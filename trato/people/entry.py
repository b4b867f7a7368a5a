"""What packages above add to the sign-in page: people without an account, things to look at first, the foot."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who enters without an account: a line of the demo's list that is only a link."""

    name: str
    role: str
    what: str
    code: str
    url: str


@dataclass(frozen=True, slots=True)
class Story:
    """Something to look at first: the linked words and what follows them."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Foot:
    """A line of the foot, with the name of an icon or none."""

    text: str
    icon: str = ""


guests: list[Callable[[HttpRequest], list[Guest]]] = []
stories: list[Callable[[HttpRequest], list[Story]]] = []
foot: list[Callable[[HttpRequest], list[Foot]]] = []


def gathered[T](sources: list[Callable[[HttpRequest], list[T]]], request: HttpRequest) -> list[T]:
    """Return what every source adds, in order of registration (`AppConfig.ready` appends to the lists above)."""
    return [item for source in sources for item in source(request)]
