"""One row of the list, in the words and marks a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from trato.cycles.models import Progress, State

DONE = frozenset({State.CONTRACTED, State.SENT, State.PAYMENT_VERIFIED})


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as tone, word and shape, as `{% state %}` draws it."""

    tone: str
    word: str
    icon: str


def mark_of(progress: Progress, today: date) -> Mark:
    """Say where a cycle stands, what asks for somebody first."""
    word = str(progress.get_state_display())
    running = progress.closed_at is None
    late = running and _late(progress, today)
    approval = progress.waiver_pending or progress.state == State.WAITING_APPROVAL
    stopped = running and progress.due_on is None and progress.state == State.RUNNING
    marks = (
        (late, Mark("late", _("Overdue"), "octagon-alert")),
        (progress.state in {State.LOST, State.ANNULLED}, Mark("plain", word, "x")),
        (approval, Mark("today", _("Waiting for approval"), "diamond")),
        (running and progress.due_on == today, Mark("today", _("Due today"), "clock")),
        (progress.waiting_for_client, Mark("client", _("Waiting for the client"), "user-round")),
        (progress.state in DONE, Mark("ok", word, "check")),
        (stopped, Mark("plain", _("No next step"), "circle-dashed")),
    )
    return next((mark for holds, mark in marks if holds), Mark("plain", word, "circle-dot"))


def short_name(name: str) -> str:
    """Write «Martina Sosa» as «M. Sosa»."""
    first, _space, rest = name.partition(" ")
    return f"{first[0]}. {rest}" if rest else name


def due_tone(progress: Progress, today: date) -> str:
    """Return late, today or nothing, as the due date of a running cycle is shown."""
    if progress.closed_at is not None or progress.due_on is None:
        return ""
    return "late" if _late(progress, today) else "today" if progress.due_on == today else ""


def _late(progress: Progress, today: date) -> bool:
    return progress.due_on is not None and progress.due_on < today
