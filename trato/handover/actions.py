"""Hand a contracted project over, accept it, return it. PE-CM-01 §8.4.3 and §8.4.4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.assigning import assign
from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.documents.records import latest
from trato.ledger.actors import SYSTEM, Actor
from trato.mail.outbox import send
from trato.people.actors import holders
from trato.people.models import User


class CannotAcceptHandover(Refusal):
    """The people named to start the project are not the ones the procedure asks for."""


@transaction.atomic
def send_handover(
    cycle: Cycle,
    *,
    checklist: Sequence[Mapping[str, Any]],
    accesses: Sequence[Mapping[str, Any]] = (),
    commitments: str = "",
    by: Actor,
    at: datetime,
) -> Provided:
    """Send the project to Diseño y Funcionalidades and tell its project managers. PE-CM-01 §8.4.3."""
    cycle = lock(cycle)
    require(cycle, "hand-over", by=by, at=at)
    contract, rar = latest(cycle.stream, "contract"), latest(cycle.stream, "rar")
    body: dict[str, Any] = {"checklist": list(checklist)}
    if contract:
        body["contract"] = contract.hash
    if rar:
        body["rar"] = rar.hash
    if accesses:
        body["accesses"] = list(accesses)
    if commitments:
        body["commitments"] = commitments
    provided = provide(
        cycle, "handover.sent", body=body, facts={"contract": contract.hash} if contract else {}, by=by, at=at
    )
    if managers := [user.email for user in holders("PM", at)]:
        send(
            to=managers,
            subject=_("Hand-over of %(client)s (%(code)s)") % {"client": cycle.organisation.name, "code": cycle.code},
            text=_(
                "The project of %(client)s is ready for you.\n\n"
                "Accept it naming its Product Owner and its Technical Owner, or return it saying what is missing, "
                "from the page of cycle %(code)s."
            )
            % {"client": cycle.organisation.name, "code": cycle.code},
            stream=cycle.stream,
            at=at,
        )
    return provided


@transaction.atomic
def accept_handover(
    cycle: Cycle,
    *,
    product_owner: User,
    technical_owner: User,
    proposed_start: date,
    team: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> Provided:
    """Receive the hand-over, name PO and TO, and propose a start. PE-CM-01 §8.4.4."""
    cycle = lock(cycle)
    require(cycle, "accept-handover", by=by, at=at)
    if product_owner == technical_owner:
        raise CannotAcceptHandover(_("Product Owner and Technical Owner are two different people."))
    sent = latest(cycle.stream, "handover")
    assert sent is not None  # the procedure lets nobody accept what was not sent
    body = sent.data | {
        "proposed_start": proposed_start.isoformat(),
        "po": product_owner.name,
        "to": technical_owner.name,
    }
    if team:
        body["team"] = list(team)
    for user, role in ((product_owner, "PO"), (technical_owner, "TO")):
        assign(cycle, user=user, role=role, by=SYSTEM, at=at)
    return provide(
        cycle,
        "handover.accepted",
        body=_without_return(body),
        facts={"po": product_owner.key, "to": technical_owner.key},
        by=by,
        at=at,
    )


@transaction.atomic
def return_handover(cycle: Cycle, *, reason: str, text: str, by: Actor, at: datetime) -> Provided:
    """Return the hand-over saying what is missing; §8.4.3 opens again. PE-CM-01 §8.4.4."""
    cycle = lock(cycle)
    require(cycle, "accept-handover", by=by, at=at)
    sent = latest(cycle.stream, "handover")
    assert sent is not None  # the procedure lets nobody return what was not sent
    return provide(
        cycle,
        "handover.returned",
        body=sent.data | {"return_reason": reason, "return_text": text},
        facts={"reason": reason},
        by=by,
        at=at,
    )


def _without_return(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in {"return_reason", "return_text"}}
