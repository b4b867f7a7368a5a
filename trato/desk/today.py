"""Hoy: the steps a person has in hand, what falls due, what waits for the client."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from trato.cycles.models import Member, Progress, ProgressQuerySet, State
from trato.ledger.actors import Actor
from trato.procedure import Calendar

# One page shows no more rows than this of each group; the rest are in the list, filtered.
SHOWN = 25
AHEAD = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The rows of Hoy, most pressing first."""

    overdue: list[Progress]
    today: list[Progress]
    approvals: list[Progress]
    dateless: list[Progress]
    waiting: list[Progress]
    coming: list[Progress]

    @property
    def hands_on(self) -> int:
        """Count what is in the person's own hands."""
        return len(self.overdue) + len(self.today) + len(self.approvals) + len(self.dateless)


def in_hand(actor: Actor) -> ProgressQuerySet:
    """Return the running cycles whose next step is this person's: owned, or assigned and asking for their role."""
    user = int(actor.key.rpartition("/")[2])
    asked = Q(pk__in=[])
    for role in set(actor.roles) & {"EET", "TO", "PM", "PO"}:
        asked |= Q(next_roles__contains=role)
    member = Exists(Member.objects.filter(cycle=OuterRef("pk"), user=user, until=None))
    mine = Q(owner=user) | (Q(member) & asked)
    if "PM" in actor.roles:
        mine |= Q(next_action="accept-handover")
    if "GC" in actor.roles:
        mine |= Q(state=State.WAITING_APPROVAL) | Q(waiver_pending=True) | Q(next_roles__startswith="GC")
    return Progress.objects.visible_to(actor).running().filter(mine)


def mine(actor: Actor, *, today: date) -> ProgressQuerySet:
    """Return what is due by today or asks for this person's word: the number beside «Hoy»."""
    due = Q(due_on__lte=today, waiting_for_client=False)
    if "GC" in actor.roles:
        due |= Q(state=State.WAITING_APPROVAL) | Q(waiver_pending=True)
    return in_hand(actor).filter(due).exclude(state=State.LISTED)


def groups(actor: Actor, *, today: date) -> Groups:
    """Sort the person's rows into the groups of the page."""
    rows = list(in_hand(actor).exclude(state=State.LISTED).select_related("owner").due_first()[: SHOWN * 8])
    approvals = [row for row in rows if _asks(row, actor)]
    rest = [row for row in rows if row not in approvals]
    waiting = [row for row in rest if row.waiting_for_client and not _late(row, today)]
    hands = [row for row in rest if row not in waiting]
    return Groups(
        overdue=[row for row in hands if _late(row, today)][:SHOWN],
        today=[row for row in hands if row.due_on == today][:SHOWN],
        approvals=approvals[:SHOWN],
        dateless=[row for row in hands if row.due_on is None][:SHOWN],
        waiting=waiting[:SHOWN],
        coming=[row for row in hands if row.due_on and row.due_on > today][:SHOWN],
    )


def week(actor: Actor, calendar: Calendar, *, today: date) -> list[tuple[date, int]]:
    """Count what falls due on the last, this and the next business days."""
    days = [calendar.add_business_days(today, -1), today]
    while len(days) < AHEAD:
        days.append(calendar.add_business_days(days[-1], 1))
    due = in_hand(actor).filter(due_on__range=(days[0], days[-1] + timedelta(days=0))).values_list("due_on", flat=True)
    counts = _count(due)
    return [(day, counts.get(day, 0)) for day in days]


def _asks(row: Progress, actor: Actor) -> bool:
    return "GC" in actor.roles and (row.waiver_pending or row.state == State.WAITING_APPROVAL)


def _late(row: Progress, today: date) -> bool:
    return row.due_on is not None and row.due_on < today


def _count(days: Iterable[date | None]) -> dict[date, int]:
    counts: dict[date, int] = {}
    for day in days:
        if day:
            counts[day] = counts.get(day, 0) + 1
    return counts
