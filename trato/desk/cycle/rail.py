"""The procedure at the left of a cycle's page: four phases, their actions, where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.procedure import Action, ActionState, Status
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


def rail(cycle: Cycle, situation: Situation, at_action: str) -> list[Phase]:
    """Return the four phases of the cycle, `at_action` marked as the one on screen."""
    definition, evaluation = situation.definition, situation.evaluation
    phases = []
    for phase in definition.phases:
        actions = [action for action in definition.actions if action.phase == phase.number]
        rows = [_row(cycle, situation, action, evaluation.actions[action.id], at_action) for action in actions]
        counted = [
            state
            for action in actions
            if action.required and (state := evaluation.actions[action.id]).status != Status.NOT_APPLICABLE
        ]
        phases.append(
            Phase(
                number=phase.number,
                title=phase.title_en if _english() and phase.title_en else phase.title,
                done=sum(state.status in {Status.DONE, Status.WAIVED} for state in counted),
                total=len(counted),
                current=any(row.next for row in rows),
                rows=tuple(row for row in rows if row.shown),
                rest=tuple(row for row in rows if not row.shown),
            )
        )
    return phases


def _row(cycle: Cycle, situation: Situation, action: Action, state: ActionState, at_action: str) -> Row:
    today = situation.calendar.local_date(situation.at)
    settled = state.status in LOOKS
    mark, icon = LOOKS.get(state.status, ("w", "circle"))
    if action.id == at_action:
        mark, icon = "c", "arrow-right" if not settled else icon
    pending = state.due_on if not settled and action.id in {situation.evaluation.next_action, at_action} else None
    waived = state.status == Status.WAIVED or any(
        event.facts.get("action") == action.id for event in situation.every("waiver.authorised")
    )
    if waived and action.id != at_action:
        mark, icon = "x", "diamond"
    return Row(
        action=action.id,
        section=action.section,
        label=action.label("en" if _english() else "es"),
        who=_who(action),
        mark=mark,
        icon=icon,
        said=_said(state.status, current=action.id == at_action and not settled),
        day=_day(state.done_at) if settled else state.due_on,
        late=bool(pending and pending < today),
        today=bool(pending and pending == today),
        url=reverse("desk:step", args=[cycle.code, action.section]),
        shown=action.required or bool(state.evidence) or action.id == at_action,
        waived=waived,
        reopened=state.reopened_by is not None and not settled,
        next=action.id == situation.evaluation.next_action,
    )


def _who(action: Action) -> str:
    return " · ".join(part for part in (action.encargado, action.registros) if part)


def _said(status: Status, *, current: bool) -> str:
    if current:
        return _("Current step")
    return {
        Status.DONE: _("Done"),
        Status.WAIVED: _("Waived"),
        Status.NOT_APPLICABLE: _("Not applicable"),
        Status.OPEN: _("Can be done"),
        Status.EARLY: _("May be recorded already"),
        Status.BLOCKED: _("Not yet"),
    }[status]


def _day(moment: datetime | None) -> date | None:
    return to_local_date(moment) if moment else None


def _english() -> bool:
    return (get_language() or "es").startswith("en")
