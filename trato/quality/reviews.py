"""Review of the waivers by Quality. PE-CM-01, desvíos; ISO 9001:2015 cl. 10.2."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.evidence import lock, provide
from trato.cycles.models import WaiverRequest
from trato.cycles.refusals import Refusal
from trato.documents.models import RecordVersion
from trato.ledger.actors import Actor
from trato.quality.models import WaiverReview


class CannotReview(Refusal):
    """Only a waiver that was authorised is reviewed, once."""


@transaction.atomic
def review_waiver(*, request: WaiverRequest, verdict: str, text: str, by: Actor, at: datetime) -> WaiverReview:
    """Record the Quality Manager's verdict on an authorised waiver."""
    cycle = lock(request.cycle)
    decision = getattr(request, "decision", None)
    if decision is None or not decision.authorised or WaiverReview.objects.filter(request=request).exists():
        raise CannotReview(_("Only a waiver that was authorised is reviewed, and once."))
    provide(
        cycle,
        "waiver.reviewed",
        facts={"action": request.action, "verdict": verdict},
        record=RecordVersion.objects.get(hash=request.record_hash),
        by=by,
        at=at,
    )
    return WaiverReview.objects.create(request=request, verdict=verdict, text=text, reviewed_at=at, reviewed_by=by.key)
