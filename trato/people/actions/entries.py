"""What the actions on people share: the refusal, the permission, the lock and the ledger entry."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.ledger.facts import Fact
from trato.people.actors import may_administer
from trato.people.models import User
from trato.people.roles import Role

EVENTS = (
    "person.invited",
    "person.activated",
    "person.corrected",
    "person.deactivated",
    "person.reactivated",
    "person.sign-in-reset",
    "role.granted",
    "role.ended",
    "role.withdrawn",
    "competence.recorded",
)


class CannotChangePeople(Exception):
    """The change is refused; `obstacles` are sentences a person can act on."""

    def __init__(self, obstacles: Sequence[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = list(obstacles)


def require_administrator(by: Actor) -> Actor:
    """Return the actor exercising the role that manages people; raise `CannotChangePeople` otherwise."""
    if not may_administer(by):
        raise CannotChangePeople([_("Only an administrator changes people and their roles.")])
    return by if by.kind == "system" else by.exercising(Role.ADMIN)


def lock(user_id: int) -> User:
    """Return the person with their row locked until the transaction ends."""
    return User.objects.select_for_update().get(pk=user_id)


def record(user: User, event: str, *, facts: Mapping[str, Fact], by: Actor, at: datetime) -> None:
    """Append what happened to the person's stream."""
    append(
        [Draft(stream=f"person/{user.pk}", event=event, occurred_at=at, actor=by, facts=facts)],
        at=at,
    )
