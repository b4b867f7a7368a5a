"""What may still be recorded once a cycle is over."""

from __future__ import annotations

from collections.abc import Container

from trato.procedure.definition.flow import EventKind
from trato.procedure.definition.model import Definition
from trato.procedure.evaluation.states import Evaluation, Status

CLOSED_BY, ANNULLED_BY = "cycle.closed", "cycle.annulled"


def ended(definition: Definition, counted: Container[str]) -> str:
    """Say how the cycle is over, `closed` or `annulled`, from the names of the events that count; "" while it runs.

    A text that does not rule what follows a closing knows of none: there only annulling ends anything.
    """
    if ANNULLED_BY in counted:
        return "annulled"
    return "closed" if CLOSED_BY in counted and definition.after_closing is not None else ""


def follows(definition: Definition, kind: EventKind, how: str, *, pending: bool) -> bool:
    """Say whether the event may follow such an end.

    Nothing follows an annulment. After a closing, what the definition lists, and whatever makes good an action that was
    waived or that opened again: `pending`.
    """
    if how == "closed":
        return pending or kind.name in (definition.after_closing or ())
    return not how


def still_admits(definition: Definition, evaluation: Evaluation, event: str) -> bool:
    """Say whether the event may still come in, as far as the cycle's end is concerned."""
    kind = definition.event(event)
    pending = bool(kind.action) and (
        definition.action(kind.action).required
        and evaluation.actions[kind.action].status not in {Status.DONE, Status.NOT_APPLICABLE}
    )
    return follows(definition, kind, evaluation.ended, pending=pending)
