"""What the pages about people read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from trato.ledger.actors import Actor
from trato.people.models import Competence, Invitation, RoleHeld, User, UserQuerySet
from trato.people.roles import Role

SEE_EVERYBODY = frozenset({Role.ADMIN, Role.GC, Role.SGC, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Line:
    """A person of the list, the roles held now and later, and where the account stands."""

    user: User
    now: list[RoleHeld]
    later: list[RoleHeld]
    state: str


def visible_to(actor: Actor) -> UserQuerySet:
    """Return the people whose account and roles the actor may see: everybody for those who manage or review."""
    people = User.objects.get_queryset()
    if actor.kind == "system" or not SEE_EVERYBODY.isdisjoint(actor.roles):
        return people
    if actor.kind == "user":
        return people.filter(pk=int(actor.key.partition("/")[2]))
    return people.none()


def lines_of(people: QuerySet[User], *, at: datetime) -> list[Line]:
    """Return one line per person, in three queries however many there are."""
    ahead = RoleHeld.objects.ahead(at).select_related("substitute_for").order_by("since")
    open_invitations = Invitation.objects.open(at)
    found = people.prefetch_related(
        Prefetch("roles", queryset=ahead, to_attr="ahead"),
        Prefetch("invitations", queryset=open_invitations, to_attr="open_invitations"),
    )
    return [_line(user, at) for user in found]


def substitutable(*, besides: int, at: datetime) -> list[RoleHeld]:
    """Return the roles other active people hold in their own name, now or later."""
    return list(
        RoleHeld.objects.ahead(at)
        .filter(substitute_for=None, user__is_active=True)
        .exclude(user_id=besides)
        .exclude(role__in=[Role.AUDITOR])
        .select_related("user")
        .order_by("user__name", "role")
    )


def history_of(user: User) -> Iterable[RoleHeld]:
    """Return every role the person ever held, newest first."""
    return RoleHeld.objects.filter(user=user).select_related("substitute_for").order_by("-since", "-id")


def competences_of(user: User) -> Iterable[Competence]:
    """Return what the person was found competent in, newest first."""
    return Competence.objects.filter(user=user).order_by("-since", "-id")


def _line(user: User, at: datetime) -> Line:
    ahead: list[RoleHeld] = user.ahead  # type: ignore[attr-defined]
    return Line(
        user=user,
        now=[held for held in ahead if held.since <= at],
        later=[held for held in ahead if held.since > at],
        state=state_of(user, invited=bool(user.open_invitations)),  # type: ignore[attr-defined]
    )


def state_of(user: User, *, invited: bool) -> str:
    """Return where the account stands: closed, active, invited or expired (the link ran out unused)."""
    if user.deactivated_at is not None:
        return "closed"
    if user.is_active:
        return "active"
    return "invited" if invited else "expired"
