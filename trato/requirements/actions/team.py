"""Call in who answers the RAR technically and who approves it. PE-CM-01 §8.2.2, §8.2.3."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.assigning import assign, takes_part
from trato.cycles.evidence import lock
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.ledger.actors import Actor
from trato.people.models import User
from trato.requirements.letters import tell_called_in


class CannotCallIn(Refusal):
    """Nobody was named, or one person would approve their own RTP."""


@transaction.atomic
def call_in(
    cycle: Cycle, *, analyst: User | None = None, approver: User | None = None, by: Actor, at: datetime
) -> list[User]:
    """Put an analyst (EET) and the one who approves (TO) on the cycle and mail them; return who is new on it.

    Whoever is on the cycle already in that role is not told again. Raises CannotCallIn, CannotAssign, NotYours.
    """
    cycle = lock(cycle)
    if analyst is None and approver is None:
        raise CannotCallIn(_("Name who answers the RAR or who approves."))
    if analyst is not None and analyst == approver:
        raise CannotCallIn(
            _("%(name)s cannot approve their own RTP: name somebody else as TO.") % {"name": analyst.name}
        )
    called = []
    for user, role in ((analyst, "EET"), (approver, "TO")):
        if user is None or takes_part(cycle, user=user, role=role):
            continue
        assign(cycle, user=user, role=role, by=by, at=at)
        tell_called_in(cycle, user, role, by=by.key, at=at)
        called.append(user)
    if not called:
        raise CannotCallIn(_("They are on the cycle already."))
    return called
