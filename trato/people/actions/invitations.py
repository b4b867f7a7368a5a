"""Invite people by a one-use link, and let them set up how they sign in."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from trato.ledger.actors import SYSTEM, Actor
from trato.mail.outbox import send
from trato.people.actions.entries import CannotChangePeople, lock, record, require_administrator
from trato.people.actions.roles import grant_role
from trato.people.models import Invitation, User
from trato.people.names import initials_of

LASTS = timedelta(days=7)


class InvitationUnusable(Exception):
    """The link was never issued, was used, was revoked or has expired."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A person and the address of their one-use link, which is known only now."""

    user: User
    link: str
    expires_at: datetime


@transaction.atomic
def invite(
    *,
    name: str,
    email: str,
    roles: Iterable[str] = (),
    phone: str = "",
    reason: str = "",
    by_mail: bool = True,
    by: Actor,
    at: datetime,
) -> Invited:
    """Add a person and mail them a one-use link (or only return it); the roles are held from now."""
    by = require_administrator(by)
    user = _create_person(name=name, email=email, phone=phone, is_demo=False, at=at)
    invited = _issue(user, by_mail=by_mail, by=by, at=at)
    record(user, "person.invited", facts={"demo": False}, by=by, at=at)
    for role in roles:
        grant_role(user_id=user.pk, role=role, since=at, reason=reason, by=by, at=at)
    return invited


@transaction.atomic
def reset_sign_in(*, user_id: int, by: Actor, at: datetime) -> Invited:
    """Send a new link; the password, the phone app, the keys and the open sessions stop working now."""
    by = require_administrator(by)
    user = lock(user_id)
    if user.deactivated_at is not None:
        raise CannotChangePeople([_("The account is closed: open it again first.")])
    if user.is_demo:
        raise CannotChangePeople([_("A person of the demonstration needs no password.")])
    Invitation.objects.open(at).filter(user=user).update(revoked_at=at)
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    invited = _issue(user, by_mail=True, by=by, at=at)
    record(user, "person.sign-in-reset", facts={"active": user.is_active}, by=by, at=at)
    return invited


def invitation_for(token: str, at: datetime) -> Invitation:
    """Return the invitation that the link's token opens; raise `InvitationUnusable` otherwise."""
    found: Invitation | None = (
        Invitation.objects.open(at)
        .filter(token_hash=_hash(token), user__deactivated_at__isnull=True)
        .select_related("user")
        .first()
    )
    if found is None:
        raise InvitationUnusable
    return found


@transaction.atomic
def accept_invitation(*, token: str, password: str, totp_secret: str, at: datetime) -> User:
    """Set the password and the phone app of the invited person and open their account; the link is spent.

    `totp_secret` is the base32 secret whose code the person has just typed correctly.
    """
    user = lock(invitation_for(token, at).user_id)
    invitation = Invitation.objects.select_for_update().get(pk=invitation_for(token, at).pk)
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    user.set_password(password)
    user.is_active, user.activated_at = True, user.activated_at or at
    user.save(update_fields=["password", "is_active", "activated_at"])
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, totp_secret)
    RecoveryCodes.activate(user)
    record(user, "person.activated", facts={"demo": False}, by=Actor("user", user.key), at=at)
    return user


@transaction.atomic
def create_demo_person(
    *, name: str, email: str, roles: Iterable[str], phone: str = "", by: Actor = SYSTEM, at: datetime
) -> User:
    """Add a person of the demonstration, active at once and signed in with one click; only in demo mode."""
    if not settings.TRATO_DEMO:
        raise CannotChangePeople([_("People of the demonstration exist only in demo mode.")])
    by = require_administrator(by)
    user = _create_person(name=name, email=email, phone=phone, is_demo=True, at=at)
    record(user, "person.invited", facts={"demo": True}, by=by, at=at)
    user.is_active, user.activated_at = True, at
    user.save(update_fields=["is_active", "activated_at"])
    record(user, "person.activated", facts={"demo": True}, by=Actor("user", user.key), at=at)
    for role in roles:
        grant_role(user_id=user.pk, role=role, since=at, reason=_("Demonstration"), by=by, at=at)
    return user


def _create_person(*, name: str, email: str, phone: str, is_demo: bool, at: datetime) -> User:
    name, email = " ".join(name.split()), email.strip().lower()
    obstacles = [] if name else [_("A person has a name.")]
    try:
        validate_email(email)
    except ValidationError:
        obstacles.append(_("That is not an e-mail address."))
    if User.objects.filter(email=email).exists():
        obstacles.append(_("There is already a person with that e-mail."))
    if obstacles:
        raise CannotChangePeople(obstacles)
    user = User(name=name, email=email, phone=phone, initials=initials_of(name), is_demo=is_demo, invited_at=at)
    user.set_unusable_password()
    user.save()
    return user


def _issue(user: User, *, by_mail: bool, by: Actor, at: datetime) -> Invited:
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        user=user, token_hash=_hash(token), issued_at=at, issued_by=by.key, expires_at=at + LASTS
    )
    link = settings.TRATO_BASE_URL + reverse("people_invitation", args=[token])
    invited = Invited(user, link, invitation.expires_at)
    if not by_mail:
        return invited
    with translation.override(user.language):
        send(
            to=[user.email],
            subject=_("Your access to Trato, %(organisation)s") % {"organisation": settings.TRATO_ORGANISATION},
            text=_(
                "Hello, %(name)s:\n\n"
                "%(organisation)s invites you to Trato. Open this link to choose your password and connect the app"
                " of your phone that gives the codes:\n\n%(link)s\n\n"
                "The link works once and for %(days)d days. If you did not expect it, ignore it.\n"
            )
            % {
                "name": user.get_short_name(),
                "organisation": settings.TRATO_ORGANISATION,
                "link": link,
                "days": LASTS.days,
            },
            stream=f"person/{user.pk}",
            secret=True,
            at=at,
        )
    return invited


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
