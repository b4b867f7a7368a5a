"""Hoy: the steps a person has in hand, what falls due, what waits for the client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from trato.cycles.models import Member, Progress, ProgressQuerySet, State, WaiverRequest
from trato.ledger.actors import Actor
from trato.people.actors import reads_everything
from trato.prepared import Prepared
from trato.procedure import Calendar, Definition

# Rows shown of each group; the rest are counted, and are in the list.
SHOWN = {"approvals": 10, "overdue": 14, "today": 12, "dateless": 5, "coming": 6, "waiting": 6}
READ = 200
DAYS = 7


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that ask for the same; `more` are those that do not fit."""

    rows: list[Progress]
    more: int

    def __len__(self) -> int:
        return len(self.rows) + self.more


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The groups of Hoy, most pressing first."""

    approvals: Group
    overdue: Group
    today: Group
    dateless: Group
    coming: Group
    waiting: Group

    @property
    def hands_on(self) -> int:
        """Count what is in the person's own hands."""
        return len(self.approvals) + len(self.overdue) + len(self.today) + len(self.dateless)

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing at all."""
        return not self.hands_on and not len(self.coming) and not len(self.waiting)


def in_hand(actor: Actor) -> ProgressQuerySet:
    """Return the running cycles whose next step is this person's: owned, or assigned and asking for their role.

    A GC also has what asks for their word, what only a GC does, and what nobody has.
    """
    mine = Q()
    for holding in _holdings(frozenset(actor.roles), _user(actor)):
        mine |= holding
    return _worked_on(actor).filter(mine)


def pressing(actor: Actor, *, today: date, most: int) -> dict[str, int]:
    """Count, each up to `most`, the cycles in this person's hand that press, and the waivers a GC may decide.

    What presses is due or promised by today, has no date, or asks for the word of the GC or the TO.
    """
    found = _asked(_asking(actor), most).rows(user=_user(actor), today=today)
    return {
        "pressing": min(len({cycle for cycle, waiver in found if not waiver}), most),
        "waivers": min(len({cycle for cycle, waiver in found if waiver}), most),
    }


def _asking(actor: Actor) -> Actor:
    """Return whom to ask the database as: whoever reads everything asks what everybody with these roles does."""
    return Actor("user", "user/0" if reads_everything(actor) else actor.key, roles=tuple(sorted(actor.roles)))


@lru_cache(maxsize=128)
def _asked(actor: Actor, most: int) -> Prepared:
    return Prepared(lambda user, today: _pressing(actor, user, today, most), user=int, today=date)


def _pressing(actor: Actor, user: int, today: date, most: int) -> list[QuerySet[Progress, Any]]:
    """Return the parts of the question, each answered by an index of its own, as (cycle, whether it is a waiver)."""
    rows = _worked_on(actor)
    dated = Q(due_on__lte=today) & ~Q(due_on=today, waiting_for_client=True)
    promised = Q(next_step_on__lte=today)
    dateless = Q(due_on=None, next_step_on=None, waiting_for_client=False) & ~Q(state=State.LISTED)
    parts = []
    for holding in _held_by(frozenset(actor.roles), user):
        held = rows.filter(holding)
        parts += [held.filter(dated), held.filter(promised), held.filter(dateless)]
    if "GC" in actor.roles:
        # Few: one index finds them, and asked apart SQLite would look through everything promised instead.
        parts += [rows.filter(dated | promised | dateless | _word(), for_gc=True), rows.filter(waiver_pending=True)]
    if "TO" in actor.roles:
        parts.append(rows.filter(_assigned(user), state=State.WAITING_APPROVAL, next_action="deep-survey"))
    answers = [part.order_by().values_list("pk", Value(0))[:most] for part in parts]
    if "GC" in actor.roles:
        undecided = Exists(WaiverRequest.objects.filter(cycle=OuterRef("pk"), decision=None))
        waivers = rows.filter(undecided, waiver_pending=True)
        answers.append(waivers.order_by().values_list("pk", Value(1))[:most])
    return answers


def _worked_on(actor: Actor) -> ProgressQuerySet:
    """Return the running cycles the actor reads, less those that only wait in the list."""
    return Progress.objects.visible_to(actor).running().exclude(state=State.LISTED, due_on=None)


def _holdings(roles: frozenset[str], user: int) -> list[Q]:
    """Return the reasons to have a cycle in hand, one condition each."""
    asked = [Q(for_gc=True), Q(waiver_pending=True)] if "GC" in roles else []
    return [*_held_by(roles, user), *asked]


def _held_by(roles: frozenset[str], user: int) -> list[Q]:
    """Return those reasons less that something waits for the word of the GC."""
    mine = [Q(owner=user)]
    technical = sorted(roles & {"EET", "TO", "PM", "PO"})
    if technical:
        asked = Q()
        for role in technical:
            asked |= Q(next_roles__contains=role)
        mine.append(_assigned(user) & asked)
    if "PM" in roles:
        mine.append(Q(next_action="accept-handover"))
    if "GC" in roles:
        mine.append(Q(owner=None))
    return mine


def _assigned(user: int) -> Q:
    return Q(pk__in=Member.objects.filter(user=user, until=None).values("cycle"))


def _user(actor: Actor) -> int:
    number = actor.key.rpartition("/")[2]
    return int(number) if actor.kind == "user" and number.isdecimal() else 0


def read(actor: Actor) -> list[Progress]:
    """Read the person's rows, what is due first; more than a page can show."""
    found = dict(_first(_asking(actor)).rows(user=_user(actor)))
    keys = sorted(found, key=lambda key: (found[key] or date.max, key))[:READ]
    rows = Progress.objects.select_related("owner").in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


@lru_cache(maxsize=128)
def _first(actor: Actor) -> Prepared:
    """Ask for each reason by itself, which an index answers in order; all at once, every running cycle is looked at."""

    def asked(user: int) -> list[QuerySet[Progress, Any]]:
        rows = _worked_on(actor).due_first().values_list("pk", "due_on")
        return [rows.filter(holding)[:READ] for holding in _holdings(frozenset(actor.roles), user)]

    return Prepared(asked, user=int)


def groups(rows: Sequence[Progress], actor: Actor, *, today: date) -> Groups:
    """Sort the person's rows into the groups of the page."""
    sorted_rows: dict[str, list[Progress]] = {name: [] for name in SHOWN}
    for row in rows:
        sorted_rows[_group_of(row, actor, today)].append(row)
    return Groups(
        **{name: Group(rows[: SHOWN[name]], max(len(rows) - SHOWN[name], 0)) for name, rows in sorted_rows.items()}
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """The action whose waiver waits for the person's decision."""

    action: str
    section: str
    label: str


def waivers_asked(
    rows: Sequence[Progress], actor: Actor, definition: Definition, *, language: str
) -> dict[int, Asked]:  # fmt: skip
    """Return, by cycle, the oldest waiver a GC may decide among these rows; nobody decides their own."""
    waiting = [row.pk for row in rows if row.waiver_pending] if "GC" in actor.roles else []
    if not waiting:
        return {}
    requests = WaiverRequest.objects.filter(cycle__in=waiting, decision=None).exclude(requested_by=actor.key)
    found: dict[int, Asked] = {}
    for cycle, name in requests.order_by("pk").values_list("cycle_id", "action"):
        if not definition.has_action(name):
            continue
        action = definition.action(name)
        found.setdefault(cycle, Asked(name, action.section, action.label(language)))
    return found


def week(rows: Sequence[Progress], actor: Actor, calendar: Calendar, *, today: date) -> list[tuple[date, int]]:
    """Count what falls due on the last business day, today, and the business days that follow."""
    days = [calendar.add_business_days(today, -1), today]
    while len(days) < DAYS:
        days.append(calendar.add_business_days(days[-1], 1))
    if len(rows) < READ:
        counts = Counter(row.pressing_on for row in rows)
    else:
        near = in_hand(actor).filter(Q(due_on__range=(days[0], days[-1])) | Q(next_step_on__range=(days[0], days[-1])))
        counts = Counter(row.pressing_on for row in near.only("due_on", "next_step_on"))
    return [(day, counts[day]) for day in days]


def _group_of(row: Progress, actor: Actor, today: date) -> str:
    of_to = row.next_action == "deep-survey"
    if row.state == State.WAITING_APPROVAL and ("TO" if of_to else "GC") in actor.roles:
        return "approvals"
    if row.waiver_pending and "GC" in actor.roles:
        return "approvals"
    promised = row.next_step_on
    if row.pressing_on is not None and row.pressing_on < today:
        return "overdue"
    if row.waiting_for_client and promised != today:
        return "waiting"
    if row.pressing_on is None:
        return "dateless"
    return "today" if row.pressing_on == today else "coming"


def _word() -> Q:
    """Return the condition of what waits for the GC's approval; the RTP waits for the TO."""
    return Q(state=State.WAITING_APPROVAL) & ~Q(next_action="deep-survey")
