"""The verbs of §8.2.5 to §8.2.7 and §8.3.1."""

from trato.proposals.actions.agreement import (
    CannotAgree,
    give_conformity,
    raise_objection,
    resolve_objection,
)
from trato.proposals.actions.offer import (
    CannotOffer,
    Offer,
    approve_proposal,
    follow_proposal,
    prepare_proposal,
    send_proposal,
)
from trato.proposals.actions.plan import agree_payment_plan, plan_offered

__all__ = [
    "CannotAgree",
    "CannotOffer",
    "Offer",
    "agree_payment_plan",
    "approve_proposal",
    "follow_proposal",
    "give_conformity",
    "plan_offered",
    "prepare_proposal",
    "raise_objection",
    "resolve_objection",
    "send_proposal",
]
