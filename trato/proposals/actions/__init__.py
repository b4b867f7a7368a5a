"""The verbs of §8.2.5 to §8.2.7 and §8.3.1."""

from trato.proposals.actions.agreement import (
    CannotAgree,
    give_conformity,
    raise_objection,
    resolve_objection,
)
from trato.proposals.actions.following import follow_proposal
from trato.proposals.actions.offer import (
    Submitted,
    approve_proposal,
    prepare_proposal,
    send_again,
    send_proposal,
    submit_proposal,
)
from trato.proposals.actions.plan import agree_payment_plan, plan_offered, total_of
from trato.proposals.bodies import CannotOffer, Offer

__all__ = [
    "CannotAgree",
    "CannotOffer",
    "Offer",
    "Submitted",
    "agree_payment_plan",
    "approve_proposal",
    "follow_proposal",
    "give_conformity",
    "plan_offered",
    "prepare_proposal",
    "raise_objection",
    "resolve_objection",
    "send_again",
    "send_proposal",
    "submit_proposal",
    "total_of",
]
