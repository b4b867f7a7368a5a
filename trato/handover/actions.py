"""Hand a contracted project over, accept it, return it. PE-CM-01 §8.4.3 and §8.4.4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.assigning import assign, takes_part
from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.cycles.situation import situation_of
from trato.documents.models import RecordVersion
from trato.handover.letters import tell_accepted, tell_managers, tell_returned
from trato.handover.rules import accepted, returned
from trato.ledger.actors import SYSTEM, Actor
from trato.people.actors import holders
from trato.people.models import User
from trato.ui.values import to_local_date


class CannotHandOver(Refusal):
    """Nothing of what the hand-over lists goes with it."""


class CannotAcceptHandover(Refusal):
    """The people named to start the project are not the ones the procedure asks for, or the start has passed."""


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
    """Send the project to Diseño y Funcionalidades and tell its project managers. PE-CM-01 §8.4.3.

    `checklist` holds rows of the record: item, included, note; `accesses`: what, holder, received_on.
    """
    cycle = lock(cycle)
    require(cycle, "hand-over", by=by, at=at)
    if not any(row["included"] for row in checklist):
        raise CannotHandOver(_("Tick what is handed over."))
    signed, rar = _signed_contract(cycle, at), _agreed_rar(cycle, at)
    body: dict[str, Any] = {"checklist": [dict(row) for row in checklist]}
    optional = {
        "contract": signed,
        "rar": rar,
        "accesses": [dict(row) for row in accesses],
        "commitments": commitments,
    }
    provided = provide(
        cycle,
        "handover.sent",
        body=body | {key: value for key, value in optional.items() if value},
        facts={"contract": signed} if signed else {},
        by=by,
        at=at,
    )
    tell_managers(cycle, holders("PM", at), at=at)
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
    """Receive the hand-over, name PO and TO, and propose a start. PE-CM-01 §8.4.4.

    Both join the cycle in their role. Raises CannotAcceptHandover, ProcedureViolation.
    """
    cycle = lock(cycle)
    require(cycle, "accept-handover", by=by, at=at)
    sent = _sent(cycle, at)
    named = ((product_owner, "PO"), (technical_owner, "TO"))
    if problems := _problems(named, proposed_start, at):
        raise CannotAcceptHandover(problems)
    for user, role in named:
        if not takes_part(cycle, user=user, role=role):  # the TO who approved the RTP does already
            assign(cycle, user=user, role=role, by=SYSTEM, at=at)
    provided = provide(
        cycle,
        "handover.accepted",
        body=accepted(sent.data, start=proposed_start, po=product_owner.name, to=technical_owner.name, team=list(team)),
        facts={"po": product_owner.key, "to": technical_owner.key},
        by=by,
        at=at,
    )
    people = [product_owner, technical_owner, *([cycle.owner] if cycle.owner else [])]
    tell_accepted(cycle, people, start=proposed_start, po=product_owner, to=technical_owner, at=at)
    return provided


@transaction.atomic
def return_handover(cycle: Cycle, *, reason: str, text: str, by: Actor, at: datetime) -> Provided:
    """Return the hand-over saying what is missing; §8.4.3 opens again. PE-CM-01 §8.4.4."""
    cycle = lock(cycle)
    require(cycle, "accept-handover", by=by, at=at)
    sent = _sent(cycle, at)
    provided = provide(
        cycle,
        "handover.returned",
        body=returned(sent.data, reason=reason, text=text),
        facts={"reason": reason},
        by=by,
        at=at,
    )
    tell_returned(cycle, _senders(cycle, sent, at), text=text, at=at)
    return provided


def _problems(named: Sequence[tuple[User, str]], start: date, at: datetime) -> list[str]:
    found = []
    for user, role in named:
        if not holders(role, at).filter(pk=user.pk).exists():
            found.append(_("%(name)s does not hold the role %(role)s.") % {"name": user.name, "role": role})
    if named[0][0] == named[1][0]:
        found.append(_("Product Owner and Technical Owner are two different people."))
    if start < to_local_date(at):
        found.append(_("The start proposed has already passed."))
    return found


def _sent(cycle: Cycle, at: datetime) -> RecordVersion:
    sent = situation_of(cycle, at=at).latest("handover.sent")
    assert sent is not None  # the procedure lets nobody accept or return what was not sent
    return RecordVersion.objects.get(hash=sent.record)


def _signed_contract(cycle: Cycle, at: datetime) -> str:
    """Return the hash of the contract both signed; none when a waiver let the project go without it."""
    now = situation_of(cycle, at=at)
    signed = [event for name in ("contract.signed", "contract.countersigned") if (event := now.latest(name))]
    return str(max(signed, key=lambda event: event.seq).facts["contract"]) if signed else ""


def _agreed_rar(cycle: Cycle, at: datetime) -> str:
    now = situation_of(cycle, at=at)
    given = now.latest("conformity.given")
    issued = now.latest("rar.issued")
    return str(given.facts["rar"]) if given else issued.record if issued else ""


def _senders(cycle: Cycle, sent: RecordVersion, at: datetime) -> list[User]:
    people = list(holders("GC", at))
    people.sort(key=lambda user: user.key != sent.issued_by)
    return [*people, *([cycle.owner] if cycle.owner and cycle.owner not in people else [])]
