"""The people of an organisation: who they are, how they are reached, whether they sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.ledger.actors import Actor
from trato.ledger.append import append
from trato.ledger.inserting import insert_with_keys
from trato.organisations.actions.entries import (
    CannotChangeOrganisation,
    entry,
    index,
    refuse_merged,
    require_commercial,
)
from trato.organisations.models import Contact, Organisation
from trato.organisations.reach import NotReachable, mail_address, phone_number

FIELDS = ("name", "position", "part", "mail", "phone", "is_whatsapp", "others", "is_signatory")
MOST_OTHERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """What is known of a person; only the name is needed. `phone` in E.164, `others` as in `Contact`."""

    name: str
    position: str = ""
    part: str = ""
    mail: str = ""
    phone: str = ""
    is_whatsapp: bool = False
    others: Sequence[Sequence[Any]] = ()
    is_signatory: bool = False


def add_contact(*, organisation: Organisation, new: NewContact, by: Actor, at: datetime) -> Contact:
    """Add a person to an organisation; raise CannotChangeOrganisation."""
    return add_contacts(news=[(organisation, new)], by=by, at=at)[0]


@transaction.atomic
def add_contacts(*, news: Sequence[tuple[Organisation, NewContact]], by: Actor, at: datetime) -> list[Contact]:
    """Add many people, set-wise, in order."""
    by = require_commercial(by)
    keys = {organisation.pk for organisation, _new in news}
    refuse_merged(Organisation.objects.filter(pk__in=keys).exclude(merged_into=None))
    people = [person for organisation, new in news for person in people_of(organisation, [new], at=at)]
    insert_with_keys(people)
    index({person.organisation_id: person.organisation for person in people}.values())
    append([entry(one.organisation, "contact.added", by=by, at=at, facts={"person": one.key}) for one in people], at=at)
    return people


@transaction.atomic
def amend_contact(*, contact: Contact, changes: Mapping[str, Any], by: Actor, at: datetime) -> Contact:
    """Change what is known of a person; `changes` maps fields of NewContact to their new values.

    Raise CannotChangeOrganisation. Without a real change nothing is recorded.
    """
    by = require_commercial(by)
    row = Contact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=contact.pk)
    now = NewContact(**{name: getattr(row, name) for name in FIELDS})
    after = checked(replace(now, **{name: changes[name] for name in FIELDS if name in changes}))
    changed = [name for name in FIELDS if getattr(now, name) != getattr(after, name)]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, getattr(after, name))
    row.save(update_fields=changed)
    index([row.organisation])
    facts: dict[str, int | bool | str] = {f"changed.{name}": True for name in changed}
    append([entry(row.organisation, "contact.amended", by=by, at=at, facts={"person": row.key} | facts)], at=at)
    return row


@transaction.atomic
def retire_contact(*, contact: Contact, by: Actor, at: datetime) -> Contact:
    """Note that a person no longer speaks for the organisation; their row stays."""
    by = require_commercial(by)
    row = Contact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=contact.pk)
    if row.retired_at:
        raise CannotChangeOrganisation(_("%(name)s was already taken out.") % {"name": row.name})
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    index([row.organisation])
    append([entry(row.organisation, "contact.retired", by=by, at=at, facts={"person": row.key})], at=at)
    return row


def people_of(organisation: Organisation, news: Sequence[NewContact], *, at: datetime) -> list[Contact]:
    """Return the unsaved rows of new people; raise CannotChangeOrganisation."""
    return [
        Contact(organisation=organisation, added_at=at, **{name: getattr(new, name) for name in FIELDS})
        for new in map(checked, news)
    ]


def checked(new: NewContact) -> NewContact:
    """Return the person with mail and telephone in their one form, or raise CannotChangeOrganisation."""
    name, mail, phone = " ".join(new.name.split())[:120], new.mail, new.phone
    obstacles = [] if name else [_("Write the name of the person.")]
    try:
        mail = mail_address(mail) if mail else ""
    except NotReachable:
        obstacles.append(_("%(text)s is no mail address.") % {"text": mail})
    try:
        phone = phone_number(phone) if phone else ""
    except NotReachable:
        obstacles.append(_("%(text)s is no telephone number.") % {"text": phone})
    others = _checked_others(new.others, besides={mail, phone}, obstacles=obstacles)
    if obstacles:
        raise CannotChangeOrganisation(obstacles)
    return replace(
        new,
        name=name,
        position=" ".join(new.position.split())[:120],
        mail=mail,
        phone=phone,
        is_whatsapp=bool(new.is_whatsapp and phone),
        others=others,
    )


def _checked_others(others: Sequence[Sequence[Any]], *, besides: set[str], obstacles: list[str]) -> list[list[Any]]:
    """Return the other telephones and mails in their one form, each once; what is none goes to the obstacles."""
    found: list[list[Any]] = []
    seen = set(besides)
    for kind, text, has_whatsapp in others:
        try:
            value = mail_address(text) if kind == "mail" else phone_number(text)
        except NotReachable:
            said = _("%(text)s is no mail address.") if kind == "mail" else _("%(text)s is no telephone number.")
            obstacles.append(said % {"text": text})
            continue
        if value not in seen:
            seen.add(value)
            found.append([kind, value, bool(has_whatsapp and kind == "phone")])
    return found[:MOST_OTHERS]
