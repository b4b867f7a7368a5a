"""Who may read and who may change an organisation or an import."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.cycles.refusals import NotYours
from trato.cycles.visibility import may_act_on
from trato.ledger.actors import Actor
from trato.organisations.models import Organisation, OrganisationQuerySet
from trato.organisations.queries import survivor_of
from trato.people.actors import reads_everything
from trato.people.roles import Role
from trato.prospects.models import Import

# Who reads the list, each what is theirs to read.
READERS = (Role.GC, Role.EC, Role.EET, Role.PM, Role.PO, Role.TO, Role.SGC, Role.AUDITOR)


def organisations_visible_to(actor: Actor) -> OrganisationQuerySet:
    """Keep the organisations of the cycles the actor may read; whoever reads everything reads all of them."""
    rows = Organisation.objects.all()
    assert isinstance(rows, OrganisationQuerySet)
    if actor.kind == "system" or reads_everything(actor):
        return rows
    return rows.filter(pk__in=Cycle.objects.visible_to(actor).values("organisation"))


def may_change_organisation(organisation: Organisation, actor: Actor) -> bool:
    """Tell whether the actor may change it: GC always; EC with a cycle of it, or while nobody has one.

    People outside may change the data of their own organisation.
    """
    if actor.kind == "system" or Role.GC in actor.roles:
        return True
    if actor.kind == "person":
        return organisation.contacts.filter(pk=int(actor.key.rpartition("/")[2])).exists()
    if Role.EC not in actor.roles:
        return False
    cycles = list(Cycle.objects.filter(organisation=organisation).select_related("progress", "owner"))
    return all(cycle.owner_id is None for cycle in cycles) or any(may_act_on(cycle, actor) for cycle in cycles)


def require_organisation(organisation: Organisation, actor: Actor) -> None:
    """Raise NotYours unless the actor may change the organisation."""
    if not may_change_organisation(organisation, actor):
        raise NotYours(
            _("%(name)s is looked after by somebody else. Ask them or the Commercial Manager.")
            % {"name": organisation.name}
        )


def changeable(organisations: Sequence[Organisation], actor: Actor) -> set[int]:
    """Return the keys of those the actor may change, as `may_change_organisation`; set-wise for what is their own."""
    if actor.kind == "system" or Role.GC in actor.roles:
        return {organisation.pk for organisation in organisations}
    mine = int(actor.key.rpartition("/")[2]) if actor.kind == "user" and Role.EC in actor.roles else 0
    owned = Cycle.objects.filter(organisation__in=organisations, owner=mine).values_list("organisation_id", flat=True)
    own = set(owned) if mine else set()
    return own | {one.pk for one in organisations if one.pk not in own and may_change_organisation(one, actor)}


def require_organisations(organisations: Sequence[Organisation], actor: Actor) -> None:
    """Raise NotYours, naming the first, unless the actor may change all of them."""
    theirs = changeable(organisations, actor)
    for organisation in organisations:
        if organisation.pk not in theirs:
            require_organisation(organisation, actor)


def imports_visible_to(actor: Actor) -> list[int] | None:
    """Return None when the actor sees every import, otherwise the keys of their own."""
    if actor.kind == "system" or {Role.GC, Role.SGC, Role.AUDITOR} & set(actor.roles):
        return None
    if Role.EC in actor.roles:
        return list(Import.objects.filter(uploaded_by=actor.key).values_list("pk", flat=True))
    return []


def may_read_organisation(actor: Actor, stream: str) -> bool:
    """Tell whether the actor may see the files of "organisation/<pk>"."""
    number = stream.partition("/")[2]
    if not number.isdecimal():
        return False
    return organisations_visible_to(actor).filter(pk=survivor_of(int(number))).exists()


def may_read_import(actor: Actor, stream: str) -> bool:
    """Tell whether the actor may see the file of "import/<pk>"."""
    number = stream.partition("/")[2]
    visible = imports_visible_to(actor)
    return number.isdecimal() and (visible is None or int(number) in visible)
