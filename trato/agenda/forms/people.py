"""Choosing among the people of the cycle's organisation."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from trato.cycles.forms import offer
from trato.cycles.models import Cycle
from trato.organisations.models import Contact


def people_of(cycle: Cycle) -> list[Contact]:
    """Return who speaks for the organisation now, signatories first."""
    return cycle.organisation.current_people


def reached_by_whatsapp(people: Sequence[Contact]) -> Contact | None:
    """Return whom to write to by WhatsApp: who has it, else who has a telephone."""
    return next((one for one in people if one.is_whatsapp), None) or next((one for one in people if one.phone), None)


def offer_people(field: forms.Field, people: Sequence[Contact]) -> None:
    """Let the field choose one of the people."""
    offer(field, [(str(person.pk), person.name) for person in people])


def offer_reachable(field: forms.Field, people: Sequence[Contact]) -> None:
    """Let the field choose several, each with the address they are reached at; all are chosen at first."""
    assert isinstance(field, forms.MultipleChoiceField)
    reachable = [person for person in people if person.mail or person.phone]
    field.choices = [(str(person.pk), f"{person.name}, {person.mail or person.phone}") for person in reachable]
    field.initial = [str(person.pk) for person in reachable]


def chosen(people: Sequence[Contact], keys: Sequence[str]) -> list[Contact]:
    """Return the people of those keys, in their order."""
    return [person for person in people if str(person.pk) in keys]
