"""What stands on the table to be signed, or why nothing may be."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from trato.contracts.powers import powers_sentence
from trato.contracts.queries import declined, issued_contract, power_of, signatures_of
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion
from trato.ledger.actors import Actor
from trato.links.actions import revoke_link
from trato.links.models import Link
from trato.organisations.models import Contact
from trato.ui.values import to_local_date

PURPOSE = "contract"


class CannotSign(Refusal):
    """What is on the table is not the contract issued, or it was signed or declined, or the power is gone."""


def issued_or_refuse(now: Situation) -> RecordVersion:
    """Return the contract issued last; raise CannotSign before the first."""
    contract = issued_contract(now)
    if contract is None:
        raise CannotSign(_("There is no contract issued yet."))
    return contract


def unsigned(now: Situation, contract_hash: str, party: str) -> RecordVersion:
    """Return the contract of that hash when it is the one issued and the party may still sign it."""
    contract = issued_or_refuse(now)
    refuse_other(contract, contract_hash)
    if party in signatures_of(now, contract):
        raise CannotSign(_("This contract is already signed by that party."))
    if declined(now, contract):
        raise CannotSign(_("The client declined this contract; a new one has to be issued."))
    return contract


def refuse_other(contract: RecordVersion, contract_hash: str) -> None:
    """Raise CannotSign when what somebody read is not what is issued."""
    if contract.hash != contract_hash:
        raise CannotSign(_("There is a newer version of the contract; what is signed is that one."))


def require_power(signatory: Contact, at: datetime) -> None:
    """Raise CannotSign when the signatory has no power in force today."""
    on = to_local_date(at)
    if power_of(signatory, on) is None:
        raise CannotSign(powers_sentence(signatory, on))


def close_links(cycle: Cycle, *, by: Actor, at: datetime) -> None:
    """Close the open links of the contract: a newer one takes their place."""
    for link in Link.objects.of_cycle(cycle.stream).filter(purpose=PURPOSE).open(at=at):
        revoke_link(link_id=link.pk, why="superseded", by=by, at=at)
