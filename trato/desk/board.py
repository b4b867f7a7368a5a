"""Tablero: the running cycles by phase, what is due first on top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import get_language

from trato.cycles.models import Progress, ProgressQuerySet
from trato.ledger.actors import Actor
from trato.procedure import Definition

SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A phase with its first rows; `more` counts those that do not fit."""

    number: str
    title: str
    total: int
    overdue: int
    rows: list[Progress]

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def columns(definition: Definition, actor: Actor, *, today: date, owner: int | None = None) -> list[Column]:
    """Return the four columns as this person sees them, optionally of one owner."""
    rows = running(actor, owner=owner)
    totals = {
        line["phase"]: line
        for line in rows.order_by()
        .values("phase")
        .annotate(total=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
    }
    english = (get_language() or "es").startswith("en")
    return [
        Column(
            number=phase.number,
            title=phase.short_en if english else phase.short,
            total=totals.get(phase.number, {}).get("total", 0),
            overdue=totals.get(phase.number, {}).get("overdue", 0),
            rows=list(rows.filter(phase=phase.number).select_related("owner").due_first()[:SHOWN]),
        )
        for phase in definition.phases
    ]


def running(actor: Actor, *, owner: int | None = None) -> ProgressQuerySet:
    """Return the rows of the board."""
    rows = Progress.objects.visible_to(actor).running()
    return rows.filter(owner=owner) if owner else rows
