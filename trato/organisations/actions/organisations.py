"""Register organisations, amend what is known of them, retire what an undone import brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trato.ledger.actors import Actor
from trato.ledger.append import append
from trato.ledger.inserting import insert_with_keys
from trato.organisations.actions.contacts import NewContact, people_of
from trato.organisations.actions.entries import (
    CannotChangeOrganisation,
    entry,
    fold_into,
    index,
    index_new,
    index_words,
    refuse_merged,
    require_commercial,
    unindex,
)
from trato.organisations.cuit import Cuit, NotACuit
from trato.organisations.models import Contact, Organisation
from trato.organisations.places import HOME, PROVINCES, country_name

FIELDS = ("name", "legal_name", "cuit", "domain", "country", "province", "locality")
RECOGNISED_BY = {"name", "legal_name", "cuit", "domain"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganisation:
    """What is known of an organisation when it is first written down; only the name is needed."""

    name: str
    legal_name: str = ""
    cuit: str = ""
    domain: str = ""
    country: str = HOME
    province: str = ""
    locality: str = ""
    contacts: tuple[NewContact, ...] = ()


def register_organisation(*, new: NewOrganisation, by: Actor, at: datetime) -> Organisation:
    """Register one organisation with its people; raise CannotChangeOrganisation. PE-CM-01 §8.1.1."""
    return register_organisations(news=[new], by=by, at=at)[0]


@transaction.atomic
def register_organisations(*, news: Sequence[NewOrganisation], by: Actor, at: datetime) -> list[Organisation]:
    """Register many organisations with their people, set-wise, in order; either all or none.

    Raise CannotChangeOrganisation when a CUIT is impossible or taken. The people of each are `organisation.contacts`.
    """
    by = require_commercial(by)
    organisations = [_unsaved(checked(new), at=at) for new in news]
    _refuse_taken([one.cuit for one in organisations if one.cuit])
    try:
        insert_with_keys(organisations)
    except IntegrityError:
        # Somebody registered one of these CUITs between the question and the writing.
        sentence = _("Another person has just registered one of these CUITs: look again.")
        raise CannotChangeOrganisation(sentence) from None
    people: list[Contact] = []
    for one, new in zip(organisations, news, strict=True):
        people += people_of(one, new.contacts, at=at)
    insert_with_keys(people)
    index_new(organisations, people)
    drafts = []
    for one in organisations:
        facts: dict[str, int | bool | str] = {"with-cuit": one.cuit is not None}
        if one.country:
            facts["country"] = one.country
        if one.province:
            facts["province"] = one.province
        drafts.append(entry(one, "organisation.registered", by=by, at=at, facts=facts))
    drafts += [
        entry(person.organisation, "contact.added", by=by, at=at, facts={"person": person.key}) for person in people
    ]
    append(drafts, at=at)
    return organisations


@transaction.atomic
def amend_organisation(
    *, organisation: Organisation, changes: Mapping[str, Any], by: Actor, at: datetime
) -> Organisation:
    """Change what is known of an organisation; `changes` maps fields of NewOrganisation to their new values.

    Raise CannotChangeOrganisation. Without a real change nothing is recorded.
    """
    by = require_commercial(by)
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    refuse_merged([row])
    before: dict[str, Any] = {name: getattr(row, name) or "" for name in FIELDS}
    wanted: dict[str, Any] = {name: changes[name] or "" for name in FIELDS if name in changes}
    now = NewOrganisation(**before)
    after = checked(replace(now, **wanted))
    changed = [name for name in FIELDS if getattr(now, name) != getattr(after, name)]
    if not changed:
        return row
    if "cuit" in changed and after.cuit:
        _refuse_taken([after.cuit])
    for name in changed:
        setattr(row, name, getattr(after, name) or (None if name == "cuit" else ""))
    fold_into(row)
    row.save(update_fields=[*changed, "name_key", "search"])
    if RECOGNISED_BY & set(changed):
        index([row])
    else:
        index_words(row)
    facts: dict[str, int | bool | str] = {f"changed.{name}": True for name in changed}
    append([entry(row, "organisation.amended", by=by, at=at, facts=facts)], at=at)
    return row


@transaction.atomic
def retire_organisations(*, organisations: Sequence[Organisation], reason: str, by: Actor, at: datetime) -> int:
    """Take organisations out of lists and lookups, keeping their rows; `reason` is a code. Return how many."""
    by = require_commercial(by)
    rows = list(
        Organisation.objects.standing()
        .select_for_update()
        .filter(pk__in=[one.pk for one in organisations])
        .order_by("pk")
    )
    Organisation.objects.filter(pk__in=[row.pk for row in rows]).update(retired_at=at)
    unindex(rows)
    append([entry(row, "organisation.retired", by=by, at=at, facts={"reason": reason}) for row in rows], at=at)
    return len(rows)


def checked(new: NewOrganisation) -> NewOrganisation:
    """Return the organisation with its texts trimmed and its CUIT normalised, or raise CannotChangeOrganisation."""
    name = " ".join(new.name.split())[:200]
    obstacles = [] if name else [_("Write the name of the organisation.")]
    cuit = ""
    if new.cuit:
        try:
            cuit = Cuit.parse(new.cuit).digits
        except NotACuit:
            obstacles.append(_("The CUIT %(cuit)s does not exist: look for a wrong figure.") % {"cuit": new.cuit})
    if new.country and country_name(new.country, "en") == new.country:
        obstacles.append(_("There is no country with the code %(code)s.") % {"code": new.country})
    province = new.province if new.country == HOME else ""
    if province and province not in PROVINCES:
        obstacles.append(_("There is no province with the code %(code)s.") % {"code": province})
    if obstacles:
        raise CannotChangeOrganisation(obstacles)
    return replace(
        new,
        name=name,
        legal_name=" ".join(new.legal_name.split())[:200],
        cuit=cuit,
        domain=new.domain.lower(),
        province=province,
        locality=" ".join(new.locality.split())[:120],
    )


def _unsaved(new: NewOrganisation, *, at: datetime) -> Organisation:
    row = Organisation(registered_at=at, **{name: getattr(new, name) for name in FIELDS})
    row.cuit = new.cuit or None
    fold_into(row)
    return row


def _refuse_taken(cuits: Sequence[str]) -> None:
    taken = dict(Organisation.objects.standing().filter(cuit__in=cuits).values_list("cuit", "name"))
    twice = {cuit for cuit in cuits if cuits.count(cuit) > 1} if len(set(cuits)) < len(cuits) else set()
    sentences = [
        _("%(name)s already has the CUIT %(cuit)s: use that organisation.") % {"name": name, "cuit": Cuit(str(cuit))}
        for cuit, name in taken.items()
    ]
    sentences += [_("The CUIT %(cuit)s comes twice.") % {"cuit": Cuit(cuit)} for cuit in sorted(twice)]
    if sentences:
        raise CannotChangeOrganisation(sentences)
