"""Prepare, approve and send a proposal. PE-CM-01 §8.2.5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.amounts import set_amount
from trato.cycles.calendars import working_calendar
from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.outside import Invitation, invite_outside
from trato.cycles.situation import situation_of
from trato.documents.models import RecordVersion
from trato.documents.records import latest
from trato.ledger.actors import Actor
from trato.links.actions import revoke_link
from trato.links.models import Link
from trato.organisations.models import Contact
from trato.proposals.bodies import CannotOffer, Facts, Offer, body_of
from trato.proposals.letters import ask_for_approval
from trato.proposals.queries import limits_of, pending_proposal
from trato.proposals.rules import in_dollars, over_limit
from trato.requirements.money import read

PURPOSE = "conformity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A version issued: sent with its `invitation`, or without one while it waits for the Commercial Manager."""

    provided: Provided
    invitation: Invitation | None


@transaction.atomic
def submit_proposal(cycle: Cycle, *, offer: Offer, contact: Contact, by: Actor, at: datetime) -> Submitted:
    """Issue the next version and send it to a person of the client, or over the limit ask for its approval.

    Raises CannotOffer, CannotReach, ProcedureViolation.
    """
    provided = prepare_proposal(cycle, offer=offer, by=by, at=at)
    facts = provided.recorded.facts
    over = over_limit(int(facts["total_usd"]), int(facts["discount_bp"]), *limits_of(provided.situation))
    if over and "GC" not in by.roles:
        ask_for_approval(provided.cycle, provided.situation, by=by, at=at)
        return Submitted(provided=provided, invitation=None)
    return Submitted(provided=provided, invitation=send_proposal(cycle, contact=contact, by=by, at=at))


@transaction.atomic
def prepare_proposal(cycle: Cycle, *, offer: Offer, by: Actor, at: datetime) -> Provided:
    """Issue the next version of the proposal over the RAR in force; over the limit it then waits for the GC."""
    cycle = lock(cycle)
    require(cycle, "submit-proposal", by=by, at=at)
    body, facts = body_of(cycle, offer, at=at)
    provided = provide(cycle, "proposal.prepared", body=body, facts=facts, by=by, at=at)
    set_amount(cycle, offer.price.subtotal)
    return provided


@transaction.atomic
def approve_proposal(cycle: Cycle, *, by: Actor, at: datetime) -> Provided:
    """Approve exactly the version prepared; the Commercial Manager. PE-CM-01 §8.2.5, limits."""
    cycle = lock(cycle)
    proposal = _pending(cycle, at)
    return provide(cycle, "proposal.approved", record=proposal, facts={"proposal": proposal.hash}, by=by, at=at)


@transaction.atomic
def send_proposal(cycle: Cycle, *, contact: Contact, by: Actor, at: datetime) -> Invitation:
    """Send the version prepared by a link of one person, who may accept it or object. Earlier links close."""
    cycle = lock(cycle)
    proposal = _pending(cycle, at)
    data = proposal.data
    facts: Facts = {
        "rar": data["rar"],
        "total_usd": in_dollars(read(data["subtotal"]), rate=int(data.get("rate", 0))),
        "discount_bp": int(data.get("discount_bp", 0)),
        "valid_until": data["valid_until"],
        "version": proposal.version,
    }
    provide(cycle, "proposal.sent", record=proposal, facts=facts, by=by, at=at)
    return _invite(cycle, proposal.data, proposal.hash, contact=contact, by=by, at=at)


@transaction.atomic
def send_again(cycle: Cycle, *, contact: Contact, by: Actor, at: datetime) -> Invitation:
    """Send the proposal in course once more, to the same or another person of the client; earlier links close."""
    cycle = lock(cycle)
    require(cycle, "follow-proposal", by=by, at=at)
    sent = situation_of(cycle, at=at).latest("proposal.sent")
    if sent is None:
        raise CannotOffer(_("No proposal has been sent yet."))
    proposal = RecordVersion.objects.get(hash=sent.record)
    if date.fromisoformat(proposal.data["valid_until"]) < working_calendar().local_date(at):
        raise CannotOffer(_("The proposal expired: issue a new version with another «Valid until»."))
    return _invite(cycle, proposal.data, proposal.hash, contact=contact, by=by, at=at)


def _invite(
    cycle: Cycle, data: dict[str, Any], proposal: str, *, contact: Contact, by: Actor, at: datetime
) -> Invitation:
    if contact.organisation_id != cycle.organisation_id:
        raise CannotOffer(_("%(name)s is not of this client.") % {"name": contact.name})
    for link in Link.objects.of_cycle(cycle.stream).filter(purpose=PURPOSE).open(at=at):
        revoke_link(link_id=link.pk, why="superseded", by=by, at=at)
    rar = latest(cycle.stream, "rar")
    valid_until = date.fromisoformat(data["valid_until"])
    return invite_outside(
        cycle,
        purpose=PURPOSE,
        contact=contact,
        subject={"proposal": proposal, "rar": rar.hash if rar else ""},
        by=by,
        at=at,
        days=max((valid_until - working_calendar().local_date(at)).days, 1),
    )


def _pending(cycle: Cycle, at: datetime) -> RecordVersion:
    pending = pending_proposal(situation_of(cycle, at=at))
    if pending is None:
        raise CannotOffer(_("Prepare the proposal first."))
    return pending
