"""Who may act on which cycle; who may read it is `Cycle.objects.visible_to`."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from trato.cycles.models import Cycle, Member
from trato.cycles.refusals import NotYours
from trato.ledger.actors import Actor


def require_hands_on(cycles: Iterable[Cycle], actor: Actor) -> None:
    """Refuse with NotYours unless the actor may act on every one of the cycles.

    GC acts on all; an EC on what they own or are a member of; technical roles where they are members, PM where
    contracted as well; people outside on the cycles of their own organisation; the system everywhere; SGC reviews
    any. An AUDITOR acts nowhere.
    """
    if actor.kind == "system" or {"GC", "SGC"} & set(actor.roles):
        return
    for cycle in cycles:
        if not may_act_on(cycle, actor):
            owner = cycle.owner.name if cycle.owner else _("nobody yet")
            raise NotYours(
                _("Cycle %(code)s is not yours: %(owner)s has it. Ask them or the Commercial Manager to assign it.")
                % {"code": cycle.code, "owner": owner}
            )


def may_act_on(cycle: Cycle, actor: Actor) -> bool:
    """Tell whether the actor may act on the cycle at all; the procedure then says on what."""
    roles = set(actor.roles)
    if actor.kind == "system" or {"GC", "SGC"} & roles:
        return True
    if actor.kind == "person":
        return Cycle.objects.visible_to(actor).filter(pk=cycle.pk).exists()
    if actor.kind != "user" or not roles - {"AUDITOR", "ADMIN"}:
        return False
    user = int(actor.key.rpartition("/")[2])
    if cycle.owner_id == user:
        return True
    if "PM" in roles and cycle.progress.outcome == "contracted":
        return True
    return Member.objects.filter(cycle=cycle, user_id=user, until=None, role__in=roles).exists()
