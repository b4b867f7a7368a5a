"""A cycle being told: who carries it, who signs for the client, and how days are counted."""

from __future__ import annotations

from datetime import date, datetime

from trato.cycles.models import Cycle
from trato.demo.cast import Player
from trato.demo.stage import World
from trato.documents.records import latest
from trato.ledger.actors import Actor
from trato.links.models import Link
from trato.organisations.models import Contact


class Told:
    """One cycle and whoever carries it; `at` comes in from the stage."""

    cycle: Cycle

    def __init__(
        self,
        world: World,
        *,
        ec: Player,
        name: str,
        cuit: str = "",
        place: tuple[str, str],
        person: tuple[str, str, str, str],
        title: str,
    ) -> None:
        self.world, self.ec, self.title = world, ec, title
        self.gc = world.cast.diego
        self.name, self.cuit, self.place, self.person = name, cuit, place, person

    @property
    def contact(self) -> Contact:
        found = self.cycle.organisation.contacts.filter(retired_at=None).first()
        assert found is not None
        return found

    @property
    def client(self) -> Actor:
        """Return the client's signatory as an actor."""
        return Actor("person", self.contact.key, role="FC", roles=("FC",))

    @property
    def contract_hash(self) -> str:
        contract = latest(self.cycle.stream, "contract")
        assert contract is not None
        return contract.hash

    def _later(self, at: datetime, days: int) -> date:
        return self.world.calendar.add_business_days(self.world.calendar.local_date(at), days)

    def _link(self, purpose: str, at: datetime) -> Link | None:
        links = Link.objects.filter(cycle_stream=self.cycle.stream, purpose=purpose).order_by("-id")
        return next((link for link in links if link.state(at) == "open"), None)
