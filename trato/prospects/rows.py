"""One row of the list, in the words and marks a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trato.cycles.models import NextStep, Progress, State
from trato.ui.marks import icon_svg
from trato.ui.values import to_local_date

DONE = frozenset({State.CONTRACTED, State.SENT, State.PAYMENT_VERIFIED})


class Idling(Protocol):
    """What is asked of a row to say that nothing happens in it."""

    @property
    def idle_on(self) -> date | None: ...
    @property
    def last_event_at(self) -> datetime: ...


class Stepping(Protocol):
    """What is asked of a row to say what its next step is for."""

    @property
    def next_step(self) -> str: ...
    @property
    def next_step_kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as tone, word and shape, as `{% state %}` draws it."""

    tone: str
    word: str
    icon: str


def mark_of(progress: Progress, today: date) -> Mark:
    """Say where a cycle stands, what asks for somebody first."""
    running, pressing = progress.closed_at is None, progress.pressing_on
    kinds = (
        ("late", running and pressing is not None and pressing < today),
        ("over", progress.state in {State.LOST, State.ANNULLED}),
        ("approval", progress.waiver_pending or progress.state == State.WAITING_APPROVAL),
        ("today", running and pressing == today),
        ("client", progress.waiting_for_client),
        ("done", progress.state in DONE),
        ("stopped", running and pressing is None and progress.state == State.RUNNING),
    )
    return _mark(next((kind for kind, holds in kinds if holds), ""), progress.state, get_language())


@lru_cache(maxsize=16)
def _step_in(kind: str, _language: str | None) -> str:
    return str(NextStep(kind).label) if kind else ""


@lru_cache(maxsize=512)
def _idle_in(days: int, _language: str | None) -> SafeString:
    word = ngettext("idle %(n)s d", "idle %(n)s d", days) % {"n": days}
    title = _("Nothing was recorded for longer than its phase allows.")
    return format_html('<span class="st today" title="{}">{}{}</span>', title, icon_svg("history"), word)


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


def step_text(progress: Stepping) -> str:
    """Say what the day of the next step was set for."""
    return progress.next_step or _step_in(progress.next_step_kind, get_language())


def idle_days(progress: Idling, today: date) -> int:
    """Return for how many days nothing was recorded, 0 while that is within the limit of its phase."""
    if progress.idle_on is None or progress.idle_on > today:
        return 0
    return (today - to_local_date(progress.last_event_at)).days


def idle_mark(progress: Idling, today: date) -> SafeString:
    """Return the mark of a cycle without activity, or nothing."""
    days = idle_days(progress, today)
    return _idle_in(days, get_language()) if days else SafeString()


def due_tone(progress: Progress, today: date) -> str:
    """Return late, today or nothing, as the due date of a running cycle is shown."""
    if progress.closed_at is not None or progress.due_on is None:
        return ""
    return tone_of(progress.due_on, today)


def tone_of(day: date, today: date) -> str:
    """Return late, today or nothing, as a day of a running cycle is shown."""
    return "late" if day < today else "today" if day == today else ""
