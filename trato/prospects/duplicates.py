"""Suspected duplicates and merges as the pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.cycles.models import Cycle, Progress
from trato.ledger.actors import Actor
from trato.organisations.actions import Undoing
from trato.organisations.duplicates import likely_duplicates
from trato.organisations.merging import is_repeated, twin_of
from trato.organisations.models import Contact, Merge, Organisation, OrganisationQuerySet, Pair
from trato.people.actors import reads_everything
from trato.prospects.history import FIELDS
from trato.prospects.imports.sentences import why_sentence
from trato.prospects.queries import key_of
from trato.prospects.visibility import organisations_visible_to
from trato.search.folding import fold

SIZE = 20
FOUND = 10


@dataclass(frozen=True, slots=True)
class End:
    """One organisation of a pair: how many cycles it has, and the last of them."""

    organisation: Organisation
    cycles: int
    last: Cycle | None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A pair and why it is one."""

    pair: Pair
    why: str
    ends: tuple[End, End]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of suspicions and the keys of its neighbours, "" when there is none."""

    rows: list[Suspicion] = field(default_factory=list)
    newer: str = ""
    older: str = ""


def pairs_visible_to(actor: Actor) -> QuerySet[Pair]:
    """Keep the pairs of two that stand, when the actor may see both."""
    rows = Pair.objects.filter(first__retired_at=None, second__retired_at=None).select_related("first", "second")
    if reads_everything(actor):
        return rows
    visible = organisations_visible_to(actor).values("pk")
    return rows.filter(first__in=visible, second__in=visible)


def page_of_pairs(actor: Actor, *, dismissed: bool, after: str = "", before: str = "") -> Page:
    """Return one page of the pairs of which the actor may see both, the most telling first, then the newest."""
    rows = pairs_visible_to(actor).filter(dismissed_at__isnull=not dismissed)
    cursor, backwards = _cursor(before), True
    if cursor is None:
        cursor, backwards = _cursor(after), False
    if cursor is not None:
        strength, pk = cursor
        beyond = Q(strength__lt=strength) if backwards else Q(strength__gt=strength)
        rows = rows.filter(beyond | Q(strength=strength, **{f"pk__{'gt' if backwards else 'lt'}": pk}))
    order = ("-strength", "pk") if backwards else ("strength", "-pk")
    found = list(rows.order_by(*order)[: SIZE + 1])
    more, found = len(found) > SIZE, found[:SIZE]
    if backwards:
        found.reverse()
    if not found:
        return Page()
    has_newer, has_older = (more, True) if backwards else (cursor is not None, more)
    first, last = f"{found[0].strength}_{found[0].pk}", f"{found[-1].strength}_{found[-1].pk}"
    return Page(_suspicions(found), first if has_newer else "", last if has_older else "")


def suspicions_about(organisation: Organisation, actor: Actor) -> list[tuple[Organisation, str]]:
    """Return whom an organisation looks like, as far as the actor may see them, and why."""
    rows = pairs_visible_to(actor).filter(Q(first=organisation) | Q(second=organisation), dismissed_at=None)
    return [
        (pair.second if pair.first_id == organisation.pk else pair.first, why_sentence(pair.why.split()))
        for pair in rows.order_by("strength", "-pk")
    ]


def candidates(organisation: Organisation, typed: str, actor: Actor) -> list[Organisation]:
    """Return whom somebody may mean by a name, to merge with: holding every word, or written alike."""
    words = fold(typed)
    rows = organisations_visible_to(actor).standing().exclude(pk=organisation.pk)
    assert isinstance(rows, OrganisationQuerySet)
    keys = list(rows.matching(words).values_list("pk", flat=True)[:FOUND]) if words else []
    keys += [match.organisation.pk for match in likely_duplicates(name=typed, but=organisation.pk)]
    return list(rows.filter(pk__in=keys)[:FOUND])


def people_after(survivor: Organisation, absorbed: Organisation) -> list[tuple[Contact, bool]]:
    """Return the people who would come, and whether each is already there."""
    own = list(survivor.contacts.filter(retired_at=None))
    return [
        (person, is_repeated(person) and twin_of(person, own) is not None)
        for person in absorbed.contacts.filter(retired_at=None).prefetch_related("powers")
    ]


def what_stays(merge: Merge, undoing: Undoing) -> list[str]:
    """Say what would stay as somebody left it after a merge."""
    name = merge.survivor.name
    sentences = [
        _("«%(datum)s» was changed after the merge: it stays as it is.") % {"datum": FIELDS.get(column, column)}
        for column in dict.fromkeys(undoing.edited)
    ]
    if cycles := undoing.later.get("cycles.cycle.organisation"):
        sentences.append(
            ngettext(
                "%(n)s cycle opened after the merge stays with %(name)s.",
                "%(n)s cycles opened after the merge stay with %(name)s.",
                cycles,
            )
            % {"n": cycles, "name": name}
        )
    if people := undoing.later.get("organisations.contact.organisation"):
        sentences.append(
            ngettext(
                "%(n)s person added after the merge stays with %(name)s.",
                "%(n)s people added after the merge stay with %(name)s.",
                people,
            )
            % {"n": people, "name": name}
        )
    moved = merge.moved.get("cycles.cycle.organisation", {"keys": []})["keys"]
    went_on = Progress.objects.filter(pk__in=moved, last_event_at__gt=merge.merged_at).order_by("pk")
    sentences += [
        _("%(code)s went on after the merge: it goes back with all that was done.") % {"code": code}
        for code in went_on.values_list("code", flat=True)
    ]
    return sentences


def _suspicions(pairs: Sequence[Pair]) -> list[Suspicion]:
    keys = {key for pair in pairs for key in (pair.first_id, pair.second_id)}
    cycles: dict[int, list[Cycle]] = {key: [] for key in keys}
    for cycle in Cycle.objects.filter(organisation__in=keys).select_related("progress", "owner").order_by("pk"):
        cycles[cycle.organisation_id].append(cycle)

    def end(organisation: Organisation) -> End:
        own = cycles[organisation.pk]
        return End(organisation, len(own), own[-1] if own else None)

    return [Suspicion(pair, why_sentence(pair.why.split()), (end(pair.first), end(pair.second))) for pair in pairs]


def _cursor(text: str) -> tuple[int, int] | None:
    strength, _line, pk = text.partition("_")
    one, other = key_of(strength), key_of(pk)
    return None if one is None or other is None or one > 99 else (one, other)  # noqa: PLR2004 - there are six strengths
