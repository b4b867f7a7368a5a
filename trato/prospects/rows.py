"""One row of the list, in the words and marks a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language
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
    running = progress.closed_at is None
    kinds = (
        ("late", running and _late(progress, today)),
        ("over", progress.state in {State.LOST, State.ANNULLED}),
        ("approval", progress.waiver_pending or progress.state == State.WAITING_APPROVAL),
        ("today", running and progress.due_on == today),
        ("client", progress.waiting_for_client),
        ("done", progress.state in DONE),
        ("stopped", running and progress.due_on is None and progress.state == State.RUNNING),
    )
    return _mark(next((kind for kind, holds in kinds if holds), ""), progress.state, get_language())


@lru_cache(maxsize=256)
def _mark(kind: str, state: str, _language: str | None) -> Mark:
    word = str(State(state).label)
    marks = {
        "late": Mark("late", _("Overdue"), "octagon-alert"),
        "over": Mark("plain", word, "x"),
        "approval": Mark("today", _("Waiting for approval"), "diamond"),
        "today": Mark("today", _("Due today"), "clock"),
        "client": Mark("client", _("Waiting for the client"), "user-round"),
        "done": Mark("ok", word, "check"),
        "stopped": Mark("plain", _("No next step"), "circle-dashed"),
    }
    return marks.get(kind, Mark("plain", word, "circle-dot"))


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
