"""What rows that open no cycle say of the classification goes to the cycle that is there, where nothing is said yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from trato.cycles.models import Cycle, State
from trato.ledger.inserting import update_many
from trato.prospects.actions.scoring import rule_in_force
from trato.prospects.models import ImportRow, Prospect
from trato.prospects.rules import Classification
from trato.prospects.scoring import score

CARRIED = ("priority", "client_type", "origin", "scale", "sector", "activity", "needs")


def carry(rows: Sequence[ImportRow]) -> None:
    """Fill what the one unclassified cycle of each row's organisation does not say; note in `added` what that was.

    With several such cycles nobody can tell which is meant, and what is classified is a record: neither is touched.
    """
    saying = [row for row in rows if row.cycle_id is None and any(row.values.get(name) for name in CARRIED)]
    if not saying:
        return
    open_ones: dict[int, list[int]] = {}
    for cycle, organisation in _unclassified({row.organisation_id for row in saying}):
        open_ones.setdefault(organisation, []).append(cycle)
    target = {key: cycles[0] for key, cycles in open_ones.items() if len(cycles) == 1}
    known = Prospect.objects.in_bulk(target.values())
    changed: dict[int, Prospect] = {}
    for row in saying:
        prospect = known.get(target.get(row.organisation_id or 0, 0))
        if prospect is None:
            continue
        blank = {name: row.values[name] for name in CARRIED if row.values.get(name) and not getattr(prospect, name)}
        if not blank:
            continue
        for name, value in blank.items():
            setattr(prospect, name, value)
        row.added = row.added | {"classified": {"cycle": prospect.pk, "fields": blank}}
        changed[prospect.pk] = prospect
    _save(list(changed.values()))


def take_back(row: ImportRow) -> bool:
    """Blank again what a row carried; False when it says something else by now, or became a record."""
    carried: Mapping[str, Any] = row.added.get("classified", {})
    if not carried:
        return True
    prospect = Prospect.objects.filter(pk=carried["cycle"]).first()
    fields = carried["fields"]
    if prospect is None or not _unclassified({row.organisation_id}).filter(pk=prospect.pk).exists():
        return False
    same = [name for name, value in fields.items() if getattr(prospect, name) == value]
    for name in same:
        setattr(prospect, name, [] if name == "needs" else "")
    _save([prospect])
    return len(same) == len(fields)


def _unclassified(organisations: set[int | None]) -> QuerySet[Cycle, tuple[int, int]]:
    rows = Cycle.objects.filter(organisation__in=organisations, progress__state=State.LISTED)
    return rows.order_by("pk").values_list("pk", "organisation_id")


def _save(prospects: Sequence[Prospect]) -> None:
    rule = rule_in_force()
    for one in prospects:
        said = {name: getattr(one, name) for name in CARRIED if name != "needs"}
        scored = score(rule, Classification(**said, needs=tuple(one.needs)))
        one.score, one.suggested = (scored.total if scored.priority else None), scored.priority
    update_many(prospects, [*CARRIED, "score", "suggested"])
