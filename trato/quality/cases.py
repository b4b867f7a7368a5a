"""Open and resolve cases. ISO 9001:2015 cl. 10.2."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.cycles.refusals import NotYours, Refusal
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.quality.models import Case, Resolution

RESOLVING = ("SGC", "GC")


class CannotResolve(Refusal):
    """The case is resolved already."""


@transaction.atomic
def open_case(cycle: Cycle, *, kind: str, text: str, record_hash: str = "", by: Actor, at: datetime) -> Case:
    """Open a case from the evidence of a cycle; the same record opens one case only."""
    if record_hash and (known := Case.objects.filter(record_hash=record_hash).first()):
        return known
    case = Case.objects.create(
        cycle=cycle, kind=kind, text=text, record_hash=record_hash, opened_at=at, opened_by=by.key
    )
    _append(case, "case.opened", by=by, at=at)
    return case


@transaction.atomic
def resolve_case(*, case: Case, cause: str, action: str, by: Actor, at: datetime) -> Resolution:
    """Write the cause and what was done; Quality or the Commercial Manager. Raises NotYours, CannotResolve."""
    role = next((role for role in RESOLVING if role in by.roles), "")
    if not role:
        raise NotYours(_("The Quality Manager or the Commercial Manager resolves cases."))
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if Resolution.objects.filter(case=case).exists():
        raise CannotResolve(_("This case is resolved already."))
    resolution = Resolution.objects.create(case=case, cause=cause, action=action, resolved_at=at, resolved_by=by.key)
    _append(case, "case.resolved", by=by.exercising(role), at=at)
    return resolution


def _append(case: Case, event: str, *, by: Actor, at: datetime) -> None:
    append(
        [
            Draft(
                stream=case.stream,
                event=event,
                occurred_at=at,
                actor=by,
                record=case.record_hash,
                facts={"kind": case.kind, "cycle": case.cycle_id},
            )
        ],
        at=at,
    )
