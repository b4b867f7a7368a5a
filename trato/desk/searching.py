"""Find anybody by any word."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from trato.cycles.models import Progress
from trato.ledger.actors import Actor
from trato.organisations.models import Contact
from trato.organisations.names import fold

SHOWN = 20
# Fewer figures than these would find half the base.
CUIT_FIGURES, PHONE_FIGURES = 4, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Cycles and people that hold every word typed."""

    cycles: list[Progress]
    people: list[Contact]

    @property
    def nothing(self) -> bool:
        return not self.cycles and not self.people


def find(typed: str, actor: Actor) -> Found:
    """Return what holds every word, without accents; figures also look into CUIT and telephone."""
    words = fold(typed).split()
    digits = "".join(letter for letter in typed if letter.isdigit())
    cycles = Progress.objects.visible_to(actor)
    held = Q()
    for word in words:
        held &= Q(search__contains=word)
    if len(digits) >= CUIT_FIGURES:
        held |= Q(cycle__organisation__cuit__contains=digits)
    held |= Q(code__iexact=typed)
    people = Contact.objects.current().filter(organisation__cycles__progress__in=cycles.values("pk")).distinct()
    by_name = Q(name__icontains=typed) | Q(mail__icontains=typed)
    if len(digits) >= PHONE_FIGURES:
        by_name |= Q(phone__contains=digits[-8:])
    return Found(
        cycles=list(cycles.filter(held).select_related("owner").due_first()[:SHOWN]) if words else [],
        people=list(people.filter(by_name).select_related("organisation")[:SHOWN]),
    )
