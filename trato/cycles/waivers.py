"""Desvíos: skipping or postponing an action with a reason, somebody else's authority, and a date to make it good."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.evidence import lock, provide
from trato.cycles.models import Cycle, WaiverDecision, WaiverRequest
from trato.cycles.refusals import Refusal
from trato.cycles.situation import situation_of
from trato.documents.models import RecordVersion
from trato.ledger.actors import Actor


class CannotWaive(Refusal):
    """The action cannot be waived, or the request is not in a state to be decided."""


@transaction.atomic
def request_waiver(
    cycle: Cycle, *, action: str, reason: str, text: str, regularise_by: date, by: Actor, at: datetime
) -> WaiverRequest:
    """Ask to skip or postpone an action; «Regularizar antes del…» comes after today. PE-CM-01, desvíos."""
    cycle = lock(cycle)
    now = situation_of(cycle, at=at)
    step = now.definition.action(action)
    if step.waiver == "never":
        raise CannotWaive(_("%(section)s %(short)s is never waived.") % {"section": step.section, "short": step.short})
    if now.evaluation.actions[action].done_seq:
        raise CannotWaive(_("%(section)s is already done; there is nothing to waive.") % {"section": step.section})
    if regularise_by <= now.calendar.local_date(at):
        raise CannotWaive(_("«Make good before» must be a date after today."))
    if pending_request(cycle, action):
        raise CannotWaive(
            _("A waiver of %(section)s is already waiting for the Commercial Manager.") % {"section": step.section}
        )
    provided = provide(
        cycle,
        "waiver.requested",
        body={
            "action": f"{step.section} {step.short}",
            "reason": reason,
            "text": text,
            "regularise_by": regularise_by.isoformat(),
        },
        facts={"action": action, "reason": reason, "regularise_by": regularise_by.isoformat()},
        by=by,
        at=at,
    )
    assert provided.record is not None  # the event's kind declares one
    request = WaiverRequest.objects.create(
        cycle=cycle,
        action=action,
        reason=reason,
        text=text,
        regularise_by=regularise_by,
        requested_by=by.key,
        requested_at=at,
        record_hash=provided.record.hash,
    )
    _mark_pending(cycle)
    return request


@transaction.atomic
def decide_waiver(request: WaiverRequest, *, authorised: bool, text: str, by: Actor, at: datetime) -> WaiverDecision:
    """Authorise or refuse a waiver; the GC or a dated substitute, never who asked."""
    cycle = lock(request.cycle)
    if hasattr(request, "decision"):
        raise CannotWaive(_("This waiver was already decided."))
    facts: dict[str, int | bool | str] = {"action": request.action, "request": request.record_hash}
    if authorised:
        facts |= {"reason": request.reason, "regularise_by": request.regularise_by.isoformat()}
    provide(
        cycle,
        "waiver.authorised" if authorised else "waiver.refused",
        facts=facts,
        record=RecordVersion.objects.get(hash=request.record_hash),
        by=by,
        at=at,
    )
    decision = WaiverDecision.objects.create(
        request=request, authorised=authorised, text=text, decided_by=by.key, decided_at=at
    )
    _mark_pending(cycle)
    return decision


def pending_request(cycle: Cycle, action: str) -> WaiverRequest | None:
    """Return the request of that action that waits for a decision, or None."""
    return WaiverRequest.objects.filter(cycle=cycle, action=action, decision=None).first()


def _mark_pending(cycle: Cycle) -> None:
    pending = WaiverRequest.objects.filter(cycle=cycle, decision=None).exists()
    type(cycle.progress).objects.filter(pk=cycle.pk).update(waiver_pending=pending)
