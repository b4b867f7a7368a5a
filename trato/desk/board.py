"""Tablero: the running cycles by phase, what is due first on top, and how the month is ending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import get_language

from trato.cycles.models import Progress, ProgressQuerySet
from trato.ledger.actors import Actor
from trato.procedure import Definition, Money

SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A phase with its first rows; `more` counts those that do not fit, `amounts` is one sum per currency."""

    number: str
    title: str
    total: int
    overdue: int
    amounts: list[Money]
    rows: list[Progress]

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class Endings:
    """How many cycles reached each outcome in the month."""

    contracted: int
    lost: int


def columns(definition: Definition, actor: Actor, *, today: date, owner: int | None = None) -> list[Column]:
    """Return the columns of the board as this person sees them, optionally of one owner."""
    rows = running(actor, owner=owner)
    totals: dict[str, list[Mapping[str, Any]]] = {}
    for line in (
        rows.order_by()
        .values("phase", "amount_currency")
        .annotate(
            total=Count("pk"),
            overdue=Count("pk", filter=Q(due_on__lt=today)),
            amount=Sum("amount_minor"),
        )
        .order_by("-amount_currency")
    ):
        totals.setdefault(line["phase"], []).append(line)
    english = (get_language() or "es").startswith("en")
    return [
        _column(
            phase.number,
            phase.short_en if english else phase.short,
            totals.get(phase.number, []),
            list(rows.filter(phase=phase.number).select_related("owner").due_first()[:SHOWN])
            if phase.number in totals
            else [],
        )
        for phase in definition.phases
    ]


def running(actor: Actor, *, owner: int | None = None) -> ProgressQuerySet:
    """Return the rows of the board."""
    rows = Progress.objects.visible_to(actor).running()
    return rows.filter(owner=owner) if owner else rows


def endings(actor: Actor, *, since: datetime) -> Endings:
    """Count the outcomes reached since the month began."""
    counted = (
        Progress.objects.visible_to(actor)
        .filter(outcome_at__gte=since)
        .aggregate(
            contracted=Count("pk", filter=Q(outcome="contracted")), lost=Count("pk", filter=Q(outcome="not-contracted"))
        )
    )
    return Endings(counted["contracted"], counted["lost"])


def _column(number: str, title: str, lines: list[Mapping[str, Any]], rows: list[Progress]) -> Column:
    return Column(
        number=number,
        title=title,
        total=sum(line["total"] for line in lines),
        overdue=sum(line["overdue"] for line in lines),
        amounts=[Money(line["amount"], line["amount_currency"]) for line in lines if line["amount"] is not None],
        rows=rows,
    )
