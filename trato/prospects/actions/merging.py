"""Make one organisation of two that are the same, for whoever looks after both, and the lists with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from trato.cycles.models import Cycle
from trato.ledger.actors import Actor
from trato.organisations import actions
from trato.organisations.actions import Undoing
from trato.organisations.models import Merge, Organisation
from trato.prospects.actions.organisations import rename_in_lists
from trato.prospects.visibility import require_organisation


@transaction.atomic
def merge_prospects(
    *, survivor: Organisation, absorbed: Organisation, chosen: Mapping[str, str], seen: str, by: Actor, at: datetime
) -> Merge:
    """Merge two organisations one looks after; raise NotYours, CannotMerge, CannotChangeOrganisation.

    GC merges any two, an EC two that are theirs.
    """
    _lock_cycles(survivor, absorbed)
    # Whoever comes second is told so before being told that what is left is not theirs.
    if not Organisation.objects.filter(pk__in=[survivor.pk, absorbed.pk]).exclude(merged_into=None).exists():
        require_organisation(survivor, by)
        require_organisation(absorbed, by)
    merge = actions.merge_organisations(survivor=survivor, absorbed=absorbed, chosen=chosen, seen=seen, by=by, at=at)
    rename_in_lists(merge.survivor)
    return merge


@transaction.atomic
def undo_merge_of(*, merge: Merge, by: Actor, at: datetime) -> Undoing:
    """Make two again of one that one looks after; raise NotYours, CannotMerge. Return what stays as it is."""
    _lock_cycles(merge.survivor, merge.absorbed)
    require_organisation(merge.survivor, by)
    undoing = actions.undo_merge(merge=merge, by=by, at=at)
    for key in (merge.survivor_id, merge.absorbed_id):
        rename_in_lists(Organisation.objects.get(pk=key))
    return undoing


def _lock_cycles(*organisations: Organisation) -> None:
    """Lock first the cycles, as every action does."""
    list(Cycle.objects.locked().filter(organisation__in=organisations).values_list("pk", flat=True))
