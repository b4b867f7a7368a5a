"""Confirm a client's file, datum by datum. PE-CM-01 §8.4.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from trato.clients.labels import shown
from trato.clients.models import ClientFile
from trato.clients.queries import current_values, main_contact
from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.ledger.actors import Actor
from trato.organisations.actions import NewContact
from trato.organisations.models import Organisation
from trato.prospects.actions import add_person, amend_person, amend_prospect

ON_ORGANISATION = ("legal_name", "cuit", "domain")
ON_CONTACT = {"contact": "name", "mail": "mail", "phone": "phone"}
ON_FILE = ("address", "tax_condition", "billing_mail")


class NothingToConfirm(Refusal):
    """A datum marked as confirmed has no value, or the data of a person come without their name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A datum as somebody leaves it: `label` for the record, `shown` the value in words, `source` who says so."""

    key: str
    label: str
    value: str
    shown: str
    source: str
    confirmed: bool


@transaction.atomic
def confirm_file(cycle: Cycle, *, data: Sequence[Confirmation], comment: str = "", by: Actor, at: datetime) -> Provided:
    """Write what changed where it belongs and record each datum with its earlier value; pending ones may stay.

    The action is done when none is pending. Raises NothingToConfirm, ProcedureViolation, and the refusals of those
    who keep organisations.
    """
    cycle = lock(cycle)
    require(cycle, "update-information", by=by, at=at)
    empty = [row.label for row in data if row.confirmed and not row.value]
    if empty:
        raise NothingToConfirm([_("«%s» has no value to confirm.") % label for label in empty])
    before = current_values(cycle.organisation, main_contact(cycle.organisation))
    changes = {row.key: row.value for row in data if row.value != before[row.key]}
    legal = next((row for row in data if row.key == "legal_name" and row.confirmed), None)
    written = changes | ({"legal_name": legal.value} if legal else {})
    _write(cycle.organisation, written, by=by, at=at)
    pending = sum(not row.confirmed for row in data)
    with translation.override(settings.LANGUAGE_CODE):
        body: dict[str, Any] = {"data": [_row(row, before) for row in data]}
    if comment:
        body["comment"] = comment
    return provide(
        cycle,
        "client-file.confirmed",
        body=body,
        facts={"confirmed": len(data) - pending, "pending": pending, "changed": len(changes)},
        by=by,
        at=at,
    )


def _row(row: Confirmation, before: Mapping[str, str]) -> dict[str, Any]:
    written: dict[str, Any] = {"datum": row.label, "confirmed": row.confirmed}
    if row.shown:
        written["value"] = row.shown
    if before[row.key] and before[row.key] != row.value:
        written["previous"] = shown(row.key, before[row.key])
    if row.confirmed:
        written["source"] = row.source
    return written


def _write(organisation: Organisation, changes: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    on_organisation = {key: changes[key] for key in ON_ORGANISATION if key in changes}
    if on_organisation:
        amend_prospect(organisation=organisation, changes=on_organisation, by=by, at=at)
    on_contact = {name: changes[key] for key, name in ON_CONTACT.items() if key in changes}
    if on_contact:
        _write_person(organisation, on_contact, by=by, at=at)
    file, _created = ClientFile.objects.select_for_update().get_or_create(organisation=organisation)
    for key in ON_FILE:
        if key in changes:
            setattr(file, key, changes[key])
    file.confirmed_at = at
    file.save()


def _write_person(organisation: Organisation, changes: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    person = main_contact(organisation)
    if person:
        amend_person(contact=person, changes=changes, by=by, at=at)
    elif changes.get("name"):
        new = NewContact(name=changes["name"], mail=changes.get("mail", ""), phone=changes.get("phone", ""))
        add_person(organisation=organisation, new=new, by=by, at=at)
    elif any(changes.values()):
        raise NothingToConfirm(_("Write the name of the contact person too."))
