"""The verbs of §8.2.1 to §8.2.4."""

from trato.requirements.actions.depth import CannotSimplify, choose_modality, decide_depth
from trato.requirements.actions.review import CannotRule, prepare_review, rule_on_requirements
from trato.requirements.actions.rtp import CannotIssueRtp, approve_rtp, issue_rtp, return_rtp
from trato.requirements.actions.survey import CannotIssueRar, issue_rar
from trato.requirements.actions.team import CannotCallIn, call_in

__all__ = [
    "CannotCallIn",
    "CannotIssueRar",
    "CannotIssueRtp",
    "CannotRule",
    "CannotSimplify",
    "approve_rtp",
    "call_in",
    "choose_modality",
    "decide_depth",
    "issue_rar",
    "issue_rtp",
    "prepare_review",
    "return_rtp",
    "rule_on_requirements",
]
