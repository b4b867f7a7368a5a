"""Everything that changes organisations and their people; each change is a ledger entry without personal data."""

from trato.organisations.actions.contacts import NewContact, add_contact, add_contacts, amend_contact, retire_contact
from trato.organisations.actions.entries import EVENTS, CannotChangeOrganisation
from trato.organisations.actions.merging import (
    CannotMerge,
    Undoing,
    merge_organisations,
    undo_merge,
    what_undoing_does,
)
from trato.organisations.actions.notes import LONGEST_NOTE, retire_note, write_note, write_notes
from trato.organisations.actions.organisations import (
    NewOrganisation,
    amend_organisation,
    register_organisation,
    register_organisations,
    retire_organisations,
)
from trato.organisations.actions.pairs import dismiss_pair, restore_pair
from trato.organisations.actions.powers import record_power, verify_power

__all__ = [
    "EVENTS",
    "LONGEST_NOTE",
    "CannotChangeOrganisation",
    "CannotMerge",
    "NewContact",
    "NewOrganisation",
    "Undoing",
    "add_contact",
    "add_contacts",
    "amend_contact",
    "amend_organisation",
    "dismiss_pair",
    "merge_organisations",
    "record_power",
    "register_organisation",
    "register_organisations",
    "restore_pair",
    "retire_contact",
    "retire_note",
    "retire_organisations",
    "undo_merge",
    "verify_power",
    "what_undoing_does",
    "write_note",
    "write_notes",
]
