"""What a search finds of organisations and their people, and how it reads a telephone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from trato.organisations.cuit import Cuit
from trato.organisations.models import Contact, Organisation
from trato.organisations.reach import NotReachable, phone_key, phone_number
from trato.search.feeding import entry
from trato.search.models import Entry
from trato.search.registry import Kind, declare, declare_reading

ORGANISATION, PERSON = 2, 3  # numbers of the kinds
SCOPE = "organisation"
BATCH = 500


def entries_of(organisations: Sequence[Organisation], people: Sequence[Contact]) -> list[Entry]:
    """Describe organisations that stand, and their current people."""
    names = {one.pk: one.name for one in organisations}
    found = [
        entry(
            kind=ORGANISATION,
            pk=one.pk,
            key=str(one.pk),
            title=one.name,
            subtitle=" · ".join(filter(None, (str(Cuit(one.cuit)) if one.cuit else "", one.locality))),
            folded=one.search,
            code=one.cuit or "",
            scope=(SCOPE, one.pk),
        )
        for one in organisations
    ]
    return found + [
        entry(
            kind=PERSON,
            pk=person.pk,
            key=str(person.organisation_id),
            title=person.name,
            subtitle=names[person.organisation_id],
            words=(person.position, *person.mails, *(phone_key(phone) for phone, _has in person.phones)),
            scope=(SCOPE, person.organisation_id),
        )
        for person in people
    ]


def declare_all() -> None:
    """Let organisations and people be found, also by a telephone written in any way."""
    declare(Kind(number=ORGANISATION, name="organisation", every=_every))
    # People come with their organisations.
    declare(Kind(number=PERSON, name="person", every=lambda: iter(())))
    declare_reading(_telephone)


def _every() -> Iterator[list[Entry]]:
    last = 0
    while some := list(Organisation.objects.standing().filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = some[-1].pk
        people = Contact.objects.current().filter(organisation__in=[one.pk for one in some])
        yield entries_of(some, list(people))


def _telephone(typed: str) -> str:
    with suppress(NotReachable):
        return phone_key(phone_number(typed))
    return ""
