"""Put tags on organisations and take them off, one by one or many at once; no step of the procedure moves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.refusals import Refusal
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.organisations.models import Organisation
from trato.organisations.queries import standing_for
from trato.people.roles import Role
from trato.prospects.catalogues import catalogues, choices, definition_for_lists
from trato.prospects.models import Tagging
from trato.prospects.visibility import require_organisations

EVENTS = ("organisation.tagged", "organisation.untagged")


class CannotTag(Refusal):
    """The tag is not offered, or the person has no part in it."""


@transaction.atomic
def tag_many(*, organisations: Sequence[Organisation], tag: str, by: Actor, at: datetime) -> int:
    """Put one tag on several organisations one looks after, all or none; return how many did not have it.

    Raise CannotTag or NotYours.
    """
    if tag not in offered_tags(at):
        raise CannotTag(_("Choose a tag."))
    rows = _theirs(organisations, by)
    have = set(Tagging.objects.filter(organisation__in=rows, tag=tag).values_list("organisation_id", flat=True))
    return _change([(row, tag) for row in rows if row.pk not in have], [], by=by, at=at)


@transaction.atomic
def untag_many(*, organisations: Sequence[Organisation], tag: str, by: Actor, at: datetime) -> int:
    """Take one tag off several organisations one looks after, all or none; return how many had it."""
    rows = {row.pk: row for row in _theirs(organisations, by)}
    have = Tagging.objects.filter(organisation__in=rows, tag=tag).values_list("organisation_id", flat=True)
    return _change([], [(rows[pk], tag) for pk in have], by=by, at=at)


@transaction.atomic
def set_tags(*, organisation: Organisation, tags: Collection[str], by: Actor, at: datetime) -> int:
    """Let an organisation have exactly these tags; return how many changed. One put away may stay, not come."""
    [row] = _theirs([organisation], by)
    have = set(Tagging.objects.filter(organisation=row).values_list("tag", flat=True))
    if set(tags) - have - offered_tags(at).keys():
        raise CannotTag(_("Choose a tag."))
    fresh, gone = sorted(set(tags) - have), sorted(have - set(tags))
    return _change([(row, tag) for tag in fresh], [(row, tag) for tag in gone], by=by, at=at)


def offered_tags(at: datetime) -> dict[str, str]:
    """Return the tags that can be put, with their names."""
    definition = definition_for_lists(at)
    return dict(choices(catalogues(definition, ["tag"]), "tag")) if definition else {}


def _theirs(organisations: Sequence[Organisation], by: Actor) -> list[Organisation]:
    if by.kind != "system" and not {Role.GC, Role.EC} & set(by.roles):
        raise CannotTag(_("Only the Commercial Manager and the Sales Executives put tags."))
    rows = {row.pk: row for row in standing_for(organisations).values()}
    require_organisations(list(rows.values()), by)
    return list(rows.values())


def _change(
    put: Sequence[tuple[Organisation, str]], taken: Sequence[tuple[Organisation, str]], *, by: Actor, at: datetime
) -> int:
    Tagging.objects.bulk_create([Tagging(organisation=row, tag=tag) for row, tag in put])
    for tag in {tag for _row, tag in taken}:
        Tagging.objects.filter(tag=tag, organisation__in=[row for row, other in taken if other == tag]).delete()
    said = [*((row, tag, EVENTS[0]) for row, tag in put), *((row, tag, EVENTS[1]) for row, tag in taken)]
    role = next((role for role in (Role.GC, Role.EC) if role in by.roles), None)
    actor = by.exercising(role) if role else by
    append(
        [
            Draft(stream=row.stream, event=event, occurred_at=at, actor=actor, facts={"tag": tag})
            for row, tag, event in said
        ],
        at=at,
    )
    return len(said)
