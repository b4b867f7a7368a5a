"""What the actions on organisations share: the refusal, the permission, the ledger entry, the lookup copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched

from django.utils.translation import gettext as _

from trato.documents.refusals import Refused
from trato.ledger.actors import Actor
from trato.ledger.append import Draft
from trato.ledger.facts import Fact
from trato.ledger.inserting import insert_values
from trato.organisations.duplicates import Traces, identifiers
from trato.organisations.finding import SCOPE, entries_of
from trato.organisations.models import Contact, Identifier, Organisation, Pair
from trato.organisations.names import name_key
from trato.organisations.pairs import pair_up
from trato.organisations.places import province_name
from trato.people.roles import Role
from trato.search.feeding import put, put_whole
from trato.search.folding import search_copy

EVENTS = (
    "organisation.registered",
    "organisation.amended",
    "organisation.retired",
    "organisation.merged",
    "organisation.absorbed",
    "organisation.separated",
    "pair.dismissed",
    "pair.restored",
    "contact.added",
    "contact.amended",
    "contact.retired",
    "power.recorded",
    "power.verified",
    "note.written",
    "note.retired",
)
COMMERCIAL = (Role.GC, Role.EC)
BATCH = 500
AT_ONCE = 10


class CannotChangeOrganisation(Refused):
    """The change is refused; `sentences` say why to a person."""


def require_commercial(by: Actor) -> Actor:
    """Return the actor exercising a commercial role; the system and the person concerned may too.

    Raise CannotChangeOrganisation for anybody else.
    """
    if by.kind in {"system", "person"}:
        return by
    held = by.roles or ((by.role,) if by.role else ())
    for role in COMMERCIAL:
        if role in held:
            return by.exercising(role)
    raise CannotChangeOrganisation(
        _("Only the Commercial Manager and the Sales Executives change organisations and their people.")
    )


def refuse_merged(rows: Iterable[Organisation]) -> None:
    """Raise CannotChangeOrganisation for the first that became part of another."""
    for row in rows:
        if row.merged_into is not None:
            sentence = _("%(name)s became part of %(other)s: change it there.")
            raise CannotChangeOrganisation(sentence % {"name": row.name, "other": row.merged_into.name})


def entry(organisation: Organisation, event: str, *, by: Actor, at: datetime, facts: Mapping[str, Fact]) -> Draft:
    """Describe what happened to an organisation, for the ledger."""
    return Draft(stream=organisation.stream, event=event, occurred_at=at, actor=by, facts=facts)


def fold_into(organisation: Organisation) -> None:
    """Set the folded copies of an organisation from what was written; the caller saves it.

    Those that became part of it lend it their names: who knew them by those finds them.
    """
    organisation.name_key = name_key(organisation.name)[:200]
    absorbed = Organisation.objects.filter(merged_into=organisation.pk) if organisation.pk else ()
    organisation.search = search_copy(
        organisation.name,
        organisation.legal_name,
        organisation.cuit or "",
        organisation.domain,
        organisation.locality,
        province_name(organisation.province),
        *(text for one in absorbed for text in (one.name, one.legal_name, one.cuit or "")),
    )


def index(organisations: Iterable[Organisation]) -> None:
    """Rebuild what organisations are found and recognised by, from their rows and their current people, set-wise.

    Few are compared at once with everybody else; many wait for the next minute of the clock.
    """
    standing = [one for one in organisations if one.retired_at is None]
    for some in batched(standing, BATCH):
        _index(some)
    keys = [one.pk for one in standing]
    if len(keys) <= AT_ONCE:
        pair_up(keys)
    else:
        for some_keys in batched(keys, BATCH):
            Organisation.objects.filter(pk__in=some_keys, unpaired=False).update(unpaired=True)


def index_new(organisations: Sequence[Organisation], people: Sequence[Contact]) -> None:
    """Write what organisations just registered and their people are found and recognised by: nothing was here before.

    Few are compared at once with everybody else; many wait for the next minute of the clock.
    """
    put(entries_of(organisations, people), new=True)
    reached: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for person in people:
        reached[person.organisation_id].append((person.mail, person.phone))
    # In the order of the index they go into.
    wanted = sorted(
        (kind, value[:254], one.pk) for one in organisations for kind, value in _recognised_by([one], reached[one.pk])
    )
    insert_values(Identifier, ("kind", "value", "organisation"), wanted)
    if len(organisations) <= AT_ONCE:
        pair_up([one.pk for one in organisations])


def index_words(organisation: Organisation) -> None:
    """Rebuild what an organisation is found by, when nothing changed of what it is recognised by."""
    if organisation.retired_at is None:
        put_whole(SCOPE, [organisation.pk], entries_of([organisation], list(organisation.contacts.current())))


def unindex(organisations: Iterable[Organisation]) -> None:
    """Forget what organisations that left the lists were found and recognised by, and the suspicions about them."""
    for some in batched([one.pk for one in organisations], BATCH):
        Identifier.objects.filter(organisation__in=some).delete()
        put_whole(SCOPE, some, ())
        for side in ("first", "second"):
            Pair.objects.filter(**{f"{side}__in": some}, dismissed_at=None).delete()


def _index(some: Sequence[Organisation]) -> None:
    keys = [one.pk for one in some]
    people: dict[int, list[tuple[str, str]]] = {}
    contacts = list(Contact.objects.current().filter(organisation__in=keys))
    for person in contacts:
        mine = people.setdefault(person.organisation_id, [])
        mine += [(mail, "") for mail in person.mails] + [("", phone) for phone, _has in person.phones]
    put_whole(SCOPE, keys, entries_of(some, contacts))
    absorbed: dict[int, list[Organisation]] = {}
    for other in Organisation.objects.filter(merged_into__in=keys):
        absorbed.setdefault(other.merged_into_id or 0, []).append(other)
    wanted = {
        (one.pk, kind, value[:254])
        for one in some
        for kind, value in _recognised_by([one, *absorbed.get(one.pk, [])], people.get(one.pk, []))
    }
    rows_now = Identifier.objects.filter(organisation__in=keys)
    present = {
        (pk, kind, value): key
        for key, pk, kind, value in rows_now.values_list("pk", "organisation_id", "kind", "value")
    }
    if gone := [key for triple, key in present.items() if triple not in wanted]:
        Identifier.objects.filter(pk__in=gone).delete()
    insert_values(Identifier, ("organisation", "kind", "value"), sorted(wanted - present.keys()))


def _recognised_by(several: Sequence[Organisation], people: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for one in several:
        found |= identifiers(Traces(name=one.name, cuit=one.cuit or "", domain=one.domain))
        if one.legal_name:
            found |= identifiers(Traces(name=one.legal_name))
    for mail, phone in people:
        found |= identifiers(Traces(mail=mail, phone=phone))
    return found
