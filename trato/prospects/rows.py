"""One row of the list, in the words and marks a person reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from trato.cycles.models import Progress, State
from trato.organisations.places import HOME, country_name
from trato.procedure import Money
from trato.ui.values import amount_text

DONE = frozenset({State.CONTRACTED, State.SENT, State.PAYMENT_VERIFIED})


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as tone, word and shape, as `{% state %}` draws it."""

    tone: str
    word: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the list shows of one cycle; `due_tone` is late, today or nothing."""

    code: str
    name: str
    organisation: int
    place: str
    title: str
    cuit: str
    mark: Mark
    section: str
    action: str
    due_on: date | None
    due_tone: str
    comb: str
    amount: str
    currency: str
    owner: str


def rows_of(found: Sequence[Progress], *, labels: Mapping[str, str], today: date) -> list[Row]:
    """Return the rows as people read them; each must come with its owner and its organisation."""
    return [_row(progress, labels, today) for progress in found]


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


def _row(progress: Progress, labels: Mapping[str, str], today: date) -> Row:
    organisation = progress.cycle.organisation
    place = organisation.locality
    if not place and organisation.country not in {"", HOME}:
        place = country_name(organisation.country, "es")
    tone = ""
    if progress.closed_at is None and progress.due_on is not None:
        tone = "late" if _late(progress, today) else "today" if progress.due_on == today else ""
    amount = progress.amount_minor
    return Row(
        code=progress.code,
        name=progress.organisation_name,
        organisation=organisation.pk,
        place=place,
        title=progress.title,
        cuit=organisation.cuit or "",
        mark=mark_of(progress, today),
        section=progress.next_section,
        action=labels.get(progress.next_action, ""),
        due_on=progress.due_on if progress.closed_at is None else None,
        due_tone=tone,
        comb=progress.comb,
        amount=amount_text(Money(amount, progress.amount_currency)) if amount else "",
        currency=progress.amount_currency if amount else "",
        owner=short_name(progress.owner.name) if progress.owner else "",
    )


def _late(progress: Progress, today: date) -> bool:
    return progress.due_on is not None and progress.due_on < today
