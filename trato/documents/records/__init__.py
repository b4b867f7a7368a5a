"""Issued records: issuing, finding, comparing, annulling and erasing them."""

from trato.documents.records.comparing import Difference, compare
from trato.documents.records.ending import CannotAnnul, annul, erase
from trato.documents.records.issuing import SEPARATE, CannotIssue, NewRecord, issue, issue_many
from trato.documents.records.reading import latest, records_of, versions
from trato.documents.records.sheets import sheet_of

__all__ = [
    "SEPARATE",
    "CannotAnnul",
    "CannotIssue",
    "Difference",
    "NewRecord",
    "annul",
    "compare",
    "erase",
    "issue",
    "issue_many",
    "latest",
    "records_of",
    "sheet_of",
    "versions",
]
