"""What people are told by mail about their contract."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.utils.translation import gettext as _

from trato.contracts.queries import contract_row
from trato.cycles.models import Cycle
from trato.documents.models import RecordVersion
from trato.mail.outbox import CannotSendMail, send
from trato.ui.values import grouped_hash


def tell_both_signed(cycle: Cycle, contract: RecordVersion, *, at: datetime) -> None:
    """Tell the signatory and whoever has the cycle that both parties signed, and the fingerprint of what."""
    row = contract_row(contract)
    words = {"contract": str(contract), "client": cycle.organisation.name, "hash": grouped_hash(contract.hash)}
    to = [row.signatory.mail] if row and row.signatory.mail else []
    to += [cycle.owner.email] if cycle.owner else []
    _tell(
        cycle,
        to,
        subject=_("Signed by both: contract of %(client)s") % words,
        text=_(
            "Contract %(contract)s between us and %(client)s is signed by both parties.\n\n"
            "Fingerprint of the text signed (SHA-256): %(hash)s\n\n"
            "You can read and download it whenever you want, in the same link you signed with."
        )
        % words,
        at=at,
    )


def tell_declined(cycle: Cycle, contract: RecordVersion, *, reason: str, at: datetime) -> None:
    """Tell whoever has the cycle that the client will not sign this text, and why."""
    words = {"contract": str(contract), "client": cycle.organisation.name, "reason": reason}
    _tell(
        cycle,
        [cycle.owner.email] if cycle.owner else [],
        subject=_("%(client)s declined the contract") % words,
        text=_("%(client)s declined contract %(contract)s:\n\n%(reason)s\n\nDraft it again, or talk to them.") % words,
        at=at,
    )


def _tell(cycle: Cycle, to: list[str], *, subject: str, text: str, at: datetime) -> None:
    for address in to:
        # A mailbox that does not work must not undo a signature.
        with suppress(CannotSendMail):
            send(to=[address], subject=subject, text=text, stream=cycle.stream, at=at)
