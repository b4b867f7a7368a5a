"""Rungs of §8.2.8 and §8.2.9: drafted and signed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from tests.support.ladder.offer import client_of, signatory, walked_to_planned
from tests.support.remembering import remembered

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle


@remembered
def contract_model(*, gc: Person, at: datetime) -> object:
    """Publish the model contract, once."""
    from trato.contracts.publishing import publish_seed
    from trato.contracts.queries import model_in_force

    if standing := model_in_force(at):
        return standing
    squad = {
        "squad_cuit": "30-71234567-1",
        "squad_domicilio": "Av. Corrientes 1234, CABA",
        "squad_firmante": gc.user.name,
    }
    return publish_seed(values=squad, by=gc.actor, at=at)


@remembered
def empowered(cycle: Cycle, *, by: Person, at: datetime, expires_on: date | None = None) -> None:
    """Record and verify the power of the signatory: the office they hold, or until a day. §8.2.8."""
    from trato.organisations.actions import record_power, verify_power

    person = signatory(cycle)
    power = record_power(contact=person, kind="office", expires_on=expires_on, document=None, by=by.actor, at=at)
    verify_power(power=power, by=by.actor, at=at)


@remembered
def drafted(cycle: Cycle, *, ec: Person, gc: Person, at: datetime) -> Cycle:
    """Draft the contract from the model in force and issue it; the signatory has a power. §8.2.8."""
    from trato.contracts.actions import Terms, issue_contract, prepare_contract

    contract_model(gc=gc, at=at)
    empowered(cycle, by=ec, at=at)
    terms = Terms(signatory=signatory(cycle), capacity="Socia gerente", address="Bv. San Juan 450, Córdoba")
    prepare_contract(cycle, terms=terms, by=ec.actor, at=at)
    return issue_contract(cycle, by=ec.actor, at=at).cycle


@remembered
def contracted(cycle: Cycle, *, ec: Person, gc: Person, at: datetime) -> Cycle:
    """Draft, send, and sign by both: the client through their link, then the GC. §8.2.8 and §8.2.9."""
    from trato.contracts.actions import send_contract, sign_as_client, sign_as_squad

    cycle = drafted(cycle, ec=ec, gc=gc, at=at)
    link = send_contract(cycle, by=ec.actor, at=at).link
    contract = str(link.subject["contract"])
    sign_as_client(
        cycle,
        contract_hash=contract,
        name=signatory(cycle).name,
        capacity="Socia gerente",
        statement="Leí el contrato y lo acepto en nombre de mi organización.",
        link=link,
        by=client_of(cycle),
        at=at,
    )
    return sign_as_squad(cycle, contract_hash=contract, by=gc.actor, at=at).cycle


@remembered
def walked_to_contracted(*, ec: Person, gc: Person, at: datetime) -> tuple[Cycle, datetime]:
    """Take a cycle of USD 4,200 to a contract signed by both in one day."""
    cycle, then = walked_to_planned(ec=ec, gc=gc, at=at)
    return contracted(cycle, ec=ec, gc=gc, at=then), then
