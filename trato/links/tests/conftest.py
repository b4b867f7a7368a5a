from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from tests.support.cast import Person
from trato.jobs.models import RateCounter
from trato.ledger.entries import stream_entries
from trato.links import purposes
from trato.links.actions import create_link
from trato.links.models import Link
from trato.links.purposes import Task, purpose
from trato.mail.models import Outbox

type MakeLink = Callable[..., tuple[Link, str]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, settings: Any) -> dict[str, Task | None]:
    """Two purposes and what they ask at the moment; set an entry to None and nothing is asked any longer."""
    settings.ROOT_URLCONF = "trato.links.tests.urls"
    monkeypatch.setattr(purposes, "_purposes", {})
    tasks: dict[str, Task | None] = {
        "test-sign": Task(
            title="Firmar el contrato", detail="USD 14.800 + IVA", due_on=date(2026, 4, 9), button="Leer"
        ),
        "test-survey": Task(title="Contanos cómo fue"),
    }

    @purpose("test-sign", label="Firmar el contrato", done_label="Firmaste", view="test_feature:sign", role="FC")
    def sign(link: Link, at: datetime) -> Task | None:
        return tasks["test-sign"]

    @purpose("test-survey", label="contarnos cómo fue", view="test_feature:survey")
    def survey(link: Link, at: datetime) -> Task | None:
        return tasks["test-survey"]

    return tasks


@pytest.fixture
def make_link(asked: object, gc: Person) -> MakeLink:
    def make(**given: Any) -> tuple[Link, str]:
        defaults: dict[str, Any] = {
            "purpose": "test-sign",
            "cycle_stream": "cycle/42",
            "subject": {"contract": "e8" * 32},
            "person_key": "person/12",
            "name": "Ana Clara Villafañe",
            "mail": "Ana@Quebracho.example",
            "phone": "+5491123456789",
            "by": gc.actor,
            "at": timezone.now(),
            "days": 10,
            "client": "Dulces Quebracho Viejo SRL",
        }
        link, url = create_link(**{**defaults, **given})
        return link, url.partition("8000")[2]

    return make


def token_of(path: str) -> str:
    return path.strip("/").split("/")[1]


def last_code() -> str:
    """Return the code of the last mail, as its reader would type it."""
    found = re.search(r"(\d{3}) (\d{3})", Outbox.objects.latest("id").text)
    assert found
    return found[0]


def events(link: Link) -> list[str]:
    return [entry.event for entry in stream_entries(link.stream)]


def forget_rates() -> None:
    RateCounter.objects.all().delete()
