"""What people do with prospects: list them, classify them, keep their organisations in order."""

from trato.prospects.actions.classifying import CannotClassify, classify, save_draft
from trato.prospects.actions.listing import NewProspect, list_prospect, list_prospects
from trato.prospects.actions.merging import merge_prospects, undo_merge_of
from trato.prospects.actions.organisations import (
    add_person,
    amend_person,
    amend_prospect,
    note_down,
    record_power_of,
    retire_person,
    take_out_note,
    verify_power_of,
)

__all__ = [
    "CannotClassify",
    "NewProspect",
    "add_person",
    "amend_person",
    "amend_prospect",
    "classify",
    "list_prospect",
    "list_prospects",
    "merge_prospects",
    "note_down",
    "record_power_of",
    "retire_person",
    "save_draft",
    "take_out_note",
    "undo_merge_of",
    "verify_power_of",
]
