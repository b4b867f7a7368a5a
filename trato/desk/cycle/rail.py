"""The procedure at the left of a cycle's page: four phases, their actions, where each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.procedure import Action, Evaluation, Status
from trato.ui.marks import icon_svg
from trato.ui.values import to_local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One action of the rail; `mark` is the letter of its look: d done, w waiting, c current, x waived, na."""

    action: str
    section: str
    label: str
    who: str
    mark: str
    icon: str
    said: str
    day: date | None
    late: bool
    today: bool
    url: str
    shown: bool
    waived: bool
    reopened: bool
    next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A section of the procedure with its rows; `rest` are discretionary actions nobody used yet."""

    number: str
    title: str
    done: int
    total: int
    current: bool
    rows: tuple[Row, ...]
    rest: tuple[Row, ...]


LOOKS = {
    Status.DONE: ("d", "check"),
    Status.WAIVED: ("x", "diamond"),
    Status.NOT_APPLICABLE: ("na", "minus"),
}
CURRENT = "current"


def rail(cycle: Cycle, situation: Situation, at_action: str) -> list[Phase]:
    """Return the four phases of the cycle, `at_action` marked as the one on screen."""
    definition, evaluation = situation.definition, situation.evaluation
    english = _english()
    today = situation.calendar.local_date(situation.at)
    waived = {event.facts.get("action") for event in situation.every("waiver.authorised")}
    before, _code, after = reverse("desk:step", args=["CODE", "0.0"]).partition("CODE")
    address = f"{before}{cycle.code}{after}"
    phases = []
    for phase in definition.phases:
        actions = [action for action in definition.actions if action.phase == phase.number]
        rows = [
            _row(
                action,
                evaluation,
                at_action,
                label=action.label("en" if english else "es"),
                waived=action.id in waived,
                today=today,
                url=address.replace("0.0", action.section),
            )
            for action in actions
        ]
        counted = [
            state
            for action in actions
            if action.required and (state := evaluation.actions[action.id]).status != Status.NOT_APPLICABLE
        ]
        phases.append(
            Phase(
                number=phase.number,
                title=phase.title_en if english and phase.title_en else phase.title,
                done=sum(state.status in {Status.DONE, Status.WAIVED} for state in counted),
                total=len(counted),
                current=any(row.next for row in rows),
                rows=tuple(row for row in rows if row.shown),
                rest=tuple(row for row in rows if not row.shown),
            )
        )
    return phases


def draw(phases: Sequence[Phase]) -> SafeString:
    """Return the phases with their rows as text; the page shows them twice, and a template would take its time."""
    words = _words(get_language())
    return mark_safe("".join(_phase(phase, words) for phase in phases))  # noqa: S308 -- every text went through escape


def _row(
    action: Action, evaluation: Evaluation, at_action: str, *, label: str, waived: bool, today: date, url: str
) -> Row:
    state = evaluation.actions[action.id]
    settled = state.status in LOOKS
    mark, icon = LOOKS.get(state.status, ("w", "circle"))
    if action.id == at_action:
        mark, icon = "c", "arrow-right" if not settled else icon
    pending = state.due_on if not settled and action.id in {evaluation.next_action, at_action} else None
    waived = waived or state.status == Status.WAIVED
    if waived and action.id != at_action:
        mark, icon = "x", "diamond"
    return Row(
        action=action.id,
        section=action.section,
        label=label,
        who=_who(action),
        mark=mark,
        icon=icon,
        said=_words(get_language())[CURRENT if action.id == at_action and not settled else state.status],
        day=_day(state.done_at) if settled else state.due_on,
        late=bool(pending and pending < today),
        today=bool(pending and pending == today),
        url=url,
        shown=action.required or bool(state.evidence) or action.id == at_action,
        waived=waived,
        reopened=state.reopened_by is not None and not settled,
        next=action.id == evaluation.next_action,
    )


def _who(action: Action) -> str:
    return " · ".join(part for part in (action.encargado, action.registros) if part)


@lru_cache(maxsize=4)
def _words(_language: str | None) -> dict[str, str]:
    """Return what rows say of each status, and around it."""
    return {
        CURRENT: _("Current step"),
        Status.DONE: _("Done"),
        Status.WAIVED: _("Waived"),
        Status.NOT_APPLICABLE: _("Not applicable"),
        Status.OPEN: _("Can be done"),
        Status.EARLY: _("May be recorded already"),
        Status.BLOCKED: _("Not yet"),
        "waiver": escape(_("Waiver authorised")),
        "reopened": escape(_("Reopened")),
        "none": escape(_("N/A")),
        "today": escape(_("Today")),
    }


def _phase(phase: Phase, words: Mapping[str, str]) -> str:
    done = escape(_("%(done)s of %(total)s") % {"done": phase.done, "total": phase.total})
    rest = ""
    if phase.rest:
        more = escape(ngettext("Show %(n)s more", "Show %(n)s more", len(phase.rest)) % {"n": len(phase.rest)})
        rows = "".join(_item(row, words) for row in phase.rest)
        rest = f'<details class="more"><summary>{more}</summary><ol>{rows}</ol></details>'
    return (
        f'<section class="ph{" now" if phase.current else ""}"><h2><span>{escape(phase.number)}</span>'
        f"<b>{escape(phase.title)}</b><i>{done}</i></h2>"
        f"<ol>{''.join(_item(row, words) for row in phase.rows)}</ol>{rest}</section>"
    )


def _item(row: Row, words: Mapping[str, str]) -> str:
    day = words["none"] if row.mark == "na" else words["today"] if row.today else ""
    if not day and row.day:
        day = f"{row.day:%d/%m}"
    flags = "".join(
        f'<span class="st today dv">{words[flag]}</span>'
        for flag, raised in (("waiver", row.waived), ("reopened", row.reopened))
        if raised
    )
    return (
        f'<li class="a {row.mark}{" next" if row.next else ""}"{' aria-current="step"' if row.mark == "c" else ""}>'
        f'<a href="{escape(row.url)}">{icon_svg(row.icon, small=True, label=row.said)}'
        f'<span class="n">{escape(row.section)}</span>'
        f'<span class="t">{escape(row.label)}</span><span class="m">{escape(row.who)}{flags}</span>'
        f'<span class="d{" late" if row.late else " today" if row.today else ""}">{day}</span></a></li>\n'
    )


def _day(moment: datetime | None) -> date | None:
    return to_local_date(moment) if moment else None


def _english() -> bool:
    return (get_language() or "es").startswith("en")
