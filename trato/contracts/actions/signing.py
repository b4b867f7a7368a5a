"""Send the contract, sign it for each party, verify one signed outside, decline it. PE-CM-01 §8.2.9."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.contracts.letters import tell_both_signed, tell_declined
from trato.contracts.powers import powers_sentence
from trato.contracts.queries import contract_row, declined, issued_contract, power_of, signatures_of
from trato.cycles.evidence import Provided, lock, provide
from trato.cycles.models import Cycle
from trato.cycles.outside import Invitation, invite_outside
from trato.cycles.refusals import Refusal
from trato.cycles.situation import Situation, situation_of
from trato.documents.files import use_file
from trato.documents.models import File, RecordVersion
from trato.documents.records import latest
from trato.ledger.actors import Actor
from trato.links.actions import finish_link, revoke_link
from trato.links.models import Link
from trato.people.actors import name_of
from trato.ui.values import to_local_date

LINK_DAYS = 30
PURPOSE = "contract"


class CannotSign(Refusal):
    """What is on the table is not the contract issued, or it was signed or declined, or the power is gone."""


@transaction.atomic
def send_contract(cycle: Cycle, *, by: Actor, at: datetime) -> Invitation:
    """Send the contract issued to its signatory by a personal link; earlier links close."""
    cycle = lock(cycle)
    now = situation_of(cycle, at=at)
    contract = _issued(now)
    if "client" in signatures_of(now, contract):
        raise CannotSign(_("The client already signed this contract."))
    row = contract_row(contract)
    assert row is not None  # written with the draft
    _require_power(row.signatory, at)
    provide(cycle, "contract.sent", record=contract, facts={"contract": contract.hash}, by=by, at=at)
    for link in Link.objects.of_cycle(cycle.stream).filter(purpose=PURPOSE).open(at=at):
        revoke_link(link_id=link.pk, why="superseded", by=by, at=at)
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
    contract = _unsigned(now, contract_hash, "client")
    row = contract_row(contract)
    assert row is not None  # written with the draft
    if by.key != row.signatory.key:
        raise CannotSign(_("This contract is for %(name)s to sign.") % {"name": row.signatory.name})
    if not name.strip():
        raise CannotSign(_("Write your name and surname to sign."))
    _require_power(row.signatory, at)
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
    contract = _unsigned(situation_of(cycle, at=at), contract_hash, "squad")
    squad: dict[str, Any] = next((one for one in contract.data["parties"] if one["party"] == "squad"), {})
    body = {"name": name_of(by.key), "capacity": capacity or squad.get("capacity", ""), "means": "session"}
    return _sign(cycle, contract, party="squad", body=body, by=by, at=at)


@transaction.atomic
def record_countersigned(
    cycle: Cycle,
    *,
    contract_hash: str,
    file: File,
    name: str,
    capacity: str = "",
    digital: bool = False,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Record that the Commercial Manager verified a file signed by both parties: on paper or with a digital signature.

    `name` is who signed for the client.
    """
    cycle = lock(cycle)
    now = situation_of(cycle, at=at)
    contract = _issued(now)
    _refuse_other(contract, contract_hash)
    if {"client", "squad"} <= signatures_of(now, contract).keys():
        raise CannotSign(_("Both parties already signed this contract."))
    use_file(file, stream=cycle.stream, by=by, at=at)
    body: dict[str, Any] = {
        "contract": contract.hash,
        "name": name,
        "means": "digital" if digital else "paper",
        "signed_at": (occurred_at or at).isoformat(),
        "file": file.sha256,
    }
    if capacity:
        body["capacity"] = capacity
    provided = provide(
        cycle,
        "contract.countersigned",
        body=body,
        facts={"contract": contract.hash},
        attachments=(file,),
        by=by,
        at=at,
        occurred_at=occurred_at,
    )
    for link in Link.objects.of_cycle(cycle.stream).filter(purpose=PURPOSE).open(at=at):
        finish_link(link_id=link.pk, by=by, at=at)
    return provided


@transaction.atomic
def decline_contract(
    cycle: Cycle, *, contract_hash: str, name: str, reason: str, link: Link | None = None, by: Actor, at: datetime
) -> Provided:
    """Record that the client will not sign this text, and why; whoever sent it is told. A signature given stays."""
    cycle = lock(cycle)
    contract = _unsigned(situation_of(cycle, at=at), contract_hash, "client")
    rar = latest(cycle.stream, "rar")
    body = {"by_name": name, "text": reason} | ({"rar": rar.hash} if rar else {})
    provided = provide(cycle, "contract.declined", body=body, facts={"contract": contract.hash}, by=by, at=at)
    if link:
        finish_link(link_id=link.pk, by=by, at=at)
    tell_declined(cycle, contract, reason=reason, at=at)
    return provided


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


def _issued(now: Situation) -> RecordVersion:
    contract = issued_contract(now)
    if contract is None:
        raise CannotSign(_("There is no contract issued yet."))
    return contract


def _unsigned(now: Situation, contract_hash: str, party: str) -> RecordVersion:
    contract = _issued(now)
    _refuse_other(contract, contract_hash)
    if party in signatures_of(now, contract):
        raise CannotSign(_("This contract is already signed by that party."))
    if declined(now, contract):
        raise CannotSign(_("The client declined this contract; a new one has to be issued."))
    return contract


def _refuse_other(contract: RecordVersion, contract_hash: str) -> None:
    if contract.hash != contract_hash:
        raise CannotSign(_("There is a newer version of the contract; what is signed is that one."))


def _require_power(signatory: Any, at: datetime) -> None:
    on = to_local_date(at)
    if power_of(signatory, on) is None:
        raise CannotSign(powers_sentence(signatory, on))
