"""Everything that changes who is of the house and what they may do; each change is an entry of the ledger."""

from trato.people.actions.entries import EVENTS, CannotChangePeople
from trato.people.actions.invitations import (
    InvitationUnusable,
    Invited,
    accept_invitation,
    create_demo_person,
    invitation_for,
    invite,
    reset_sign_in,
)
from trato.people.actions.persons import (
    correct_person,
    deactivate,
    reactivate,
    record_competence,
    set_preferences,
)
from trato.people.actions.roles import end_role, grant_role, substitute

__all__ = [
    "EVENTS",
    "CannotChangePeople",
    "InvitationUnusable",
    "Invited",
    "accept_invitation",
    "correct_person",
    "create_demo_person",
    "deactivate",
    "end_role",
    "grant_role",
    "invitation_for",
    "invite",
    "reactivate",
    "record_competence",
    "reset_sign_in",
    "set_preferences",
    "substitute",
]
