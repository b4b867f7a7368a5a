"""Tablero: the running cycles by phase, what is due first on top, and how the month is ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import get_language

from trato.cycles.models import Progress, ProgressQuerySet
from trato.ledger.actors import Actor
from trato.people.actors import alike
from trato.prepared import Prepared
from trato.procedure import Definition, Money

SHOWN = 10
MOST = 1000  # counting stops here: from then on a column says «999+»


class Card(NamedTuple):
    """What a card shows of a cycle, as the projection has it."""

    pk: int
    code: str
    organisation_name: str
    phase: str
    next_action: str
    next_section: str
    due_on: date | None
    next_step_on: date | None
    next_step_kind: str
    next_step: str
    idle_on: date | None
    last_event_at: datetime
    waiting_for_client: bool
    phase_since: datetime
    amount_minor: int | None
    amount_currency: str
    missing: int
    lack: dict[str, Any]
    comb: str
    owner__name: str | None
    owner__initials: str | None

    @property
    def pressing_on(self) -> date | None:
        """Return when it first asks for somebody: the next action falls due or the next step was promised."""
        return min(filter(None, (self.due_on, self.next_step_on)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A phase with its first cards; `amounts` is one sum per currency."""

    number: str
    title: str
    total: int
    overdue: int
    amounts: tuple[Money, ...]
    rows: Sequence[Card]

    @property
    def more(self) -> int:
        """Count the cards that do not fit, up to where counting stops."""
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class Endings:
    """How many cycles reached each outcome in the month, counted no further than a column."""

    contracted: int
    lost: int


def columns(definition: Definition, actor: Actor, *, today: date, owner: int | None = None) -> list[Column]:
    """Return the columns of the board as this person sees them, optionally of one owner."""
    numbers = tuple(phase.number for phase in definition.phases)
    asked = _asked(alike(actor), numbers, owner is not None)
    values = {} if owner is None else {"owner": owner}
    counted = asked.counts.counts(today=today, **values)
    sums: dict[str, list[Money]] = {}
    for phase, currency, amount in asked.sums.rows(**values):
        sums.setdefault(phase, []).append(Money(int(amount), currency))
    cards: dict[str, list[Card]] = {}
    for row in map(Card._make, asked.cards.rows(**values)):
        cards.setdefault(row.phase, []).append(row)
    english = (get_language() or "es").startswith("en")
    return [
        Column(
            number=phase.number,
            title=(phase.short_en if english else phase.short) or phase.short,
            total=counted[2 * place],
            overdue=counted[2 * place + 1],
            amounts=tuple(sums.get(phase.number, ())),
            rows=sorted(cards.get(phase.number, ()), key=_due_first),
        )
        for place, phase in enumerate(definition.phases)
    ]


def endings(actor: Actor, *, since: datetime) -> Endings:
    """Count the outcomes reached since the month began."""
    return Endings(*_ended(alike(actor)).counts(since=since))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The questions of a board: two counts a phase, the sums, the first cards of each phase."""

    counts: Prepared
    sums: Prepared
    cards: Prepared


@lru_cache(maxsize=256)
def _asked(actor: Actor, phases: tuple[str, ...], of_one: bool) -> _Asked:
    def rows(owner: int | None) -> ProgressQuerySet:
        running = Progress.objects.visible_to(actor).running().order_by()
        return running.filter(owner=owner) if of_one else running

    def counts(today: date, owner: int | None = None) -> list[QuerySet[Progress, Any]]:
        late = Q(due_on__lt=today) | Q(next_step_on__lt=today)
        each = [rows(owner).filter(phase=phase) for phase in phases]
        pairs = [part for some in each for part in (some, some.filter(late))]
        return [part.values_list("pk")[:MOST] for part in pairs]

    def sums(owner: int | None = None) -> QuerySet[Progress, Any]:
        known = rows(owner).filter(amount_minor__isnull=False)
        grouped = known.values_list("phase", "amount_currency").annotate(amount=Sum("amount_minor"))
        return grouped.order_by("phase", "-amount_currency")

    def cards(owner: int | None = None) -> list[QuerySet[Progress, Any]]:
        return [rows(owner).filter(phase=phase).due_first().values_list(*Card._fields)[:SHOWN] for phase in phases]

    one: dict[str, type] = {"owner": int} if of_one else {}
    return _Asked(Prepared(counts, today=date, **one), Prepared(sums, **one), Prepared(cards, **one))


@lru_cache(maxsize=128)
def _ended(actor: Actor) -> Prepared:
    def counts(since: datetime) -> list[QuerySet[Progress, Any]]:
        recent = Progress.objects.visible_to(actor).filter(outcome_at__gte=since).order_by()
        return [recent.filter(outcome=outcome).values_list("pk")[:MOST] for outcome in ("contracted", "not-contracted")]

    return Prepared(counts, since=datetime)


def _due_first(card: Card) -> tuple[bool, date, int]:
    return card.due_on is None, card.due_on or date.min, card.pk
