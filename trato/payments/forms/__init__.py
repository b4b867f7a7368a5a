"""Shapes of what is typed to ask for, prove, verify and follow up a payment."""

from trato.payments.forms.asking import RequestForm
from trato.payments.forms.instalments import BounceForm, FollowForm, StartForm
from trato.payments.forms.verifying import ProofForm, VerifyForm

__all__ = ["BounceForm", "FollowForm", "ProofForm", "RequestForm", "StartForm", "VerifyForm"]
