"""What each verb of the panels runs, and what it says was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trato.contracts import actions
from trato.contracts.bodies import Terms, unresolved_in
from trato.contracts.queries import issued_contract, signatures_of
from trato.contracts.variables import label_of
from trato.cycles.models import Cycle
from trato.documents.files import store_file
from trato.ledger.actors import Actor


def prepare(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    file = store_file(data["file"], by=by, at=at) if data["file"] else None
    record = actions.prepare_contract(cycle, terms=Terms(file=file, **data["terms"]), by=by, at=at).record
    left = unresolved_in(record.data) if record else []
    if left:
        return _("The draft is ready, with blanks: %(names)s.") % {"names": ", ".join(map(label_of, left))}
    if data["terms"]["deviations"]:
        return _("The draft is ready; its deviations wait for the Commercial Manager.")
    return _("The draft is ready, without blanks or deviations. Issue it.")


def approve(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    actions.approve_deviations(cycle, by=by, at=at, **data)
    return _("You approved the deviations; the contract can be issued.")


def issue(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    record = actions.issue_contract(cycle, by=by, at=at).record
    return _("You issued the contract %(contract)s.") % {"contract": str(record)}


def send(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> SafeString:
    invitation = actions.send_contract(cycle, by=by, at=at)
    return invitation.said(_("You sent the contract to %(name)s.") % {"name": invitation.link.person_name})


def sign(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    provided = actions.sign_as_squad(cycle, contract_hash=data["contract"], by=by, at=at)
    contract = issued_contract(provided.situation)
    both = contract is not None and "client" in signatures_of(provided.situation, contract)
    return _("The contract is signed by both.") if both else _("You signed; the client's signature is missing.")


def countersign(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    file = store_file(data["file"], by=by, at=at)
    actions.record_countersigned(
        cycle,
        contract_hash=data["contract"],
        file=file,
        name=data["name"],
        capacity=data["capacity"],
        digital=data["digital"],
        by=by,
        at=at,
        occurred_at=data["occurred_at"],
    )
    return _("You verified the contract signed by both.")


def decline(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    actions.decline_contract(
        cycle, contract_hash=data["contract"], name=data["name"], reason=data["reason"], by=by, at=at
    )
    return _("You recorded that the client does not sign this contract. Draft it again.")


def propose(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    record = actions.propose_amendment(cycle, by=by, at=at, **data).record
    return _("You proposed %(amendment)s; the Commercial Manager approves it.") % {"amendment": str(record)}


def approve_change(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    actions.approve_amendment(cycle, by=by, at=at, **data)
    return _("You approved the amendment; the client accepts it.")


def accept_change(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    upload = data.pop("file")
    file = store_file(upload, by=by, at=at) if upload else None
    actions.accept_amendment(cycle, file=file, by=by, at=at, **data)
    return _("The amendment is accepted.")
