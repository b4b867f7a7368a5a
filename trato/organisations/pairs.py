"""Which organisations already here may be one and the same. PE-CM-01 §8.1.1.

Pairs are kept: the screen reads them, nobody compares everything with everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Q

from trato.organisations.duplicates import STRENGTH, Item, Sought, matches_of
from trato.organisations.models import Identifier, Organisation, Pair
from trato.organisations.names import name_key


def pair_up(keys: Sequence[int]) -> None:
    """Look set-wise for whom these organisations look like, and keep the pairs; those dismissed stay so."""
    rows = list(Organisation.objects.standing().filter(pk__in=keys))
    items: dict[int, set[Item]] = defaultdict(set)
    known = Identifier.objects.filter(organisation__in=[row.pk for row in rows])
    for pk, kind, value in known.values_list("organisation_id", "kind", "value"):
        items[pk].add((kind, value))
    sought = [
        Sought(
            items=frozenset(items[row.pk]),
            names=tuple({row.name_key, name_key(row.legal_name)} - {""}),
            cuit=row.cuit or "",
            but=row.pk,
        )
        for row in rows
    ]
    wanted = {
        (min(row.pk, match.organisation.pk), max(row.pk, match.organisation.pk)): match.why
        for row, matches in zip(rows, matches_of(sought), strict=True)
        for match in matches
    }
    _keep(keys, wanted)
    Organisation.objects.filter(pk__in=keys).update(unpaired=False)


def pair_next(*, most: int) -> int:
    """Look at the next organisations that changed; return how many."""
    waiting = Organisation.objects.filter(unpaired=True).order_by("pk").values_list("pk", flat=True)
    keys = list(waiting.select_for_update()[:most])
    if keys:
        pair_up(keys)
    return len(keys)


def pairs_of(organisation: Organisation) -> list[Pair]:
    """Return the suspicions about one organisation, the strongest first."""
    rows = Pair.objects.filter(Q(first=organisation) | Q(second=organisation), dismissed_at=None)
    return list(rows.select_related("first", "second").order_by("strength", "-pk"))


def _keep(keys: Sequence[int], wanted: Mapping[tuple[int, int], Sequence[str]]) -> None:
    """Bring the kept pairs of these organisations to what was found now."""
    present = {
        (pair.first_id, pair.second_id): pair
        for side in ("first", "second")
        for pair in Pair.objects.filter(**{f"{side}__in": keys})
    }
    gone = [pair.pk for ends, pair in present.items() if ends not in wanted and pair.dismissed_at is None]
    if gone:
        Pair.objects.filter(pk__in=gone).delete()
    changed, fresh = [], []
    for ends, why in sorted(wanted.items()):
        text, strength = " ".join(why), STRENGTH.index(why[0])
        pair = present.get(ends)
        if pair is None:
            fresh.append(Pair(first_id=ends[0], second_id=ends[1], why=text, strength=strength))
        elif pair.why != text:
            pair.why, pair.strength = text, strength
            changed.append(pair)
    Pair.objects.bulk_update(changed, ["why", "strength"], batch_size=200)
    # Somebody else may have met the same two at this moment: one row is enough.
    Pair.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
