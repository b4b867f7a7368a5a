"""What each verb of the panels runs, and what it says was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.documents.files import store_file
from trato.documents.records import latest
from trato.ledger.actors import Actor
from trato.proposals import actions


def submit(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> SafeString | str:
    done = actions.submit_proposal(cycle, offer=data["offer"], contact=data["contact"], by=by, at=at)
    if done.invitation is None:
        return _("You issued %(proposal)s; it is over the limit and waits for the Commercial Manager.") % {
            "proposal": str(done.provided.record)
        }
    words = {"proposal": str(done.provided.record), "name": data["contact"].name}
    return done.invitation.said(_("You sent %(proposal)s to %(name)s.") % words)


def approve(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    record = actions.approve_proposal(cycle, by=by, at=at).record
    return _("You approved %(proposal)s; it can be sent.") % {"proposal": str(record)}


def send(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> SafeString:
    invitation = actions.send_proposal(cycle, contact=data["contact"], by=by, at=at)
    return invitation.said(_("You sent the proposal to %(name)s.") % {"name": data["contact"].name})


def send_again(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> SafeString:
    invitation = actions.send_again(cycle, contact=data["contact"], by=by, at=at)
    return invitation.said(_("You sent the proposal again to %(name)s.") % {"name": data["contact"].name})


def follow(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    actions.follow_proposal(cycle, by=by, at=at, **data)
    return _("You followed the proposal.")


def agree(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    upload = data.pop("file")
    proposal, rar = latest(cycle.stream, "proposal"), latest(cycle.stream, "rar")
    actions.give_conformity(
        cycle,
        proposal_hash=proposal.hash if proposal else "",
        rar_hash=rar.hash if rar else "",
        file=store_file(upload, by=by, at=at) if upload else None,
        by=by,
        at=at,
        **data,
    )
    return _("You recorded the conformity of %(name)s.") % {"name": data["name"]}


def record_objection(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    actions.raise_objection(cycle, by=by, at=at, **data)
    return _("The objection is recorded; it has to be resolved before going on.")


def resolve(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    actions.resolve_objection(cycle, by=by, at=at, **data)
    return _("You resolved the objection.")


def plan(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    actions.agree_payment_plan(cycle, by=by, at=at, **data)
    return _("The payment plan is agreed.")
