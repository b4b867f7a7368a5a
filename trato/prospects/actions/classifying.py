"""Classify a prospect: the six groups, over somebody to talk to. PE-CM-01 §8.1.1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.ledger.actors import Actor
from trato.organisations.actions import NewContact
from trato.organisations.models import Contact, Organisation
from trato.organisations.places import HOME, country_name
from trato.prospects.actions.organisations import add_person, amend_prospect
from trato.prospects.actions.scoring import rule_in_force
from trato.prospects.clae import activities
from trato.prospects.models import Prospect
from trato.prospects.rules import ABROAD, Classification, place_of
from trato.prospects.scoring import score

GROUP_NAMES = {
    "priority": gettext_lazy("priority"),
    "client_type": gettext_lazy("client type"),
    "origin": gettext_lazy("geographic origin"),
    "scale": gettext_lazy("scale"),
    "sector": gettext_lazy("sector / economic activity"),
    "needs": gettext_lazy("possible requirements"),
}


class CannotClassify(Refusal):
    """A group or the person to talk to is missing."""


@transaction.atomic
def classify(
    *,
    cycle: Cycle,
    classification: Classification,
    about: Mapping[str, Any] | None = None,
    contact: NewContact | None = None,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Issue RAR part A: all six groups and at least one person. PE-CM-01 §8.1.1.

    `about` maps what is known of the organisation meanwhile (cuit, country, locality …) and `contact` adds a person.
    Raise ProcedureViolation, NotYours, CannotClassify or CannotChangeOrganisation, having written nothing.
    """
    cycle = lock(cycle)
    require(cycle, "identify", by=by, at=at)
    organisation = _organisation(cycle, classification, about or {}, contact, by=by, at=at)
    people = list(organisation.contacts.filter(retired_at=None))
    obstacles = [_("Set the group «%s».") % GROUP_NAMES[name] for name in classification.missing]
    if not people:
        obstacles.append(_("Add at least one person to talk to."))
    if obstacles:
        raise CannotClassify(obstacles)
    keep(cycle, classification)
    return provide(
        cycle,
        "prospect.classified",
        body=_body(cycle, organisation, people, classification),
        facts={
            "groups": classification.groups,
            "contacts": len(people),
            "priority": classification.priority,
        },
        by=by,
        at=at,
        occurred_at=occurred_at,
    )


@transaction.atomic
def save_draft(
    *,
    cycle: Cycle,
    classification: Classification,
    about: Mapping[str, Any] | None = None,
    contact: NewContact | None = None,
    by: Actor,
    at: datetime,
) -> Prospect:
    """Keep what is known so far, complete or not; nothing enters the procedure. Raise as `classify`."""
    cycle = lock(cycle)
    require(cycle, "identify", by=by, at=at)
    _organisation(cycle, classification, about or {}, contact, by=by, at=at)
    return keep(cycle, classification)


def keep(cycle: Cycle, classification: Classification) -> Prospect:
    """Write the working copy of the cycle's classification."""
    scored = score(rule_in_force(), classification)
    prospect, _created = Prospect.objects.update_or_create(
        cycle=cycle,
        defaults={
            "priority": classification.priority,
            "client_type": classification.client_type,
            "origin": classification.origin,
            "scale": classification.scale,
            "sector": classification.sector,
            "activity": classification.activity,
            "needs": list(classification.needs),
            "notes": classification.notes,
            "score": scored.total if scored.priority else None,
            "suggested": scored.priority,
        },
    )
    return prospect


def _organisation(
    cycle: Cycle,
    classification: Classification,
    about: Mapping[str, Any],
    contact: NewContact | None,
    *,
    by: Actor,
    at: datetime,
) -> Organisation:
    """Bring the organisation up to date with what was said while classifying."""
    changes = dict(about)
    if classification.origin:
        country = changes.get("country", cycle.organisation.country)
        changes["country"], changes["province"] = place_of(classification.origin, country)
    organisation = cycle.organisation
    if changes:
        organisation = amend_prospect(organisation=organisation, changes=changes, by=by, at=at)
    if contact is not None:
        add_person(organisation=organisation, new=contact, by=by, at=at)
    cycle.organisation = organisation
    return organisation


def _body(
    cycle: Cycle, organisation: Organisation, people: list[Contact], classification: Classification
) -> dict[str, Any]:
    place = organisation.locality
    if classification.origin == ABROAD and organisation.country not in {"", HOME}:
        place = ", ".join(filter(None, (place, country_name(organisation.country, "es"))))
    body: dict[str, Any] = {
        "organisation": organisation.legal_name or organisation.name,
        "contacts": [
            {name: value for name in ("name", "position", "part", "mail", "phone") if (value := getattr(person, name))}
            for person in people
        ],
        "priority": classification.priority,
        "client_type": classification.client_type,
        "origin": classification.origin,
        "scale": classification.scale,
        "sector": classification.sector,
        "needs": list(classification.needs),
    }
    known = {
        "cuit": str(organisation.tax_number or ""),
        "project": cycle.title,
        "origin_detail": place,
        "notes": "\n".join(filter(None, (classification.notes, _activity(classification)))),
    }
    return body | {name: value for name, value in known.items() if value}


def _activity(classification: Classification) -> str:
    """Say the economic activity in the words of the record, which has no field of its own for it."""
    one = activities().get(classification.activity)
    return f"CLAE: {one.label('es')}" if one else ""
