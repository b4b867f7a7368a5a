"""A list of thousands, told among the stories of the demonstration, and what became of some of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from django.db import transaction

from benchmarks.names import PEOPLE, named
from trato.cycles.evidence import Evidence, provide_many
from trato.cycles.models import Cycle
from trato.cycles.promises import CONTACTS
from trato.demo.cast import Player
from trato.demo.stage import Story, Teller, World
from trato.organisations.actions import NewContact, NewOrganisation
from trato.prospects.actions import NewProspect, list_prospects
from trato.prospects.rules import Classification

DAYS = 60
WORKED_ON = 10  # one in so many is classified, and talked to; the others wait in the list, as lists do
IMPORTED = 3  # of so many batches, all but one come from a file: no deadline runs for those
KNOWN = Classification(
    priority="high", client_type="company", origin="AR-X", scale="small", sector="food", needs=("shop",)
)
BATCH = 5_000


def crowd(count: int) -> Teller:
    """Return the story of a list of `count` prospects that came over the last sixty business days."""

    def tell(world: World) -> Story:
        owners = (world.cast.martina, world.cast.tomas)
        size = max(1, -(-count // DAYS))
        waiting: list[tuple[Player, list[Cycle]]] = []
        for day, numbers in enumerate(batched(range(count), size)):
            owner = owners[day % len(owners)]
            at = yield world.day(day - DAYS, "08:30")
            for some in batched(numbers, BATCH):
                listed = _list(some, owner, imported=day % IMPORTED > 0, at=at)
                worked_on = [cycle for number, cycle in zip(some, listed, strict=True) if number % WORKED_ON == 0]
                waiting.append((owner, worked_on))
            at = yield world.day(day - DAYS, "15:40")
            for player, cycles in waiting:
                _classify(cycles, player, at)
            at = yield world.day(day - DAYS, "17:50")
            for player, cycles in waiting:
                _talk(cycles, player, world.date(day - DAYS + 8).isoformat(), at)
            waiting = []

    return tell


def _organisation(number: int) -> NewOrganisation:
    one = named(number)
    return NewOrganisation(
        name=one.name,
        cuit=one.cuit,
        province=one.province,
        locality=one.town,
        contacts=(NewContact(name=one.person, mail=one.mail, phone=one.phone),),
    )


def _list(numbers: Sequence[int], owner: Player, *, imported: bool, at: datetime) -> list[Cycle]:
    return list_prospects(
        news=[
            NewProspect(
                organisation=_organisation(number),
                title="Tienda en línea" if number % 2 else "",
                source="list",
                owner=owner.user,
                known=KNOWN if number % WORKED_ON == 0 else Classification(),
            )
            for number in numbers
        ],
        imported=imported,
        by=owner.actor,
        at=at,
    )


def _classify(cycles: Sequence[Cycle], owner: Player, at: datetime) -> None:
    body = {
        "contacts": [{"name": PEOPLE[0]}],
        "priority": KNOWN.priority,
        "client_type": KNOWN.client_type,
        "origin": KNOWN.origin,
        "scale": KNOWN.scale,
        "sector": KNOWN.sector,
        "needs": list(KNOWN.needs),
    }
    facts: dict[str, int | bool | str] = {"groups": KNOWN.groups, "contacts": 1, "priority": KNOWN.priority}
    with transaction.atomic():
        provide_many(
            [
                Evidence(
                    cycle, "prospect.classified", body=body | {"organisation": cycle.organisation.name}, facts=facts
                )
                for cycle in cycles
            ],
            by=owner.actor,
            at=at,
        )


def _talk(cycles: Sequence[Cycle], owner: Player, next_on: str, at: datetime) -> None:
    facts: dict[str, int | bool | str] = {"answered": True, "inbound": False, "medium": "phone", "next_on": next_on}
    body = facts | {"happened_at": at.isoformat(), "summary": "Contó qué necesita.", "contact": PEOPLE[0]}
    with transaction.atomic():
        provide_many([Evidence(cycle, CONTACTS[0], body=body, facts=facts) for cycle in cycles], by=owner.actor, at=at)
