"""Move a cycle in flight to the version in force: what it finds undone is listed first, and never faked.

PE-CM-01, ISO 9001:2015 cl. 8.5.6. A cycle stays under the version it started with until somebody decides this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.cycles.evidence import Provided, lock, provide
from trato.cycles.finding import put_records
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.cycles.situation import ADOPTED, Situation, situation, situation_of
from trato.documents.definitions import by_hash, current
from trato.documents.records import issue
from trato.ledger.actors import Actor
from trato.procedure import Action, Definition, Event, Former


class CannotAdopt(Refusal):
    """The version is not the one in force, the cycle is over, or nobody said why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A step behind the cycle whose own evidence the newer version finds missing: a new one, or one asking for more."""

    action: Action
    new: bool
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What adopting a version would change for one cycle.

    `ahead` are new steps still to come, `dropped` the pending ones no longer asked for.
    """

    before: Definition
    after: Definition
    gaps: Sequence[Gap]
    ahead: Sequence[Action]
    dropped: Sequence[Action]
    next_action: Action | None


def newer_version(now: Situation, *, governing: str | None = None) -> Definition | None:
    """Return the approved version in force when it is not the one the cycle runs under; None for a cycle that is over.

    Also None when that version does not say how adopting it is recorded. `governing` is the hash of the version in
    force, when already read.
    """
    if now.evaluation.closed or now.evaluation.ended or now.latest("cycle.annulled"):
        return None
    found = by_hash(governing) if governing else current(now.definition.code, now.at)
    if found is None or found.hash == now.definition.hash or not found.has_event(ADOPTED):
        return None
    return found if found.event(ADOPTED).record else None


def gap_report(now: Situation, after: Definition) -> Report:
    """Say how the cycle would stand if it adopted that version now."""
    last = now.events[-1]
    adopting = Event(
        pos=last.pos + 1, seq=last.seq + 1, name=ADOPTED, occurred_at=now.at, recorded_at=max(now.at, last.recorded_at),
        facts={"definition": after.hash, "gaps": 0},
    )  # fmt: skip
    then = situation(
        after,
        (*now.events, adopting),
        at=adopting.recorded_at,
        calendar=now.calendar,
        formers=(*now.formers, Former(now.definition, adopting.pos)),
    )
    before, states = now.definition, then.evaluation.actions
    was = now.evaluation.actions
    done = {action.id for action in before.actions if was[action.id].done_seq is not None}
    behind = {action.id for action in after.actions[: _place(now, after)]}
    gaps, ahead = [], []
    for action in after.required_actions:
        state, new = states[action.id], not before.has_action(action.id)
        if state.settled:
            continue
        if new and action.id not in behind:
            ahead.append(action)
        elif state.missing and (new or action.id in done):  # what only waits for another gap counts again by itself
            gaps.append(Gap(action=action, new=new, reasons=[then.sentence(reason) for reason in state.missing]))
    following = then.evaluation.next_action
    return Report(
        before=before,
        after=after,
        gaps=gaps,
        ahead=ahead,
        dropped=[
            action
            for action in before.required_actions
            if not was[action.id].settled and not after.has_action(action.id)
        ],
        next_action=after.action(following) if following else None,
    )


def _place(now: Situation, after: Definition) -> int:
    """Return where the cycle stands among the actions of the other version: what comes before that is behind."""
    order = {action.id: place for place, action in enumerate(after.actions)}
    standing = order.get(now.evaluation.next_action)
    return len(order) if standing is None else standing


@transaction.atomic
def adopt_version(cycle: Cycle, *, version: str, reason: str, by: Actor, at: datetime) -> Provided:
    """Move a cycle to the version in force, whose hash is `version`; its gaps and the reason are a record.

    What was recorded stays, shown under the version that governed it. Raises CannotAdopt, NotYours,
    ProcedureViolation: whoever the version it runs under says may adopt.
    """
    cycle = lock(cycle)
    now = situation_of(cycle, at=at)
    after = newer_version(now)
    if after is None or after.hash != version:
        raise CannotAdopt(_("That is not a version this cycle can adopt now: look at the procedure in force."))
    if not reason.strip():
        raise CannotAdopt(_("Say why the cycle moves to another version."))
    report = gap_report(now, after)
    record = issue(
        stream=cycle.stream,
        kind=after.event(ADOPTED).record,
        definition=after,
        body={
            "before": report.before.version,
            "after": after.version,
            "reason": reason.strip(),
            "gaps": [said(gap) for gap in report.gaps],
        },
        by=by,
        at=at,
    )
    put_records([(cycle, record)])
    facts: dict[str, int | bool | str] = {"definition": after.hash, "gaps": len(report.gaps)}
    return provide(cycle, ADOPTED, record=record, facts=facts, by=by, at=at)


def said(gap: Gap) -> str:
    """Write a gap on one line, as the record keeps it."""
    label = gap.action.label("en" if (get_language() or "es").startswith("en") else "es")
    return f"{gap.action.section} {label}: {'; '.join(gap.reasons)}" if gap.reasons else f"{gap.action.section} {label}"
