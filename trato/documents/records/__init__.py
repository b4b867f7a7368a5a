"""Issued records: issuing, finding, comparing, annulling and erasing them."""

from trato.documents.records.ending import CannotAnnul, annul, erase
from trato.documents.records.issuing import SEPARATE, CannotIssue, NewRecord, issue, issue_many
from trato.documents.records.reading import latest, records_of, versions

__all__ = [
    "SEPARATE",
    "CannotAnnul",
    "CannotIssue",
    "NewRecord",
    "annul",
    "erase",
    "issue",
    "issue_many",
    "latest",
    "records_of",
    "versions",
]
