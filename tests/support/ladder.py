"""Rungs of a cycle, each reached through the public actions of the package that owns it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle
    from trato.ledger.actors import Actor


def approve_procedure(*, gc: Actor, sgc: Actor, at: datetime) -> None:
    """Load the definitions and put version 01 in force."""
    from django.conf import settings

    from trato.documents.approving import approve_definition
    from trato.documents.definitions import load_seeds, versions_of

    load_seeds(settings.TRATO_PROCEDURES_DIR, at)
    version = next(version for version in versions_of("PE-CM-01") if version.version == "01")
    for actor in (gc, sgc):
        approve_definition(code="PE-CM-01", version="01", hash=version.hash, by=actor, at=at)


def opened(*, ec: Person, at: datetime, name: str = "Dulces Quebracho Viejo SRL", cuit: str = "30852177434") -> Cycle:
    """Register an organisation with one signatory and open a cycle owned by the EC."""
    from trato.cycles.opening import NewCycle, open_cycle
    from trato.organisations.actions import NewContact, NewOrganisation, register_organisation

    organisation = register_organisation(
        new=NewOrganisation(
            name=name,
            cuit=cuit,
            province="AR-X",
            locality="Córdoba",
            contacts=(
                NewContact(
                    name="Ana Clara Villafañe",
                    position="Socia gerente",
                    mail="ana@quebracho.example",
                    phone="+5493515550101",
                    is_whatsapp=True,
                    is_signatory=True,
                ),
            ),
        ),
        by=ec.actor,
        at=at,
    )
    new = NewCycle(organisation=organisation, title="Tienda en línea", owner=ec.user, source="inbound")
    return open_cycle(new, by=ec.actor, at=at)
