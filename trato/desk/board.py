"""Tablero: the running cycles by phase, what is due first on top, and how the month is ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
GROUPED = 60  # cards read of a column when they are grouped: those due first
IN_A_LANE = 5
NOBODY = "nobody"
NOTHING: Mapping[str, str | int] = {}


def _classified(group: str) -> Callable[[ProgressQuerySet, Any], ProgressQuerySet]:
    return lambda rows, value: rows.filter(**{f"cycle__prospect__{group}": value})


# What the board is narrowed by: the owner, nobody, and the classification as it is written down.
FILTERS: Mapping[str, Callable[[ProgressQuerySet, Any], ProgressQuerySet]] = {
    "owner": lambda rows, value: rows.filter(owner=value),
    NOBODY: lambda rows, _value: rows.filter(owner=None),
    **{group: _classified(group) for group in ("priority", "client_type", "origin", "scale", "sector")},
}
# What its cards are grouped by, and where that is read.
LANES: Mapping[str, str] = {
    "owner": "owner",
    "priority": "cycle__prospect__priority",
    "client_type": "cycle__prospect__client_type",
    "scale": "cycle__prospect__scale",
    "sector": "cycle__prospect__sector",
}
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
    group: str | int | None = None

    @property
    def pressing_on(self) -> date | None:
        """Return when it first asks for somebody: the next action falls due or the next step was promised."""
        return min(filter(None, (self.due_on, self.next_step_on)), default=None)


PHASE = Card._fields.index("phase")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The cards of one group: those of each column, in the order of the columns; `group` "" for who has none."""

    group: str | int
    cells: Sequence[Sequence[Card]]


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


def columns(
    definition: Definition, actor: Actor, *, today: date, only: Mapping[str, str | int] = NOTHING, by: str = ""
) -> list[Column]:
    """Return the columns of the board as this person sees them.

    `only` narrows it, by the names of `FILTERS`; `by` one of `LANES` brings more cards, each with the group it is in.
    """
    numbers = tuple(phase.number for phase in definition.phases)
    asked = _asked(alike(actor), numbers, tuple(sorted(only)), by)
    values = {name: value for name, value in only.items() if name != NOBODY}
    counted = asked.counts.counts(today=today, **values)
    sums: dict[str, list[Money]] = {}
    for phase, currency, amount in asked.sums.rows(**values):
        sums.setdefault(phase, []).append(Money(int(amount), currency))
    cards: dict[str, list[Card]] = {}
    for row in asked.cards.rows(**values):
        cards.setdefault(row[PHASE], []).append(Card(*row))
    english = (get_language() or "es").startswith("en")
    return [
        Column(
            number=phase.number,
            title=(phase.short_en if english else phase.short) or phase.short,
            total=counted[3 * place],
            overdue=min(counted[3 * place + 1] + counted[3 * place + 2], MOST),
            amounts=tuple(sums.get(phase.number, ())),
            rows=sorted(cards.get(phase.number, ()), key=_due_first),
        )
        for place, phase in enumerate(definition.phases)
    ]


def lanes(shown: Sequence[Column], order: Sequence[str | int]) -> list[Lane]:
    """Part the cards of the columns by their group, in this order, those of none last; empty lanes are left out."""
    found: dict[str | int, list[list[Card]]] = {}
    for place, column in enumerate(shown):
        for card in column.rows:
            found.setdefault(card.group or "", [[] for _one in shown])[place].append(card)
    known = [group for group in order if group in found]
    others = sorted((group for group in found if group not in order and group != ""), key=str)
    return [Lane(group=group, cells=found[group]) for group in (*known, *others, *([""] if "" in found else []))]


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
def _asked(actor: Actor, phases: tuple[str, ...], only: tuple[str, ...], by: str) -> _Asked:
    def rows(values: Mapping[str, Any]) -> ProgressQuerySet:
        running = Progress.objects.visible_to(actor).running().order_by()
        for name in only:
            running = FILTERS[name](running, values.get(name))
        return running

    def counts(today: date, **values: Any) -> list[QuerySet[Progress, Any]]:
        due = Q(due_on__lt=today)
        promised = Q(next_step_on__lt=today) & ~due  # said so, SQLite counts within one index
        each = [rows(values).filter(phase=phase) for phase in phases]
        parts = [part for some in each for part in (some, some.filter(due), some.filter(promised))]
        return [part.values_list("pk")[:MOST] for part in parts]

    def sums(**values: Any) -> QuerySet[Progress, Any]:
        known = rows(values).filter(amount_minor__isnull=False)
        grouped = known.values_list("phase", "amount_currency").annotate(amount=Sum("amount_minor"))
        return grouped.order_by("phase", "-amount_currency")

    def cards(**values: Any) -> list[QuerySet[Progress, Any]]:
        columns = (*Card._fields[:-1], *([LANES[by]] if by else []))
        most = GROUPED if by else SHOWN
        return [rows(values).filter(phase=phase).due_first().values_list(*columns)[:most] for phase in phases]

    given: dict[str, type] = {name: int if name == "owner" else str for name in only if name != NOBODY}
    return _Asked(Prepared(counts, today=date, **given), Prepared(sums, **given), Prepared(cards, **given))


@lru_cache(maxsize=128)
def _ended(actor: Actor) -> Prepared:
    def counts(since: datetime) -> list[QuerySet[Progress, Any]]:
        recent = Progress.objects.visible_to(actor).filter(outcome_at__gte=since).order_by()
        return [recent.filter(outcome=outcome).values_list("pk")[:MOST] for outcome in ("contracted", "not-contracted")]

    return Prepared(counts, since=datetime)


def _due_first(card: Card) -> tuple[bool, date, int]:
    return card.due_on is None, card.due_on or date.min, card.pk
