"""Keep the organisation of a prospect in order, for whoever looks after it, and the lists with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from trato.cycles.finding import put_anew
from trato.cycles.models import Progress
from trato.documents.files import use_file
from trato.documents.models import File
from trato.ledger.actors import Actor
from trato.organisations import actions
from trato.organisations.actions import NewContact
from trato.organisations.models import Contact, Note, Organisation, Power
from trato.prospects.visibility import require_organisation


@transaction.atomic
def amend_prospect(*, organisation: Organisation, changes: Mapping[str, Any], by: Actor, at: datetime) -> Organisation:
    """Change what is known of an organisation, and its name in every list; raise NotYours, CannotChangeOrganisation."""
    require_organisation(organisation, by)
    row = actions.amend_organisation(organisation=organisation, changes=changes, by=by, at=at)
    rename_in_lists(row)
    return row


@transaction.atomic
def add_person(*, organisation: Organisation, new: NewContact, by: Actor, at: datetime) -> Contact:
    """Add a person to an organisation one looks after; raise NotYours, CannotChangeOrganisation."""
    require_organisation(organisation, by)
    return actions.add_contact(organisation=organisation, new=new, by=by, at=at)


@transaction.atomic
def amend_person(*, contact: Contact, changes: Mapping[str, Any], by: Actor, at: datetime) -> Contact:
    """Change what is known of a person; raise NotYours, CannotChangeOrganisation."""
    require_organisation(contact.organisation, by)
    return actions.amend_contact(contact=contact, changes=changes, by=by, at=at)


@transaction.atomic
def retire_person(*, contact: Contact, by: Actor, at: datetime) -> Contact:
    """Take out a person who no longer speaks for the organisation; raise NotYours, CannotChangeOrganisation."""
    require_organisation(contact.organisation, by)
    return actions.retire_contact(contact=contact, by=by, at=at)


@transaction.atomic
def record_power_of(
    *, contact: Contact, kind: str, expires_on: date | None, document: File | None, by: Actor, at: datetime
) -> Power:
    """Record a power of a signatory, its document seen by whoever sees the organisation."""
    require_organisation(contact.organisation, by)
    power = actions.record_power(contact=contact, kind=kind, expires_on=expires_on, document=document, by=by, at=at)
    if document is not None:
        use_file(document, stream=contact.organisation.stream, by=by, at=at)
    return power


@transaction.atomic
def verify_power_of(*, power: Power, by: Actor, at: datetime) -> Power:
    """Note that the instrument was read and holds; raise NotYours, CannotChangeOrganisation."""
    require_organisation(power.contact.organisation, by)
    return actions.verify_power(power=power, by=by, at=at)


@transaction.atomic
def note_down(*, organisation: Organisation, text: str, file: File | None, by: Actor, at: datetime) -> Note:
    """Write something down about an organisation one looks after, or keep a file with it, for whoever sees it."""
    require_organisation(organisation, by)
    note = actions.write_note(organisation=organisation, text=text, file=file, by=by, at=at)
    if file is not None:
        use_file(file, stream=organisation.stream, by=by, at=at)
    return note


@transaction.atomic
def take_out_note(*, note: Note, by: Actor, at: datetime) -> Note:
    """Take out a note of an organisation one looks after; raise NotYours, CannotChangeOrganisation."""
    require_organisation(note.organisation, by)
    return actions.retire_note(note=note, by=by, at=at)


def rename_in_lists(organisation: Organisation) -> None:
    """Write the organisation's name anew in the rows the lists read, and what its cycles are found by."""
    theirs = Progress.objects.filter(cycle__organisation=organisation)
    theirs.update(organisation_name=organisation.name)
    put_anew(list(theirs))
