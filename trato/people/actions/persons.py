"""Correct, close and open again a person's account; record competence; keep their preferences."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.ledger.actors import Actor
from trato.people.actions.entries import CannotChangePeople, lock, record, require_administrator
from trato.people.actions.roles import end_role
from trato.people.models import Competence, Invitation, RoleHeld, User
from trato.people.names import initials_of


@transaction.atomic
def correct_person(*, user_id: int, name: str, phone: str, by: Actor, at: datetime) -> User:
    """Correct a person's name and phone; they themselves may, and an administrator."""
    user = lock(user_id)
    if by.key != user.key:
        by = require_administrator(by)
    name = " ".join(name.split())
    if not name:
        raise CannotChangePeople([_("A person has a name.")])
    changed = {"name": name != user.name, "phone": phone != user.phone}
    if not any(changed.values()):
        return user
    user.name, user.phone, user.initials = name, phone, initials_of(name)
    user.save(update_fields=["name", "phone", "initials"])
    record(user, "person.corrected", facts=changed, by=by, at=at)
    return user


@transaction.atomic
def deactivate(*, user_id: int, by: Actor, at: datetime) -> User:
    """Close an account: no sign-in from now on, every role ends, open invitations are revoked."""
    by = require_administrator(by)
    user = lock(user_id)
    if user.deactivated_at is not None:
        raise CannotChangePeople([_("The account is already closed.")])
    if by.key == user.key:
        raise CannotChangePeople([_("Nobody closes their own account: ask another administrator.")])
    for role_id in RoleHeld.objects.ahead(at).filter(user=user).values_list("pk", flat=True):
        end_role(role_id=role_id, until=at, by=by, at=at)
    user.is_active, user.deactivated_at = False, at
    user.set_unusable_password()
    user.save(update_fields=["is_active", "deactivated_at", "password"])
    Invitation.objects.open(at).filter(user=user).update(revoked_at=at)
    record(user, "person.deactivated", facts={}, by=by, at=at)
    return user


@transaction.atomic
def reactivate(*, user_id: int, by: Actor, at: datetime) -> User:
    """Open a closed account again, without roles; the person needs a new invitation to sign in."""
    by = require_administrator(by)
    user = lock(user_id)
    if user.deactivated_at is None:
        raise CannotChangePeople([_("The account is not closed.")])
    user.deactivated_at = None
    user.save(update_fields=["deactivated_at"])
    record(user, "person.reactivated", facts={}, by=by, at=at)
    return user


@transaction.atomic
def record_competence(*, user_id: int, topic: str, evidence: str, since: date, by: Actor, at: datetime) -> Competence:
    """Record what shows that a person is competent in a topic. ISO cl. 7.2."""
    by = require_administrator(by)
    user = lock(user_id)
    evidence = evidence.strip()
    if not evidence:
        raise CannotChangePeople([_("Say what shows the competence: a course, a certificate, past work.")])
    if Competence.objects.filter(user=user, topic=topic, since=since).exists():
        raise CannotChangePeople([_("That competence is already recorded with that date.")])
    competence = Competence.objects.create(user=user, topic=topic, evidence=evidence, since=since, recorded_at=at)
    record(user, "competence.recorded", facts={"topic": topic, "since": since.isoformat()}, by=by, at=at)
    return competence


def set_preferences(*, user: User, theme: str, language: str, letter_keys: bool) -> None:
    """Keep how a person likes the screens; not a change to the procedure, so no entry."""
    user.theme, user.language, user.letter_keys = theme, language, letter_keys
    user.save(update_fields=["theme", "language", "letter_keys"])
