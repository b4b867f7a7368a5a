"""A row of somebody already here: people, notes and what was not known are added; nothing there is overwritten."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from trato.cycles.models import Cycle, State
from trato.ledger.actors import Actor
from trato.organisations.actions import (
    CannotChangeOrganisation,
    NewContact,
    add_contacts,
    amend_organisation,
    write_notes,
)
from trato.organisations.models import Contact, Organisation
from trato.organisations.places import HOME
from trato.prospects.imports.classifying import carry
from trato.prospects.models import ImportRow

FILLED = ("legal_name", "cuit", "domain", "province", "locality")


def organisations_with_a_cycle(keys: Collection[int | None]) -> set[int]:
    """Return those that have a cycle under way: a list opens no second one."""
    if not keys:
        return set()
    over = (State.LOST, State.ANNULLED)
    rows = Cycle.objects.filter(organisation__in=keys).exclude(progress__state__in=over)
    return set(rows.values_list("organisation_id", flat=True))


def merge(rows: Sequence[ImportRow], *, by: Actor, at: datetime) -> None:
    """Add what each row knows to its `organisation`, and note in `added` what that was; the caller saves the rows."""
    if not rows:
        return
    here = Organisation.objects.in_bulk({row.organisation_id for row in rows})
    known = _people_of(here)
    news: list[tuple[ImportRow, NewContact]] = []
    for row in rows:
        organisation = here[row.organisation_id]
        filled = {} if row.joins else _fill(organisation, row.values, by=by, at=at)
        row.added = {"people": [], "filled": filled, "notes": []}
        for person in contacts_of(row.values):
            traces = {person.mail, person.phone} - {""} or {person.name}
            if not traces & known.setdefault(organisation.pk, set()):
                news.append((row, person))
                known[organisation.pk] |= {person.mail, person.phone, person.name} - {""}
    # What a row that opened a cycle says goes there; what is said of somebody already here is written down with them.
    noted = [row for row in rows if row.cycle_id is None and row.values.get("notes")]
    notes = write_notes(news=[(here[row.organisation_id], row.values["notes"], None) for row in noted], by=by, at=at)
    for row, note in zip(noted, notes, strict=True):
        row.added["notes"].append(note.pk)
    carry(rows)
    if news:
        people = add_contacts(news=[(here[row.organisation_id], person) for row, person in news], by=by, at=at)
        for (row, _person), contact in zip(news, people, strict=True):
            row.added["people"].append(contact.pk)


def contacts_of(values: Mapping[str, Any]) -> tuple[NewContact, ...]:
    """Return the person a row names, if any."""
    if not values.get("contact_name"):
        return ()
    return (
        NewContact(
            name=values["contact_name"],
            position=values.get("contact_position", ""),
            mail=values.get("contact_mail", ""),
            phone=values.get("contact_phone", ""),
            is_whatsapp=values.get("contact_whatsapp", False),
            others=values.get("contact_others", ()),
        ),
    )


def _fill(organisation: Organisation, values: Mapping[str, Any], *, by: Actor, at: datetime) -> dict[str, str]:
    """Write what was not known of an organisation; a CUIT that another has meanwhile is left out."""
    blank = {name: values[name] for name in FILLED if values.get(name) and not getattr(organisation, name)}
    if organisation.country != HOME or values.get("country", HOME) != HOME:
        blank.pop("province", None)
    if not blank:
        return {}
    for wanted in (blank, {name: value for name, value in blank.items() if name != "cuit"}):
        try:
            with transaction.atomic():
                amend_organisation(organisation=organisation, changes=wanted, by=by, at=at)
        except CannotChangeOrganisation:
            continue
        return wanted
    return {}


def _people_of(organisations: Collection[int]) -> dict[int, set[str]]:
    """Return the mails, telephones and names of the people of organisations, to not write them twice."""
    found: dict[int, set[str]] = {}
    rows = Contact.objects.current().filter(organisation__in=organisations)
    for pk, *texts in rows.values_list("organisation_id", "mail", "phone", "name"):
        found.setdefault(pk, set()).update(text for text in texts if text)
    return found
