"""Send the contract and sign it for each party. PE-CM-01 §8.2.9."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.contracts.actions.standing import (
    PURPOSE,
    CannotSign,
    close_links,
    issued_or_refuse,
    require_power,
    unsigned,
)
from trato.contracts.letters import tell_both_signed
from trato.contracts.queries import contract_row, signatures_of
from trato.cycles.evidence import Provided, lock, provide
from trato.cycles.models import Cycle
from trato.cycles.outside import Invitation, invite_outside
from trato.cycles.situation import situation_of
from trato.documents.models import RecordVersion
from trato.ledger.actors import Actor
from trato.links.actions import finish_link
from trato.links.models import Link
from trato.people.actors import name_of

LINK_DAYS = 30


@transaction.atomic
def send_contract(cycle: Cycle, *, by: Actor, at: datetime) -> Invitation:
    """Send the contract issued to its signatory by a personal link; earlier links close."""
    cycle = lock(cycle)
    now = situation_of(cycle, at=at)
    contract = issued_or_refuse(now)
    if "client" in signatures_of(now, contract):
        raise CannotSign(_("The client already signed this contract."))
    row = contract_row(contract)
    assert row is not None  # written with the draft
    require_power(row.signatory, at)
    provide(cycle, "contract.sent", record=contract, facts={"contract": contract.hash}, by=by, at=at)
    close_links(cycle, by=by, at=at)
    return invite_outside(
        cycle, purpose=PURPOSE, contact=row.signatory, subject={"contract": contract.hash}, by=by, at=at, days=LINK_DAYS
    )


@transaction.atomic
def sign_as_client(
    cycle: Cycle,
    *,
    contract_hash: str,
    name: str,
    capacity: str = "",
    statement: str,
    link: Link | None = None,
    by: Actor,
    at: datetime,
) -> Provided:
    """Sign for the client exactly the contract issued; `by` is its signatory, whose power is in force today.

    Raises CannotSign, ProcedureViolation.
    """
    cycle = lock(cycle)
    now = situation_of(cycle, at=at)
    contract = unsigned(now, contract_hash, "client")
    row = contract_row(contract)
    assert row is not None  # written with the draft
    if by.key != row.signatory.key:
        raise CannotSign(_("This contract is for %(name)s to sign.") % {"name": row.signatory.name})
    if not name.strip():
        raise CannotSign(_("Write your name and surname to sign."))
    require_power(row.signatory, at)
    provided = _sign(
        cycle,
        contract,
        party="client",
        body={"name": name.strip(), "capacity": capacity, "means": "link", "statement": statement},
        by=by,
        at=at,
    )
    if link:
        finish_link(link_id=link.pk, by=by, at=at)
    return provided


@transaction.atomic
def sign_as_squad(cycle: Cycle, *, contract_hash: str, capacity: str = "", by: Actor, at: datetime) -> Provided:
    """Sign for Squad exactly the contract issued, from one's own session; the Commercial Manager."""
    cycle = lock(cycle)
    contract = unsigned(situation_of(cycle, at=at), contract_hash, "squad")
    squad: dict[str, Any] = next((one for one in contract.data["parties"] if one["party"] == "squad"), {})
    body = {"name": name_of(by.key), "capacity": capacity or squad.get("capacity", ""), "means": "session"}
    return _sign(cycle, contract, party="squad", body=body, by=by, at=at)


def _sign(
    cycle: Cycle, contract: RecordVersion, *, party: str, body: dict[str, Any], by: Actor, at: datetime
) -> Provided:
    provided = provide(
        cycle,
        "contract.signed",
        body={"contract": contract.hash, "party": party, "signed_at": at.isoformat()}
        | {key: value for key, value in body.items() if value},
        facts={"contract": contract.hash, "party": party, "means": body["means"]},
        by=by,
        at=at,
    )
    if {"client", "squad"} <= signatures_of(provided.situation, contract).keys():
        tell_both_signed(cycle, contract, at=at)
    return provided
