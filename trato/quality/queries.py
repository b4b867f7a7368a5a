"""What Quality and the Commercial Manager find waiting."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language

from trato.cycles.models import Cycle, WaiverRequest
from trato.documents.definitions import by_hash
from trato.documents.models import RecordVersion
from trato.ledger.actors import Actor
from trato.quality.models import Case

SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A waiver as the list shows it: the step, and the words of its reason in the reader's language."""

    request: WaiverRequest
    section: str
    label: str
    reason: str


def cases_to_resolve(actor: Actor) -> list[Case]:
    """Return the open cases the actor may read, oldest first."""
    rows = Case.objects.visible_to(actor).open().select_related("cycle__organisation")
    return list(rows.order_by("opened_at", "id")[:SHOWN])


def cases_resolved(actor: Actor) -> list[Case]:
    """Return the last cases resolved, newest first."""
    rows = Case.objects.visible_to(actor).exclude(resolution=None).select_related("cycle__organisation", "resolution")
    return list(rows.order_by("-resolution__resolved_at")[:SHOWN])


def waivers_to_decide(actor: Actor) -> list[Waiver]:
    """Return the waivers asked for and not decided, oldest first."""
    return [_waiver(row) for row in _visible(actor).filter(decision=None).order_by("requested_at", "id")[:SHOWN]]


def waivers_to_review(actor: Actor) -> list[Waiver]:
    """Return the waivers authorised and not reviewed by Quality, oldest first."""
    rows = _visible(actor).filter(decision__authorised=True, review=None)
    return [_waiver(row) for row in rows.order_by("decision__decided_at", "id")[:SHOWN]]


def waiver_of(actor: Actor, pk: int) -> Waiver | None:
    """Return one waiver the actor may read, or None."""
    row = _visible(actor).filter(pk=pk).first()
    return _waiver(row) if row else None


def answer_to(case: Case) -> RecordVersion | None:
    """Return the answer given to the complaint that opened the case, or None."""
    return RecordVersion.objects.filter(supersedes__hash=case.record_hash).first() if case.record_hash else None


def _visible(actor: Actor) -> QuerySet[WaiverRequest]:
    return WaiverRequest.objects.filter(cycle__in=Cycle.objects.visible_to(actor).values("pk")).select_related(
        "cycle__organisation", "decision", "review"
    )


def _waiver(row: WaiverRequest) -> Waiver:
    definition = by_hash(row.cycle.definition_id)
    if not definition.has_action(row.action):  # dropped by a version adopted since
        definition = by_hash(RecordVersion.objects.values_list("definition_id", flat=True).get(hash=row.record_hash))
    language = "en" if (get_language() or "es").startswith("en") else "es"
    action = definition.action(row.action)
    reason = definition.choice("waiver-reason").label_of(row.reason, language)
    return Waiver(request=row, section=action.section, label=action.label(language), reason=reason)
