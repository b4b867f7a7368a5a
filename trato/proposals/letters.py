"""Who is told of what: an approval asked for, an objection, its answer, a conformity."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion
from trato.ledger.actors import Actor
from trato.links.models import Link
from trato.mail.outbox import CannotSendMail, send
from trato.people.actors import holders, name_of
from trato.proposals.queries import pending_proposal
from trato.requirements.money import read
from trato.ui.values import money_text


def ask_for_approval(cycle: Cycle, situation: Situation, *, by: Actor, at: datetime) -> None:
    """Write to every Commercial Manager, substitutes included."""
    proposal = pending_proposal(situation)
    if proposal is None:
        return
    words = {
        "who": name_of(by.key),
        "client": cycle.organisation.name,
        "price": money_text(read(proposal.data["subtotal"])),
        "code": cycle.code,
        "proposal": str(proposal),
    }
    _tell(
        cycle,
        (manager.email for manager in holders("GC", at)),
        subject=_("Proposal to approve: %(client)s") % words,
        text=_(
            "%(who)s prepared %(proposal)s for %(client)s: %(price)s plus VAT, over the limit.\n\n"
            "It waits for your approval in cycle %(code)s."
        )
        % words,
        at=at,
    )


def tell_objection(cycle: Cycle, record: RecordVersion, *, at: datetime) -> None:
    """Tell whoever has the cycle that the client objects."""
    words = {"client": cycle.organisation.name, "who": record.data.get("by_name", ""), "text": record.data["text"]}
    _tell(
        cycle,
        [cycle.owner.email] if cycle.owner else [],
        subject=_("%(client)s objects to the proposal") % words,
        text=_("%(who)s, of %(client)s, wrote:\n\n%(text)s\n\nAnswer it before going on.") % words,
        at=at,
    )


def tell_conformity(cycle: Cycle, record: RecordVersion, *, at: datetime) -> None:
    """Tell whoever has the cycle that the client accepted."""
    words = {"client": cycle.organisation.name, "who": record.data["name"], "code": cycle.code}
    _tell(
        cycle,
        [cycle.owner.email] if cycle.owner else [],
        subject=_("%(client)s accepted the proposal") % words,
        text=_("%(who)s accepted for %(client)s. Cycle %(code)s goes on with the payment plan.") % words,
        at=at,
    )


def tell_answered(cycle: Cycle, *, text: str, resolution: str, at: datetime) -> None:
    """Tell the client how their objection was resolved, while their link is open."""
    link = Link.objects.of_cycle(cycle.stream).filter(purpose="conformity").open(at=at).first()
    words = {"client": cycle.organisation.name, "text": text, "resolution": resolution}
    _tell(
        cycle,
        [link.mail] if link and link.mail else [],
        subject=_("We answered your objection") % words,
        text=_("You told us:\n\n%(text)s\n\nWe answer:\n\n%(resolution)s\n\nThe link we sent you is still open.")
        % words,
        at=at,
    )


def _tell(cycle: Cycle, to: Iterable[str], *, subject: str, text: str, at: datetime) -> None:
    for address in to:
        # A mailbox that does not work must not undo what was done.
        with suppress(CannotSendMail):
            send(to=[address], subject=subject, text=text, stream=cycle.stream, at=at)
