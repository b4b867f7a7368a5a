"""A small named cast, made through the actions: ask for `gc`, `ec`, `auditor`… and use `.user`, `.actor`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.remembering import remembered

if TYPE_CHECKING:
    from django.test import Client

    from trato.ledger.actors import Actor
    from trato.people.models import User

SINCE = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
PASSWORD = "un mate amargo por la mañana"
TOTP_SECRET = "JBSWY3DPEHPK3PXP"


@dataclass(frozen=True)
class Person:
    """Somebody of the house: their account, and the actor they are with the roles held since `SINCE`."""

    user: User
    actor: Actor


@remembered
def make_person(name: str, *roles: str, at: datetime = SINCE) -> Person:
    """Invite and activate a person through the actions; an app gives them their second factor."""
    from trato.ledger.actors import SYSTEM
    from trato.people.actions import accept_invitation, invite
    from trato.people.actors import actor_for

    email = f"{name.lower().replace(' ', '.')}@squad.example"
    ascii_email = email.translate(str.maketrans("áéíóúñ", "aeioun"))
    reason = "Elenco de las pruebas"
    invited = invite(name=name, email=ascii_email, roles=roles, reason=reason, by_mail=False, by=SYSTEM, at=at)
    token = invited.link.rstrip("/").rpartition("/")[2]
    user = accept_invitation(token=token, password=PASSWORD, totp_secret=TOTP_SECRET, at=at)
    return Person(user, actor_for(user, at))


def signed_in(client: Client, person: Person) -> Client:
    """Return the client with the person's session open, second factor proven."""
    from trato.people.backends import HOUSE

    client.force_login(person.user, backend=HOUSE)
    return client


@pytest.fixture
def gc(db: Any) -> Person:
    return make_person("Diego Altamirano", "GC")


@pytest.fixture
def ec(db: Any) -> Person:
    return make_person("Martina Sosa", "EC")


@pytest.fixture
def ec2(db: Any) -> Person:
    return make_person("Lautaro Quiroga", "EC")


@pytest.fixture
def eet(db: Any) -> Person:
    return make_person("Ramiro Paz", "EET")


@pytest.fixture
def to(db: Any) -> Person:
    return make_person("Julieta Brandán", "TO")


@pytest.fixture
def pm(db: Any) -> Person:
    return make_person("Nicolás Herrera", "PM")


@pytest.fixture
def po(db: Any) -> Person:
    return make_person("Paula Ibarra", "PO")


@pytest.fixture
def sgc(db: Any) -> Person:
    return make_person("Carla Ocampo", "SGC")


@pytest.fixture
def auditor(db: Any) -> Person:
    return make_person("Elsa Raimondi", "AUDITOR")


@pytest.fixture
def admin(db: Any) -> Person:
    return make_person("Omar Luna", "ADMIN")
