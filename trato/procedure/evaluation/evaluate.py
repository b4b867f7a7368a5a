"""`evaluate`: the state of a cycle as of a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from trato.procedure.calendar import Calendar
from trato.procedure.conditions import model as m
from trato.procedure.conditions.flipping import flips
from trato.procedure.definition.flow import Action
from trato.procedure.definition.model import Definition
from trato.procedure.evaluation.deadlines import due_on
from trato.procedure.evaluation.explaining import lacks
from trato.procedure.evaluation.fold import Fold
from trato.procedure.evaluation.plan import conditions_of
from trato.procedure.evaluation.states import SETTLED, ActionState, Evaluation, Former, Status
from trato.procedure.events import Event

TEETH = {Status.DONE: "d", Status.WAIVED: "x", Status.NOT_APPLICABLE: "n", Status.EARLY: "w", Status.BLOCKED: "w"}


def evaluate(
    definition: Definition,
    events: Iterable[Event],
    at: datetime,
    calendar: Calendar,
    formers: Sequence[Former] = (),
) -> Evaluation:
    """Return the state of a cycle at `at` (aware), from the events recorded up to then and nothing else.

    `formers` are the versions that governed before this one was adopted, the first one first.
    """
    fold = Fold.over(definition, events, at, calendar, formers)
    view = fold.view
    states = {action.id: _state(fold, action) for action in definition.actions}
    pending = [action for action in definition.required_actions if states[action.id].status not in SETTLED]
    closed = bool(view.outcome) and not pending
    following = _next(fold, pending, states)
    due = states[following.id].due_on if following else None
    required = [states[action.id] for action in definition.required_actions]
    applicable = [state for state in required if state.status is not Status.NOT_APPLICABLE]
    return Evaluation(
        at=at,
        actions=states,
        milestones=dict(view.milestones),
        outcome=view.outcome,
        outcome_at=view.outcome_at,
        closed=closed,
        ended=fold.ended,
        modality=view.modality,
        phase=pending[0].phase if pending else definition.phases[-1].number if definition.phases else "",
        next_action=following.id if following else "",
        due_on=due,
        waiting_for_client=following is not None and _waits(fold, following),
        changes_at=_changes_at(fold, definition, states, at),
        void=tuple(fold.void),
        steps_done=sum(1 for state in applicable if state.status in SETTLED),
        steps_total=len(applicable),
        comb=_comb(definition, states, view.today),
    )


def _state(fold: Fold, action: Action) -> ActionState:
    view, each = fold.view, fold.plan.by_id[action.id]
    done = view.done.get(action.id)
    evidence = tuple(fold.evidence.get(action.id, ()))
    reopened = by.seq if (by := fold.reopened.get(action.id)) else None
    if done is not None:
        due = due_on(fold, action) if action.repeatable else None
        moment, seq = (done.occurred_at, done.seq) if isinstance(done, Event) else (done, (*evidence, 0)[-1] or None)
        return ActionState(
            id=action.id, status=Status.DONE, done_at=moment, done_seq=seq, due_on=due, evidence=evidence
        )  # fmt: skip
    if action.id in view.waived:
        waiver = view.waived[action.id]
        missing = lacks(action.done_when, view, of=action.id)
        return ActionState(
            id=action.id, status=Status.WAIVED, done_at=waiver.occurred_at, done_seq=waiver.seq,
            due_on=due_on(fold, action), missing=missing, reopened_by=reopened, evidence=evidence,
        )  # fmt: skip
    if action.id in view.not_applicable:
        return ActionState(id=action.id, status=Status.NOT_APPLICABLE, evidence=evidence)
    hard, soft = each.hard(view), each.soft(view)
    status = Status.BLOCKED if not hard else Status.EARLY if not soft else Status.OPEN
    return ActionState(
        id=action.id,
        status=status,
        due_on=due_on(fold, action),
        missing=lacks(action.done_when, view, of=action.id),
        blocked_by=lacks(action.entry.hard if not hard else action.entry.soft, view, of=action.id),
        reopened_by=reopened,
        evidence=evidence,
    )


def _next(fold: Fold, pending: list[Action], states: dict[str, ActionState]) -> Action | None:
    """Choose what comes next: what is ours to do before what waits for the client, then the earliest due.

    While nothing can be done (a meeting has still to begin), it is the first in the order of the procedure.
    """
    ready = [action for action in pending if states[action.id].status is Status.OPEN]
    if not ready:
        return pending[0] if pending else None
    return min(ready, key=lambda action: (_waits(fold, action), states[action.id].due_on or date.max))


def _waits(fold: Fold, action: Action) -> bool:
    return action.waits_for_client_when is not None and fold.plan.by_id[action.id].waits(fold.view)


def _changes_at(
    fold: Fold, definition: Definition, states: dict[str, ActionState], at: datetime
) -> datetime | None:  # fmt: skip
    return min((moment for moment in _moments(fold, definition, states) if moment > at), default=None)


def _moments(fold: Fold, definition: Definition, states: dict[str, ActionState]) -> Iterator[datetime]:
    view = fold.view
    for action in definition.actions:
        state = states[action.id]
        conditions: tuple[m.Condition | None, ...] = tuple(deadline.when for deadline in action.deadlines)
        if state.status not in SETTLED:
            conditions += (*conditions_of(action), action.waits_for_client_when)
            if state.due_on is not None and action.required:
                yield view.calendar.start_of(state.due_on + timedelta(days=1))
        elif state.status is Status.NOT_APPLICABLE:
            conditions += (action.applies_when,)
        elif state.status is Status.DONE and fold.plan.by_id[action.id].lapses:
            conditions += (action.done_when,)
        for condition in conditions:
            yield from flips(condition, view)
    for modality in definition.modalities:
        yield from flips(modality.when, view)


def _comb(definition: Definition, states: dict[str, ActionState], today: date) -> str:
    return "|".join(
        "".join(_tooth(states[action.id], today) for action in definition.actions_of(phase.number) if action.required)
        for phase in definition.phases
    )


def _tooth(state: ActionState, today: date) -> str:
    if state.status is Status.OPEN:
        return "v" if state.due_on is not None and state.due_on < today else "c"
    return TEETH[state.status]
