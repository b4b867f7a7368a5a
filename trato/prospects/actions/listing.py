"""Put prospects on the list: a name and the way they came are enough. PE-CM-01 §8.1.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from trato.cycles.models import Cycle
from trato.cycles.opening import NewCycle, open_cycles
from trato.ledger.actors import Actor
from trato.ledger.inserting import insert_many
from trato.organisations.actions import NewContact, NewOrganisation, add_contacts, register_organisations
from trato.organisations.models import Organisation
from trato.organisations.queries import standing_for
from trato.people.actors import user_of
from trato.people.models import User
from trato.people.roles import Role
from trato.prospects.actions.classifying import classify
from trato.prospects.actions.scoring import rule_in_force
from trato.prospects.models import Prospect
from trato.prospects.rules import Classification
from trato.prospects.scoring import score


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProspect:
    """A prospect to be listed: a new organisation, or one already here with the people who are new.

    `source` is a code of the catalogue "source". Without `owner`, an EC who lists it has it.
    """

    organisation: Organisation | NewOrganisation
    contacts: tuple[NewContact, ...] = ()
    title: str = ""
    source: str = "other"
    source_detail: str = ""
    owner: User | None = None
    known: Classification = field(default_factory=Classification)


@transaction.atomic
def list_prospect(*, new: NewProspect, by: Actor, at: datetime) -> Cycle:
    """List one prospect and open its cycle; classified at once when all six groups and a person are known.

    Raise CannotChangeOrganisation, NoProcedureInForce or ProcedureViolation, having written nothing.
    """
    cycle = list_prospects(news=[new], by=by, at=at)[0]
    complete = not new.known.missing and cycle.organisation.contacts.filter(retired_at=None).exists()
    if complete and (Role.GC in by.roles or by.key == f"user/{cycle.owner_id}"):
        return classify(cycle=cycle, classification=new.known, by=by, at=at).cycle
    return cycle


@transaction.atomic
def list_prospects(*, news: Sequence[NewProspect], by: Actor, at: datetime, imported: bool = False) -> list[Cycle]:
    """List many prospects set-wise, in order, all or none; `imported` ones have no clock running.

    Those that say nothing of their priority get the one the rule suggests.
    """
    organisations = _organisations(news, by=by, at=at)
    mine = user_of(by) if Role.EC in by.roles and not imported else None
    cycles = open_cycles(
        [
            NewCycle(
                organisation=organisation,
                title=" ".join(new.title.split())[:160],
                owner=new.owner or mine,
                source=new.source,
                clock=not imported,
                imported=imported,
            )
            for new, organisation in zip(news, organisations, strict=True)
        ],
        by=by,
        at=at,
    )
    rule = rule_in_force()
    scored = [score(rule, new.known) for new in news]
    insert_many(
        [
            Prospect(
                cycle=cycle,
                priority=new.known.priority or (points.priority if imported else ""),
                score=points.total if points.priority else None,
                suggested=points.priority,
                client_type=new.known.client_type,
                origin=new.known.origin,
                scale=new.known.scale,
                sector=new.known.sector,
                activity=new.known.activity,
                needs=list(new.known.needs),
                notes=new.known.notes,
                source=new.source,
                source_detail=new.source_detail[:160],
            )
            for new, cycle, points in zip(news, cycles, scored, strict=True)
        ]
    )
    return cycles


def _organisations(news: Sequence[NewProspect], *, by: Actor, at: datetime) -> list[Organisation]:
    """Register the new organisations and add the new people of the others, set-wise."""
    fresh = [one.organisation for one in news if isinstance(one.organisation, NewOrganisation)]
    known = standing_for(one.organisation for one in news if isinstance(one.organisation, Organisation))
    registered = iter(register_organisations(news=fresh, by=by, at=at))
    found: list[Organisation] = []
    people: list[tuple[Organisation, NewContact]] = []
    for new in news:
        given = new.organisation
        organisation = next(registered) if isinstance(given, NewOrganisation) else known[given.pk]
        people += [(organisation, contact) for contact in new.contacts]
        found.append(organisation)
    if people:
        add_contacts(news=people, by=by, at=at)
    return found
