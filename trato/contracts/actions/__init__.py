"""The verbs of §8.2.8 to §8.2.10."""

from trato.contracts.actions.amending import (
    CannotAmend,
    Change,
    accept_amendment,
    approve_amendment,
    propose_amendment,
)
from trato.contracts.actions.drafting import (
    CannotDraft,
    CannotIssueContract,
    approve_deviations,
    issue_contract,
    prepare_contract,
)
from trato.contracts.actions.outside import decline_contract, record_countersigned
from trato.contracts.actions.signing import send_contract, sign_as_client, sign_as_squad
from trato.contracts.actions.standing import CannotSign
from trato.contracts.bodies import Terms
from trato.contracts.rules import Deviation

__all__ = [
    "CannotAmend",
    "CannotDraft",
    "CannotIssueContract",
    "CannotSign",
    "Change",
    "Deviation",
    "Terms",
    "accept_amendment",
    "approve_amendment",
    "approve_deviations",
    "decline_contract",
    "issue_contract",
    "prepare_contract",
    "propose_amendment",
    "record_countersigned",
    "send_contract",
    "sign_as_client",
    "sign_as_squad",
]
