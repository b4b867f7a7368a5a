"""The panels of §8.4.3 and §8.4.4."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Verb
from trato.documents.models import RecordVersion
from trato.handover.actions import accept_handover, return_handover, send_handover
from trato.handover.forms import LABELS, AcceptForm, ReturnForm, SendForm
from trato.handover.rules import ITEMS, checklist
from trato.ledger.actors import Actor


def _send(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        labels = {item: str(label) for item, label in LABELS.items()}
    included = {item: data[f"has_{item}"] for item, _kind in ITEMS}
    notes = {item: data[f"note_{item}"] for item, _kind in ITEMS}
    send_handover(
        cycle,
        checklist=checklist(labels, included, notes),
        accesses=[_access(row) for row in data["rows"]],
        commitments=data["commitments"],
        by=by,
        at=at,
    )
    return _("You sent the project to Design and Functionality.")


def _accept(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    accept_handover(cycle, by=by, at=at, **data)
    return _("You accepted the hand-over.")


def _return(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    return_handover(cycle, reason=data["reason"], text=data["text"], by=by, at=at)
    return _("You returned the hand-over; the Commercial Manager has it again.")


def _access(row: Mapping[str, Any]) -> dict[str, str]:
    received = row["received_on"].isoformat() if row["received_on"] else ""
    written = {"what": row["what"], "holder": row["holder"], "received_on": received}
    return {key: value for key, value in written.items() if value}


def _context(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    """Show what was sent, and the last return while nothing was sent after it."""
    sent, back = situation.latest("handover.sent"), situation.latest("handover.returned")
    stands = back if back and (sent is None or back.seq > sent.seq) else None
    return {
        "handover": _whole(situation.record_of(sent)),
        "returned": _whole(situation.record_of(stands)),
    }


def _whole(record: RecordVersion | None) -> RecordVersion | None:
    return None if record is None or record.erased_at else record


STEPS: tuple[Step, ...] = (
    Step(
        action="hand-over",
        template="handover/send.html",
        context=_context,
        verbs=(
            Verb(
                slug="enviar",
                label=gettext_lazy("Send to Design"),
                run=_send,
                form=SendForm,
                form_template="handover/send_form.html",
                event="handover.sent",
                drafts=True,
            ),
        ),
    ),
    Step(
        action="accept-handover",
        template="handover/accept.html",
        context=_context,
        verbs=(
            Verb(
                slug="aceptar",
                label=gettext_lazy("Accept the hand-over"),
                run=_accept,
                form=AcceptForm,
                event="handover.accepted",
            ),
            Verb(
                slug="devolver",
                label=gettext_lazy("Return it"),
                run=_return,
                form=ReturnForm,
                event="handover.returned",
            ),
        ),
    ),
)
