"""The panels of §8.2.5 to §8.2.7 and §8.3.1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Text, Verb
from trato.ledger.actors import Actor
from trato.procedure import Money
from trato.proposals import doing
from trato.proposals.forms import (
    ConformityForm,
    FollowForm,
    ObjectionForm,
    PlanForm,
    ProposalForm,
    ResolutionForm,
    SendAgainForm,
    SendForm,
)
from trato.proposals.queries import (
    follow_up_days,
    invited,
    is_approved,
    is_expired,
    is_over_limit,
    limits_of,
    objections,
    pending_proposal,
    rounds,
    sent_proposal,
)
from trato.requirements.money import read


def _to_approve(situation: Situation, actor: Actor) -> bool:
    pending = pending_proposal(situation)
    return bool(pending and is_over_limit(situation, pending.data) and not is_approved(situation, pending))


def _issuing(situation: Situation, actor: Actor) -> Text:
    return gettext_lazy("Issue another version") if rounds(situation) else gettext_lazy("Issue a proposal")


def _to_send(situation: Situation, actor: Actor) -> bool:
    return pending_proposal(situation) is not None and ("GC" in actor.roles or not _to_approve(situation, actor))


def _under_way(situation: Situation, actor: Actor) -> bool:
    open_still = situation.evaluation.actions["agree-requirements"].done_seq is None
    return open_still and sent_proposal(situation) is not None and not is_expired(situation)


def _something_to_resolve(situation: Situation, actor: Actor) -> bool:
    return any(not one.resolution for one in objections(situation))


def _offering(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    most_usd, most_bp = limits_of(situation)
    managers = situation.holders.get("GC")
    return {
        "rounds": rounds(situation),
        "limit": Money(most_usd, "USD"),
        "limit_bp": most_bp,
        "manager": managers[0].name if managers else "",
        "alone": "GC" in actor.roles,
    }


def _agreeing(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    link = invited(cycle)
    return {
        "rounds": rounds(situation),
        "link": link,
        "link_state": link.state(at) if link else "",
        "objections": objections(situation),
        "followed": follow_up_days(situation),
        "expired": is_expired(situation),
    }


def _planning(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    given = situation.latest("conformity.given")
    proposal = next((one.record for one in rounds(situation) if one.state == "accepted"), None) if given else None
    return {"total": read(proposal.data["total"]) if proposal else None, "proposal": proposal}


SEND_AGAIN = Verb(
    slug="enviar-de-nuevo",
    label=gettext_lazy("Send the link again"),
    run=doing.send_again,
    form=SendAgainForm,
    event="proposal.followed",
    shown=_under_way,
)

STEPS: tuple[Step, ...] = (
    Step(
        action="submit-proposal",
        template="proposals/offer.html",
        context=_offering,
        verbs=(
            Verb(
                slug="aprobar",
                label=gettext_lazy("Approve the proposal"),
                run=doing.approve,
                event="proposal.approved",
                shown=_to_approve,
            ),
            Verb(
                slug="enviar",
                label=gettext_lazy("Send the proposal"),
                run=doing.send,
                form=SendForm,
                event="proposal.sent",
                shown=_to_send,
            ),
            Verb(
                slug="emitir",
                label=gettext_lazy("Issue a proposal"),
                run=doing.submit,
                form=ProposalForm,
                form_template="proposals/offer_form.html",
                label_for=_issuing,
                folded=_to_approve,
                event="proposal.prepared",
                drafts=True,
            ),
        ),
    ),
    Step(
        action="follow-proposal",
        template="proposals/agree.html",
        context=_agreeing,
        verbs=(
            Verb(
                slug="seguir",
                label=gettext_lazy("Log the follow-up of the proposal"),
                run=doing.follow,
                form=FollowForm,
                event="proposal.followed",
            ),
            SEND_AGAIN,
        ),
    ),
    Step(
        action="agree-requirements",
        template="proposals/agree.html",
        context=_agreeing,
        verbs=(
            Verb(
                slug="resolver",
                label=gettext_lazy("Resolve the objection"),
                run=doing.resolve,
                form=ResolutionForm,
                event="objection.resolved",
                shown=_something_to_resolve,
            ),
            SEND_AGAIN,
            Verb(
                slug="conformidad",
                label=gettext_lazy("Record a conformity received outside the link"),
                run=doing.agree,
                form=ConformityForm,
                event="conformity.given",
            ),
            Verb(
                slug="observacion",
                label=gettext_lazy("Record an objection"),
                run=doing.record_objection,
                form=ObjectionForm,
                event="objection.raised",
            ),
        ),
    ),
    Step(
        action="agree-payment-plan",
        template="proposals/plan.html",
        context=_planning,
        verbs=(
            Verb(
                slug="acordar-plan",
                label=gettext_lazy("Agree the payment plan"),
                run=doing.plan,
                form=PlanForm,
                form_template="proposals/plan_form.html",
                event="payment-plan.agreed",
            ),
        ),
    ),
)
