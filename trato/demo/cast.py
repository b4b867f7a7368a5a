"""The people of the demonstration, all invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trato.ledger.actors import Actor
from trato.people.actions import create_demo_person
from trato.people.actors import actor_for
from trato.people.models import User

# Name, roles, mailbox, telephone.
PEOPLE: tuple[tuple[str, str, tuple[str, ...], str, str], ...] = (
    ("martina", "Martina Sosa", ("EC",), "martina.sosa@squad.example", "+5491155550101"),
    ("diego", "Diego Altamirano", ("GC",), "diego.altamirano@squad.example", "+5491155550102"),
    ("tomas", "Tomás Bustos", ("EC",), "tomas.bustos@squad.example", "+5491155550103"),
    ("ramiro", "Ramiro Paz", ("EET",), "ramiro.paz@squad.example", ""),
    ("julieta", "Julieta Brandán", ("TO",), "julieta.brandan@squad.example", ""),
    ("nicolas", "Nicolás Herrera", ("PM",), "nicolas.herrera@squad.example", ""),
    ("paula", "Paula Ibarra", ("PO",), "paula.ibarra@squad.example", ""),
    ("carla", "Carla Ocampo", ("SGC",), "carla.ocampo@squad.example", ""),
    ("elsa", "Elsa Raimondi", ("AUDITOR",), "elsa.raimondi@auditores.example", ""),
    ("omar", "Omar Luna", ("ADMIN",), "omar.luna@squad.example", ""),
)


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody of the cast: the account, and the actor with the roles held all along."""

    user: User
    actor: Actor

    @property
    def name(self) -> str:
        return self.user.name


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by first name."""

    martina: Player
    diego: Player
    tomas: Player
    ramiro: Player
    julieta: Player
    nicolas: Player
    paula: Player
    carla: Player
    elsa: Player
    omar: Player


def summon(*, at: datetime) -> Cast:
    """Create the cast through the actions of `people`; demo mode only."""
    players = {}
    for key, name, roles, email, phone in PEOPLE:
        user = create_demo_person(name=name, email=email, roles=roles, phone=phone, at=at)
        players[key] = Player(user, actor_for(user, at))
    return Cast(**players)
