"""Make one organisation of two, and two again of one. PE-CM-01 §8.1.1.

Nothing is deleted: what pointed to the absorbed one points to the survivor, and the merge remembers each row and each
value it touched. The history of cycles and the issued records are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Max
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from trato.ledger.actors import Actor
from trato.ledger.append import append
from trato.organisations.actions.entries import (
    CannotChangeOrganisation,
    entry,
    fold_into,
    index,
    require_commercial,
    unindex,
)
from trato.organisations.merging import (
    FILLED,
    LINES,
    choices,
    columns_of,
    compare,
    fingerprint,
    is_repeated,
    movable,
    profile_rows,
    relations,
    twin_of,
)
from trato.organisations.models import Contact, Merge, Organisation
from trato.people.actors import name_of

type Change = tuple[str, str, Any, Any]


class CannotMerge(CannotChangeOrganisation):
    """The two are no longer what was shown, or something that came later stands against it."""

    status = HTTPStatus.CONFLICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """What undoing a merge would do: `obstacles` refuse it; `edited` columns and `later` rows stay where they are.

    `edited` are columns of the survivor or its people changed since; `later` counts by table the rows that came since.
    """

    obstacles: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    later: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def merge_organisations(
    *, survivor: Organisation, absorbed: Organisation, chosen: Mapping[str, str], seen: str, by: Actor, at: datetime
) -> Merge:
    """Make `absorbed` part of `survivor`; `chosen` maps lines of `merging.compare` to "survivor" or "absorbed".

    `seen` is the fingerprint of what the person was shown. Raise CannotMerge or CannotChangeOrganisation.
    """
    by = require_commercial(by)
    kept, gone = _locked(survivor, absorbed)
    _refuse_gone(kept, gone)
    if seen != fingerprint(kept, gone):
        raise CannotMerge(_("Somebody changed one of the two while you were looking: here they are as they are now."))
    sides = choices(compare(kept, gone), chosen)
    merge = Merge(survivor=kept, absorbed=gone, merged_at=at, merged_by=by.key)
    merge.moved = {name: _move(model, key, kept, gone) for name, model, key in relations()}
    gone.retired_at, gone.merged_into = at, kept
    gone.save(update_fields=["retired_at", "merged_into"])
    merge.values = _take([key for key, side in sides.items() if side == "absorbed"], kept, gone)
    merge.people = _join_people(kept, merge.moved["organisations.contact.organisation"]["keys"], at=at)
    merge.save()
    unindex([gone])
    _fold([kept])
    facts: dict[str, int | bool | str] = {
        "absorbed": gone.stream,
        "merge": merge.pk,
        "rows": sum(len(rows["keys"]) for rows in merge.moved.values()),
    }
    facts |= {f"changed.{column}": True for _label, column, _before, _after in merge.values}
    append(
        [
            entry(kept, "organisation.merged", by=by, at=at, facts=facts),
            entry(gone, "organisation.absorbed", by=by, at=at, facts={"into": kept.stream, "merge": merge.pk}),
        ],
        at=at,
    )
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, by: Actor, at: datetime) -> Undoing:
    """Make two of one again: every row and value goes back, unless somebody changed it since; return what stays.

    Raise CannotMerge when it was undone before, or something later stands against it.
    """
    by = require_commercial(by)
    kept, gone = _locked(merge.survivor, merge.absorbed)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    merge.survivor, merge.absorbed = kept, gone
    undoing = what_undoing_does(merge)
    if undoing.obstacles:
        raise CannotMerge(undoing.obstacles)
    for name, model, key in relations():
        rows = merge.moved.get(name, {"keys": []})["keys"]
        model._base_manager.filter(pk__in=rows, **{key.name: kept.pk}).update(**{key.name: gone})
    _give_back(merge)
    gone.retired_at, gone.merged_into = None, None
    gone.save(update_fields=["retired_at", "merged_into"])
    merge.undone_at, merge.undone_by = at, by.key
    merge.save(update_fields=["undone_at", "undone_by"])
    _fold([kept, gone])
    facts: dict[str, int | bool | str] = {"merge": merge.pk, "kept": len(undoing.edited)}
    append(
        [
            entry(kept, "organisation.separated", by=by, at=at, facts=facts | {"other": gone.stream}),
            entry(gone, "organisation.separated", by=by, at=at, facts=facts | {"other": kept.stream}),
        ],
        at=at,
    )
    return undoing


def what_undoing_does(merge: Merge) -> Undoing:
    """Say what stands against undoing a merge, and what would stay as somebody left it since."""
    undoing = Undoing()
    kept, gone = merge.survivor, merge.absorbed
    if merge.undone_at is not None:
        who = name_of(merge.undone_by)
        undoing.obstacles.append(_("%(who)s already undid this merge.") % {"who": who})
        return undoing
    if kept.merged_into is not None:
        sentence = _("%(name)s became part of %(other)s later: undo that merge first.")
        undoing.obstacles.append(sentence % {"name": kept.name, "other": kept.merged_into.name})
    elif kept.retired_at is not None:
        undoing.obstacles.append(_("%(name)s was taken out of the lists.") % {"name": kept.name})
    for later in Merge.objects.filter(survivor=kept, undone_at=None, pk__gt=merge.pk).select_related("absorbed"):
        sentence = _("%(name)s became part of it later: undo that merge first.")
        undoing.obstacles.append(sentence % {"name": later.absorbed.name})
    edited = _edited(merge)
    given_back = [before for _l, column, before, _a in merge.values if column == "cuit" and ("", "cuit") not in edited]
    wanted = {cuit for cuit in (gone.cuit, *given_back) if cuit}
    for other in Organisation.objects.standing().filter(cuit__in=wanted).exclude(pk=kept.pk):
        sentence = _("Meanwhile %(name)s took the CUIT of %(gone)s: take it away there first.")
        whose = gone if other.cuit == gone.cuit else kept
        undoing.obstacles.append(sentence % {"name": other.name, "gone": whose.name})
    undoing.edited.extend(column for label, column, _before, _after in merge.values if (label, column) in edited)
    if gone.cuit and kept.cuit == gone.cuit and not given_back:
        sentence = _("%(name)s has the CUIT of %(gone)s now: take it away there first.")
        undoing.obstacles.append(sentence % {"name": kept.name, "gone": gone.name})
    people = Contact.objects.in_bulk([pk for pk, _column, _before, _after in merge.people])
    undoing.edited.extend(
        column for pk, column, _before, after in merge.people if pk not in people or _text(people[pk], column) != after
    )
    for name, model, key in relations():
        last = merge.moved.get(name, {}).get("last")
        if isinstance(last, int) and model is not Organisation:
            count = model._base_manager.filter(**{key.name: kept.pk}, pk__gt=last).count()
            if count:
                undoing.later[name] = count
    return undoing


def _locked(survivor: Organisation, absorbed: Organisation) -> tuple[Organisation, Organisation]:
    if survivor.pk == absorbed.pk:
        raise CannotMerge(_("An organisation is not merged with itself."))
    rows = Organisation.objects.select_for_update(of=("self",)).filter(pk__in=[survivor.pk, absorbed.pk])
    found = {row.pk: row for row in rows.select_related("merged_into").order_by("pk")}
    return found[survivor.pk], found[absorbed.pk]


def _refuse_gone(kept: Organisation, gone: Organisation) -> None:
    """Tell whoever comes second who was first."""
    sentences = []
    for row in (kept, gone):
        if row.merged_into is not None:
            merge = Merge.objects.get(absorbed=row, undone_at=None)
            sentences.append(
                _("%(who)s was faster: %(name)s is already part of %(other)s. Nothing else was done.")
                % {"who": name_of(merge.merged_by), "name": row.name, "other": row.merged_into.name}
            )
        elif row.retired_at is not None:
            sentences.append(_("%(name)s was taken out of the lists.") % {"name": row.name})
    if sentences:
        raise CannotMerge(sentences)


def _move(model: Any, key: Any, kept: Organisation, gone: Organisation) -> dict[str, Any]:
    """Let rows point to the survivor; return their keys, and the last key there was."""
    keys = movable(model, key, kept, gone)
    last = model._base_manager.filter(**{f"{key.name}__in": [kept.pk, gone.pk]}).aggregate(last=Max("pk"))["last"]
    model._base_manager.filter(pk__in=keys).update(**{key.name: kept})
    return {"keys": keys, "last": last or 0}


def _take(keys: Sequence[str], kept: Organisation, gone: Organisation) -> list[Change]:
    """Write the chosen values of the absorbed one over the survivor's; return each with what was there before."""
    changes: list[Change] = []
    for key in keys:
        label, columns = columns_of(key)
        rows: dict[int, Any] = profile_rows(label, kept, gone) if label else {kept.pk: kept, gone.pk: gone}
        target, source = rows[kept.pk], rows[gone.pk]
        for column in columns:
            before, after = getattr(target, column), getattr(source, column)
            if before != after:
                setattr(target, column, after)
                changes.append((label, column, before, after))
        target.save(update_fields=list(columns))
    return changes


def _join_people(kept: Organisation, moved: Sequence[int], *, at: datetime) -> list[list[Any]]:
    """Let a person who came twice stand once: the survivor's fills its blanks, the other is taken out."""
    people = list(Contact.objects.current().filter(organisation=kept).order_by("pk"))
    own = [person for person in people if person.pk not in set(moved)]
    changes: list[list[Any]] = []
    for person in people:
        # Whoever brings further telephones or mails stays apart, so that none of them is lost.
        repeated = person.pk in set(moved) and is_repeated(person) and not person.others
        twin = twin_of(person, own) if repeated else None
        if twin is None:
            continue
        filled = [column for column in FILLED if getattr(person, column) and not getattr(twin, column)]
        for column in filled:
            changes.append([twin.pk, column, getattr(twin, column), getattr(person, column)])
            setattr(twin, column, getattr(person, column))
        twin.save(update_fields=filled or ["name"])
        person.retired_at = at
        person.save(update_fields=["retired_at"])
        changes.append([person.pk, "retired_at", "", at.isoformat()])
    return changes


def _give_back(merge: Merge) -> None:
    """Put back each value that is still the one the merge wrote."""
    kept = merge.survivor
    edited = _edited(merge)
    for label, column, before, _after in merge.values:
        if (label, column) in edited:
            continue
        if label:
            apps.get_model(label)._base_manager.filter(organisation=kept).update(**{column: before})
        else:
            setattr(kept, column, before)
    kept.save(update_fields=["name", "legal_name", "cuit", "domain", "country", "province", "locality"])
    people = Contact.objects.in_bulk([pk for pk, _column, _before, _after in merge.people])
    for pk, column, before, after in merge.people:
        person = people.get(pk)
        if person is not None and _text(person, column) == after:
            setattr(person, column, (parse_datetime(before) if before else None) if column == "retired_at" else before)
    for person in people.values():
        person.save(update_fields=[*FILLED, "retired_at"])


def _edited(merge: Merge) -> set[tuple[str, str]]:
    """Name the columns of the survivor that no longer say what the merge wrote; a place counts as one."""
    edited = {(label, column) for label, column, _before, after in merge.values if _now(merge, label, column) != after}
    if any(("", column) in edited for column in LINES["place"]):
        edited |= {("", column) for column in LINES["place"]}
    return edited


def _now(merge: Merge, label: str, column: str) -> Any:
    row = profile_rows(label, merge.survivor).get(merge.survivor.pk) if label else merge.survivor
    return getattr(row, column, None)


def _text(person: Contact, column: str) -> Any:
    value = getattr(person, column)
    if column == "retired_at":
        return value.isoformat() if value else ""
    return value


def _fold(organisations: Sequence[Organisation]) -> None:
    for one in organisations:
        fold_into(one)
        one.save(update_fields=["name_key", "search"])
    index(organisations)
