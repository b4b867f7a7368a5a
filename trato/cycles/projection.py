"""Fold a situation into the row that lists and the board read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from trato.cycles.idleness import idle_from
from trato.cycles.models import Cycle, Progress, State
from trato.cycles.promises import contacted, own_promise, promise_of, write_promise
from trato.cycles.situation import Situation
from trato.procedure import Action, Event


def project(cycle: Cycle, progress: Progress, situation: Situation) -> Progress:
    """Set every projected field of the row from the situation; the caller saves it."""
    evaluation, definition = situation.evaluation, situation.definition
    upcoming = definition.action(evaluation.next_action) if evaluation.next_action else None
    if progress.phase != evaluation.phase:
        progress.phase, progress.phase_since = evaluation.phase, situation.at
    progress.next_action = evaluation.next_action
    progress.next_section = upcoming.section if upcoming else ""
    progress.next_roles = "/".join(_who_moves(situation, upcoming, progress.sent_back)) if upcoming else ""
    progress.due_on = evaluation.due_on
    write_promise(progress, promise_of(situation, own_promise(progress)))
    progress.contacted = contacted(situation)
    progress.waiting_for_client = evaluation.waiting_for_client
    progress.waivers = len(situation.every("waiver.authorised"))
    progress.missing, progress.lack = _missing(situation)
    progress.steps_done, progress.steps_total = evaluation.steps_done, evaluation.steps_total
    progress.comb = evaluation.comb
    progress.modality = evaluation.modality
    progress.outcome, progress.outcome_at = evaluation.outcome, evaluation.outcome_at
    closed = situation.latest("cycle.closed")
    annulled = situation.latest("cycle.annulled")
    progress.closed_at = (
        annulled.recorded_at if annulled else closed.recorded_at if closed and evaluation.closed else None
    )
    progress.changes_at = None if progress.closed_at else evaluation.changes_at
    if progress.closed_at:
        progress.comb = evaluation.comb.replace("v", "c")  # over: nobody is late with it, however long it lies
    progress.state = state_of(situation, progress.sent_back)
    progress.for_gc = asks_gc(progress)
    classified = situation.latest("prospect.classified")
    progress.priority = str(classified.facts.get("priority", "")) if classified else ""
    if situation.events:
        progress.last_event_at = situation.events[-1].recorded_at
    progress.code, progress.title, progress.owner_id = cycle.code, cycle.title, cycle.owner_id
    progress.recovered = cycle.previous_id is not None
    progress.idle_on = idle_from(progress, situation.calendar)
    return progress


def asks_gc(progress: Progress) -> bool:
    """Tell whether the next step waits for the word of a GC, or only a GC does it; the RTP waits for the TO."""
    word = progress.state == State.WAITING_APPROVAL and progress.next_action != "deep-survey"
    able = progress.next_roles.split("/")
    return word or ("GC" in able and "EC" not in able)


def state_of(situation: Situation, sent_back: str = "") -> State:
    """Name where the cycle stands, the most telling word first. `sent_back` as in `Progress`."""
    evaluation = situation.evaluation
    if situation.latest("cycle.annulled"):
        return State.ANNULLED
    if evaluation.outcome == "not-contracted":
        return State.LOST
    if evaluation.outcome == "contracted":
        return _contracted_state(situation)
    if not situation.evaluation.actions["identify"].done_seq and not _touched(situation):
        return State.LISTED
    if any(asked.record != sent_back for asked, _ in _approvals_pending(situation)):
        return State.WAITING_APPROVAL
    return _offer_state(situation) or (State.WAITING_CLIENT if evaluation.waiting_for_client else State.RUNNING)


def approval_role(situation: Situation) -> str:
    """Name the role whose approval is being waited for, or nothing."""
    return next((role for _, role in _approvals_pending(situation)), "")


def _who_moves(situation: Situation, upcoming: Action, sent_back: str) -> tuple[str, ...]:
    """Return the roles that can take the next action further: with an RTP issued the TO, or its author if sent back.

    While no approval is waited for these are all who take part in the action.
    """
    for asked, role in _approvals_pending(situation):
        if asked.action == upcoming.id:
            return situation.kind(asked.name).by if asked.record == sent_back else (role,)
    return upcoming.by


def _contracted_state(situation: Situation) -> State:
    actions = situation.evaluation.actions
    if situation.evaluation.closed:
        return State.CONTRACTED
    returned, sent = situation.latest("handover.returned"), situation.latest("handover.sent")
    if returned and (not sent or sent.pos < returned.pos):
        return State.RETURNED
    if actions["accept-handover"].done_seq:
        return State.CONTRACTED
    if sent:
        return State.SENT
    if actions["verify-payment"].done_seq:
        return State.PAYMENT_VERIFIED
    return State.PAYMENT_TO_VERIFY


def _offer_state(situation: Situation) -> State | None:
    actions = situation.evaluation.actions
    if actions["draft-contract"].done_seq:
        issued = situation.latest("contract.issued")
        signed = {
            event.facts.get("party")
            for event in situation.every("contract.signed")
            if issued and event.facts.get("contract") == issued.record
        }
        return State.SIGNED_BY_CLIENT if "client" in signed else State.READY_TO_SIGN
    sent = situation.latest("proposal.sent")
    if sent and actions["submit-proposal"].done_seq and not actions["agree-requirements"].done_seq:
        until = date.fromisoformat(str(sent.facts["valid_until"]))
        return State.PROPOSAL_EXPIRED if until < situation.calendar.local_date(situation.at) else State.PROPOSAL_SENT
    return None


def _approvals_pending(situation: Situation) -> Iterator[tuple[Event, str]]:
    """Yield what waits for an approval, and the role asked for it: prepared → ruled, proposed → approved.

    What was asked over an older RAR waits no longer.
    """
    pairs = (
        ("waiver.requested", ("waiver.authorised", "waiver.refused"), "GC"),
        ("review.prepared", ("requirements.reviewed",), "GC"),
        ("proposal.prepared", ("proposal.approved", "proposal.sent"), "GC"),
        ("rtp.issued", ("rtp.approved",), "TO"),
    )
    rar = situation.latest("rar.issued")
    for asked, answers, role in pairs:
        question = situation.latest(asked)
        if question is None or (rar and question.facts.get("rar", rar.record) != rar.record):
            continue
        if all((answer := situation.latest(name)) is None or answer.pos < question.pos for name in answers):
            yield question, role


def _touched(situation: Situation) -> bool:
    return any(event.action for event in situation.events)


def _missing(situation: Situation) -> tuple[int, dict[str, Any]]:
    """Count what the next action lacks, and keep the first reason."""
    state = situation.evaluation.actions.get(situation.evaluation.next_action)
    reasons = tuple(dict.fromkeys((*state.blocked_by, *state.missing))) if state else ()
    if not reasons:
        return 0, {}
    return len(reasons), {"code": reasons[0].code, "params": dict(reasons[0].params)}
