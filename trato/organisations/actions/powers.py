"""The powers with which people sign for an organisation. PE-CM-01 §8.2.8."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.documents.models import File
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.organisations.actions.entries import CannotChangeOrganisation, require_commercial
from trato.organisations.models import Contact, Power


@transaction.atomic
def record_power(
    *, contact: Contact, kind: str, expires_on: date | None, document: File | None, by: Actor, at: datetime
) -> Power:
    """Record a power of a signatory, not yet verified; the person is a signatory from then on."""
    by = require_commercial(by)
    if kind not in Power.Kind.values:
        raise CannotChangeOrganisation(_("Choose the kind of power."))
    person = Contact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=contact.pk)
    if not person.is_signatory:
        person.is_signatory = True
        person.save(update_fields=["is_signatory"])
    power = Power.objects.create(
        contact=person, kind=kind, expires_on=expires_on, document=document, recorded_at=at, recorded_by=by.key
    )
    facts: dict[str, int | bool | str] = {"person": person.key, "kind": kind, "power": power.pk}
    if expires_on:
        facts["expires-on"] = expires_on.isoformat()
    attachments = (document.sha256,) if document else ()
    append(
        [
            Draft(
                stream=person.organisation.stream,
                event="power.recorded",
                occurred_at=at,
                actor=by,
                facts=facts,
                attachments=attachments,
            )
        ],
        at=at,
    )
    return power


@transaction.atomic
def verify_power(*, power: Power, by: Actor, at: datetime) -> Power:
    """Note that somebody of the house read the instrument and it holds; raise CannotChangeOrganisation."""
    by = require_commercial(by)
    row = Power.objects.select_for_update(of=("self",)).select_related("contact__organisation").get(pk=power.pk)
    if row.verified:
        raise CannotChangeOrganisation(_("This power was already verified."))
    if row.document_id is None and row.kind not in {Power.Kind.OWNER, Power.Kind.OFFICE}:
        raise CannotChangeOrganisation(_("Attach the document before verifying it: nobody can read what is not there."))
    row.verified_at, row.verified_by = at, by.key
    row.save(update_fields=["verified_at", "verified_by"])
    append(
        [
            Draft(
                stream=row.contact.organisation.stream,
                event="power.verified",
                occurred_at=at,
                actor=by,
                facts={"person": row.contact.key, "power": row.pk},
            )
        ],
        at=at,
    )
    return row
