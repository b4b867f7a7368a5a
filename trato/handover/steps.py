"""The panels of §8.4.3 and §8.4.4."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.models import Cycle
from trato.cycles.steps import Step, Verb
from trato.handover.actions import accept_handover, return_handover, send_handover
from trato.handover.forms import LABELS, AcceptForm, ReturnForm, SendForm
from trato.handover.rules import ITEMS, checklist
from trato.ledger.actors import Actor
from trato.people.models import User


def _send(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    send_handover(
        cycle,
        checklist=checklist(
            {item: str(label) for item, label in LABELS.items()},
            {item: data[f"has_{item}"] for item, _kind in ITEMS},
            {item: data[f"note_{item}"] for item, _kind in ITEMS},
        ),
        accesses=[{"what": line.strip()} for line in data["accesses"].splitlines() if line.strip()],
        commitments=data["commitments"],
        by=by,
        at=at,
    )
    return _("You sent the project to Design and Functionality.")


def _accept(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    accept_handover(
        cycle,
        product_owner=User.objects.get(pk=data["product_owner"]),
        technical_owner=User.objects.get(pk=data["technical_owner"]),
        proposed_start=data["proposed_start"],
        team=[name.strip() for name in data["team"].split(",") if name.strip()],
        by=by,
        at=at,
    )
    return _("You accepted the hand-over.")


def _return(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    return_handover(cycle, reason=data["reason"], text=data["text"], by=by, at=at)
    return _("You returned the hand-over; the Commercial Manager has it again.")


STEPS: tuple[Step, ...] = (
    Step(
        action="hand-over",
        template="handover/send.html",
        verbs=(
            Verb(slug="enviar", label=gettext_lazy("Send to Design"), run=_send, form=SendForm, event="handover.sent"),
        ),
    ),
    Step(
        action="accept-handover",
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
