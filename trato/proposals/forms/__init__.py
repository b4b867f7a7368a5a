"""Shapes of what is typed to offer, follow, agree and plan."""

from trato.proposals.forms.agreeing import ConformityForm, FollowForm, ObjectionForm, ResolutionForm
from trato.proposals.forms.offering import ProposalForm, SendAgainForm, SendForm
from trato.proposals.forms.planning import PlanForm

__all__ = [
    "ConformityForm",
    "FollowForm",
    "ObjectionForm",
    "PlanForm",
    "ProposalForm",
    "ResolutionForm",
    "SendAgainForm",
    "SendForm",
]
