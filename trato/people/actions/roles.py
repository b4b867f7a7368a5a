"""Grant, end and substitute roles."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.ledger.actors import Actor
from trato.ledger.facts import Fact, instant_text
from trato.people.actions.entries import CannotChangePeople, lock, record, require_administrator
from trato.people.models import RoleHeld, User
from trato.people.roles import Role
from trato.people.rules import Period, obstacles_to_granting, warnings_on_granting


def grant_role(
    *,
    user_id: int,
    role: str,
    since: datetime,
    until: datetime | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> RoleHeld:
    """Give a person a role from–to; ADMIN beside a role of the procedure needs a written reason. ISO cl. 5.3."""
    return _grant(Period(role, since, until), user_id=user_id, principal_id=None, reason=reason, by=by, at=at)


def substitute(
    *,
    user_id: int,
    role: str,
    substitute_for: int,
    since: datetime,
    until: datetime,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> RoleHeld:
    """Let a person hold somebody else's role between two dates; the substituted person keeps theirs."""
    return _grant(Period(role, since, until), user_id=user_id, principal_id=substitute_for, reason=reason, by=by, at=at)


@transaction.atomic
def end_role(*, role_id: int, until: datetime, by: Actor, at: datetime) -> RoleHeld | None:
    """End a role at an instant, now or later; one that has not begun by then is withdrawn and None is returned."""
    by = require_administrator(by)
    user = lock(RoleHeld.objects.values_list("user_id", flat=True).get(pk=role_id))
    held: RoleHeld = RoleHeld.objects.select_for_update().get(pk=role_id)
    obstacles = []
    if until < at and by.kind != "system":
        obstacles.append(_("A role ends now or later, never in the past."))
    if held.until is not None and held.until <= at:
        obstacles.append(_("This role had already ended."))
    if held.role == Role.ADMIN and not _administrators_besides(user, until):
        obstacles.append(_("Somebody has to administer: give the role to another person first."))
    if obstacles:
        raise CannotChangePeople(obstacles)
    facts: dict[str, Fact] = {"held": held.pk, "role": held.role, "until": instant_text(until)}
    if until <= held.since:
        held.delete()
        record(user, "role.withdrawn", facts=facts, by=by, at=at)
        return None
    held.until = until
    held.save(update_fields=["until"])
    record(user, "role.ended", facts=facts, by=by, at=at)
    return held


@transaction.atomic
def _grant(wanted: Period, *, user_id: int, principal_id: int | None, reason: str, by: Actor, at: datetime) -> RoleHeld:
    by = require_administrator(by)
    user = lock(user_id)
    held = periods_of(user_id)
    principal = None if principal_id is None else periods_of(principal_id)
    obstacles = obstacles_to_granting(wanted, held=held, principal=principal, is_self=principal_id == user_id)
    if by.kind != "system" and wanted.since < at:
        obstacles.append(_("A role begins now or later, never in the past."))
    if by.key == user.key:
        obstacles.append(_("Nobody gives themselves a role: ask another administrator."))
    if user.deactivated_at is not None:
        obstacles.append(_("The account is closed: open it again first."))
    reason = reason.strip()
    if not obstacles and not reason:
        obstacles.extend(warnings_on_granting(wanted, held=held))
    if obstacles:
        raise CannotChangePeople(obstacles)
    granted: RoleHeld = RoleHeld.objects.create(
        user=user,
        role=wanted.role,
        since=wanted.since,
        until=wanted.until,
        substitute_for_id=principal_id,
        reason=reason,
    )
    facts: dict[str, Fact] = {"held": granted.pk, "role": wanted.role, "since": instant_text(wanted.since)}
    if wanted.until is not None:
        facts["until"] = instant_text(wanted.until)
    if principal_id is not None:
        facts["substitute_for"] = principal_id
    record(user, "role.granted", facts=facts, by=by, at=at)
    return granted


def periods_of(user_id: int) -> list[Period]:
    """Return everything a person ever held, as periods."""
    rows = RoleHeld.objects.filter(user_id=user_id).values_list("role", "since", "until")
    return [Period(role, since, until) for role, since, until in rows]


def _administrators_besides(user: User, at: datetime) -> bool:
    return User.objects.active().holding(Role.ADMIN, at).exclude(pk=user.pk).exists()
