"""Shapes of what is typed to draft, sign and amend a contract."""

from trato.contracts.forms.amending import AcceptForm, ApproveForm, ProposeForm
from trato.contracts.forms.drafting import DeviationsForm, DraftForm
from trato.contracts.forms.signing import CountersignedForm, DeclineForm, SignForm

__all__ = [
    "AcceptForm",
    "ApproveForm",
    "CountersignedForm",
    "DeclineForm",
    "DeviationsForm",
    "DraftForm",
    "ProposeForm",
    "SignForm",
]
