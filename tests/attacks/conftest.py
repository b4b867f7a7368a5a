"""A house with its procedure in force and two cycles: one of each EC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import ladder
from tests.support.cast import Person, make_person, signed_in
from trato.cycles.models import Cycle

THREE_DAYS_AGO = timezone.now() - timedelta(days=3)


@dataclass(frozen=True)
class House:
    """Everybody by role, and `at`: three days ago, when the cycles began."""

    people: dict[str, Person]
    at: datetime

    def __getitem__(self, role: str) -> Person:
        return self.people[role]

    def enter(self, role: str) -> Client:
        return signed_in(Client(raise_request_exception=False), self[role])

    def opened(self, *, ec: str = "EC", cuit: str = "30500010912", name: str = "Molino Azul SA") -> Cycle:
        cycle = ladder.opened(ec=self[ec], at=self.at, name=name, cuit=cuit)
        return ladder.classified(cycle, ec=self[ec], at=self.at)


@pytest.fixture
def house(db: object) -> House:
    at = THREE_DAYS_AGO
    codes = ("GC", "EC", "SGC", "AUDITOR", "ADMIN", "EET", "TO", "PM", "PO")
    people = {code: make_person(f"Persona {code.title()}", code, at=at - timedelta(days=30)) for code in codes}
    people["EC2"] = make_person("Otra Persona", "EC", at=at - timedelta(days=30))
    ladder.approve_procedure(gc=people["GC"].actor, sgc=people["SGC"].actor, at=at - timedelta(days=20))
    return House(people, at)
