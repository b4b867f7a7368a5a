"""What the actions on organisations share: the refusal, the permission, the ledger entry, the lookup copies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched

from django.utils.translation import gettext as _

from trato.documents.refusals import Refused
from trato.ledger.actors import Actor
from trato.ledger.append import Draft
from trato.ledger.facts import Fact
from trato.organisations.duplicates import Traces, identifiers
from trato.organisations.models import Contact, Identifier, Organisation
from trato.organisations.names import name_key, search_copy
from trato.organisations.places import province_name
from trato.people.roles import Role

EVENTS = (
    "organisation.registered",
    "organisation.amended",
    "organisation.retired",
    "contact.added",
    "contact.amended",
    "contact.retired",
    "power.recorded",
    "power.verified",
)
COMMERCIAL = (Role.GC, Role.EC)
BATCH = 500


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


def entry(organisation: Organisation, event: str, *, by: Actor, at: datetime, facts: Mapping[str, Fact]) -> Draft:
    """Describe what happened to an organisation, for the ledger."""
    return Draft(stream=organisation.stream, event=event, occurred_at=at, actor=by, facts=facts)


def fold_into(organisation: Organisation) -> None:
    """Set the folded copies of an organisation from what was written; the caller saves it."""
    organisation.name_key = name_key(organisation.name)[:200]
    organisation.search = search_copy(
        organisation.name,
        organisation.legal_name,
        organisation.cuit or "",
        organisation.domain,
        organisation.locality,
        province_name(organisation.province),
    )


def index(organisations: Iterable[Organisation]) -> None:
    """Rebuild what organisations are recognised by, from their rows and their current people, set-wise."""
    for some in batched(organisations, BATCH):
        people: dict[int, list[tuple[str, str]]] = {}
        rows = Contact.objects.current().filter(organisation__in=[one.pk for one in some])
        for pk, mail, phone in rows.values_list("organisation_id", "mail", "phone"):
            people.setdefault(pk, []).append((mail, phone))
        wanted = {
            (one.pk, kind, value[:254]) for one in some for kind, value in _recognised_by(one, people.get(one.pk, []))
        }
        rows_now = Identifier.objects.filter(organisation__in=[one.pk for one in some])
        present = {
            (pk, kind, value): key
            for key, pk, kind, value in rows_now.values_list("pk", "organisation_id", "kind", "value")
        }
        if gone := [key for triple, key in present.items() if triple not in wanted]:
            Identifier.objects.filter(pk__in=gone).delete()
        Identifier.objects.bulk_create(
            [
                Identifier(organisation_id=pk, kind=kind, value=value)
                for pk, kind, value in sorted(wanted - present.keys())
            ],
            batch_size=1000,
        )


def _recognised_by(one: Organisation, people: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    found = identifiers(Traces(name=one.name, cuit=one.cuit or "", domain=one.domain))
    if one.legal_name:
        found |= identifiers(Traces(name=one.legal_name))
    for mail, phone in people:
        found |= identifiers(Traces(mail=mail, phone=phone))
    return found
