"""Find anybody by any word, and any place by its name."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from django.db.models import Q

from trato.cycles.models import Progress
from trato.ledger.actors import Actor
from trato.organisations.duplicates import likely_duplicates
from trato.organisations.models import Contact, Identifier
from trato.organisations.names import fold
from trato.organisations.reach import NotReachable, phone_key, phone_number
from trato.people.actors import reads_everything

SHOWN = 20
RECENT = 8
# Fewer figures than these would find half the base.
CUIT_FIGURES, PHONE_FIGURES = 4, 6
NATIONAL_FIGURES = 10  # area code and number, as every way of writing an Argentine telephone ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Cycles and people that hold every word typed; `similar` are cycles of names like it when nothing does."""

    cycles: list[Progress]
    people: list[Contact]
    similar: list[Progress]

    @property
    def nothing(self) -> bool:
        return not self.cycles and not self.people


def find(typed: str, actor: Actor) -> Found:
    """Return what holds every word, without accents; figures also look into CUIT and telephone."""
    words = fold(typed).split()
    digits = "".join(letter for letter in typed if letter.isdigit())
    rows = Progress.objects.visible_to(actor)
    held = Q()
    for word in words:
        held &= Q(search__contains=word)
    if len(digits) >= CUIT_FIGURES:
        held |= Q(cycle__organisation__cuit__contains=digits)
    held |= Q(code__iexact=typed)
    by_name = Q(name__icontains=typed) | Q(mail__icontains=typed)
    if len(digits) >= PHONE_FIGURES:
        by_name |= Q(phone__contains=digits[-8:])
    if number := _telephone(typed):
        by_name |= Q(phone__endswith=number[-NATIONAL_FIGURES:])
        holders = Identifier.objects.filter(kind=Identifier.Kind.PHONE, value=number)
        held |= Q(cycle__organisation__in=holders.values("organisation"))
    people = Contact.objects.current().filter(by_name)
    if not reads_everything(actor):
        people = people.filter(organisation__cycles__progress__in=rows.values("pk")).distinct()
    found = Found(
        cycles=list(rows.filter(held).select_related("owner").due_first()[:SHOWN]) if words else [],
        people=list(people.select_related("organisation").order_by("name", "pk")[:SHOWN]) if words else [],
        similar=[],
    )
    return replace(found, similar=_similar(typed, actor)) if words and found.nothing else found


def _telephone(typed: str) -> str:
    """Return the key of a telephone written in any way, or nothing when it is none."""
    with suppress(NotReachable):
        return phone_key(phone_number(typed))
    return ""


def _similar(typed: str, actor: Actor) -> list[Progress]:
    """Return the cycles of organisations whose name is the typed one but for a slip of the finger."""
    organisations = [match.organisation.pk for match in likely_duplicates(name=typed)]
    rows = Progress.objects.visible_to(actor).filter(cycle__organisation__in=organisations)
    return list(rows.select_related("owner").due_first()[:RECENT]) if organisations else []


def recent(actor: Actor) -> list[Progress]:
    """Return the cycles of the person that moved last."""
    number = actor.key.rpartition("/")[2]
    rows = Progress.objects.visible_to(actor).running()
    if "EC" in actor.roles and "GC" not in actor.roles and number.isdecimal():
        rows = rows.filter(owner=int(number))
    return list(rows.select_related("owner").order_by("-last_event_at", "-cycle_id")[:RECENT])
