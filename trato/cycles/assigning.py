"""Who has a cycle: its owner, and the people assigned to it in other roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.evidence import Evidence, lock, provide, provide_many
from trato.cycles.models import Cycle, Member, Progress
from trato.cycles.refusals import NotYours, Refusal
from trato.ledger.actors import SYSTEM, Actor
from trato.people.actors import roles_held
from trato.people.models import User


class CannotAssign(Refusal):
    """The person does not hold the role the cycle needs, or has the cycle already."""


@transaction.atomic
def assign(cycle: Cycle, *, user: User, role: str = "EC", by: Actor, at: datetime) -> None:
    """Give the cycle to a person in a role: EC makes them its owner, any other role a member. ISO cl. 5.3.

    GC assigns anything; an EC assigns what is theirs and takes what nobody has. Raises CannotAssign, NotYours.
    """
    cycle = lock(cycle)
    if role not in roles_held(user, at):
        raise CannotAssign(_("%(name)s does not hold the role %(role)s.") % {"name": user.name, "role": role})
    if role == "EC":
        taking = cycle.owner_id is None and by.key == f"user/{user.pk}"
        if not taking and not _may_hand_on(cycle, by):
            raise NotYours(_("Only its owner or the Commercial Manager can reassign cycle %s.") % cycle.code)
        if cycle.owner_id == user.pk:
            raise _has_it_already(cycle, user)
        _give([cycle], user=user, by=by, at=at)
        return
    _member, joined = Member.objects.get_or_create(
        cycle=cycle, user=user, role=role, until=None, defaults={"since": at}
    )
    if not joined:
        raise CannotAssign(_("%(name)s is on the cycle as %(role)s already.") % {"name": user.name, "role": role})
    provide(cycle, "cycle.assigned", facts={"to": user.key, "role": role}, by=by, at=at)


def takes_part(cycle: Cycle, *, user: User, role: str) -> bool:
    """Tell whether the person is on the cycle in that role, other than as its owner."""
    return Member.objects.filter(cycle=cycle, user=user, role=role, until=None).exists()


@transaction.atomic
def assign_many(cycles: Sequence[Cycle], *, user: User, by: Actor, at: datetime) -> int:
    """Give several cycles to one EC, set-wise, all or none; return how many, those they had already left as they are.

    Raises CannotAssign, also when they had them all, and NotYours.
    """
    if "EC" not in roles_held(user, at):
        raise CannotAssign(_("%(name)s does not hold the role %(role)s.") % {"name": user.name, "role": "EC"})
    ids = [cycle.pk for cycle in cycles]
    locked = list(Cycle.objects.locked().filter(pk__in=ids))
    for cycle in locked:
        if not _may_hand_on(cycle, by) and not (cycle.owner_id is None and by.key == f"user/{user.pk}"):
            raise NotYours(_("Only its owner or the Commercial Manager can reassign cycle %s.") % cycle.code)
    given = [cycle for cycle in locked if cycle.owner_id != user.pk]
    if locked and not given:
        raise _has_it_already(locked[0], user)
    _give(given, user=user, by=by, at=at)
    return len(given)


@transaction.atomic
def annul(cycles: Sequence[Cycle], *, reason: str, by: Actor, at: datetime) -> None:
    """Annul cycles opened by mistake (an import undone); they leave every list and stay in the ledger."""
    provide_many([Evidence(cycle, "cycle.annulled", facts={"reason": reason}) for cycle in cycles], by=by, at=at)


def _give(cycles: Sequence[Cycle], *, user: User, by: Actor, at: datetime) -> None:
    """Record that a person has the cycles now; whoever had them hands them on, and what nobody had is theirs first."""
    Cycle.objects.filter(pk__in=[cycle.pk for cycle in cycles if cycle.owner_id is None]).update(owner=user)
    facts = {"to": user.key, "role": "EC"}
    provide_many([Evidence(cycle, "cycle.assigned", facts=facts) for cycle in cycles], by=by, at=at)
    keys = [cycle.pk for cycle in cycles]
    Cycle.objects.filter(pk__in=keys).update(owner=user)
    Progress.objects.filter(pk__in=keys).update(owner=user)


def _has_it_already(cycle: Cycle, user: User) -> CannotAssign:
    return CannotAssign(_("%(name)s has cycle %(code)s already.") % {"name": user.name, "code": cycle.code})


def _may_hand_on(cycle: Cycle, by: Actor) -> bool:
    return (
        by.key == SYSTEM.key or "GC" in by.roles or (cycle.owner_id is not None and by.key == f"user/{cycle.owner_id}")
    )
