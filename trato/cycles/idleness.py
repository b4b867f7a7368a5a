"""After how many days without activity a cycle says so: usual limits per phase, and those the house sets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.models import IdleLimit, Progress, State
from trato.cycles.refusals import NotYours, Refusal
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.prepared import Prepared
from trato.procedure import Calendar

STREAM = "setting/idle"
CHANGED = "idle-limit.changed"
# Calendar days, per phase of PE-CM-01; another phase has the last.
USUAL: Mapping[str, int] = {"8.1": 7, "8.2": 10, "8.3": 10, "8.4": 15}
MOST = 365
_SET = Prepared(lambda: IdleLimit.objects.order_by("phase").values_list("phase", "days"))


class CannotSetLimit(Refusal):
    """The number of days is not one."""


def idle_limits() -> dict[str, int]:
    """Return the days of each phase, those the house set before the usual ones; 0 is never."""
    return {**USUAL, **dict(_SET.rows())}


def idle_from(progress: Progress, calendar: Calendar) -> date | None:
    """Return the day from which the cycle says it is without activity, None when it never does.

    Days count from the last entry, or from the day of the next step while that is later. What only waits in the list
    and what is closed never says so.
    """
    if progress.closed_at is not None or progress.state == State.LISTED:
        return None
    days = idle_limits().get(progress.phase, USUAL["8.4"])
    last = max(filter(None, (calendar.local_date(progress.last_event_at), progress.next_step_on)))
    return last + timedelta(days=days) if days else None


@transaction.atomic
def set_idle_limits(*, limits: Mapping[str, int], by: Actor, at: datetime) -> list[str]:
    """Set the days of some phases; return those that changed. Raise NotYours, CannotSetLimit.

    The running cycles are evaluated again in the background, as when the calendar changes.
    """
    if "GC" not in by.roles:
        raise NotYours(_("Only the Commercial Manager changes these limits."))
    if any(not 0 <= days <= MOST for days in limits.values()):
        raise CannotSetLimit(_("Write a number of days from 0 to %(most)s.") % {"most": MOST})
    now = idle_limits()
    changed = {phase: days for phase, days in limits.items() if now.get(phase) != days}
    for phase, days in changed.items():
        IdleLimit.objects.update_or_create(phase=phase, defaults={"days": days})
    append(
        [
            Draft(
                stream=STREAM,
                event=CHANGED,
                occurred_at=at,
                actor=by.exercising("GC"),
                facts={"phase": phase, "days": days, "before": now.get(phase, 0)},
            )
            for phase, days in changed.items()
        ],
        at=at,
    )
    if changed:
        Progress.objects.running().exclude(state=State.LISTED).filter(phase__in=changed).update(changes_at=at)
    return list(changed)
