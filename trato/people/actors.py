"""From a person to a ledger actor and back: who holds which role when, who may read, what a key is called."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from django.utils.translation import gettext as _

from trato.ledger.actors import Actor
from trato.people.models import RoleHeld, User, UserQuerySet
from trato.people.roles import READING_EVERYTHING, Role, in_order
from trato.prepared import Prepared

FIELDS = [field.attname for field in User._meta.concrete_fields]
_PERSON = Prepared(lambda key: User.objects.filter(pk=key).order_by().values_list(*FIELDS), key=int)
_ROLES = Prepared(
    lambda user, at: RoleHeld.objects.at(at).filter(user=user).order_by().values_list("role"), user=int, at=datetime
)

EVERYTHING = Actor("user", "user/0", roles=(Role.AUDITOR,))

type Resolver = Callable[[Iterable[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role, as lists of people to choose from show them."""

    pk: int
    name: str


def person(pk: int) -> User | None:
    """Return the person with that key."""
    row = next(iter(_PERSON.rows(key=pk)), None)
    return None if row is None else User.from_db("default", FIELDS, row)


def actor_for(user: User, at: datetime) -> Actor:
    """Return the person as an actor with every role held at that instant, substitutions included."""
    return Actor("user", user.key, roles=roles_held(user, at))


def roles_held(user: User, at: datetime) -> tuple[str, ...]:
    """Return the codes of the roles held at that instant (since ≤ at < until), in the order of `Role`."""
    if not user.is_active:
        return ()
    return in_order(role for (role,) in _ROLES.rows(user=user.pk, at=at))


def holders(role: str, at: datetime) -> UserQuerySet:
    """Return the active people who hold the role at that instant, substitutes included."""
    return User.objects.active().holding(role, at)


def holders_named(role: str, at: datetime) -> tuple[Holder, ...]:
    """Return the keys and names of `holders`, in their order."""
    return tuple(Holder(pk, name) for pk, name in _holding(role).rows(at=at))


@cache
def _holding(role: str) -> Prepared:
    return Prepared(lambda at: holders(role, at).values_list("pk", "name"), at=datetime)


def user_of(actor: Actor) -> User | None:
    """Return the user behind an actor; None for the system, a token or a person outside."""
    number = _number(actor.key)
    return None if actor.kind != "user" or number is None else User.objects.filter(pk=number).first()


def reads_everything(actor: Actor) -> bool:
    """Tell whether the actor reads every cycle, assigned or not."""
    return not READING_EVERYTHING.isdisjoint(actor.roles)


def alike(actor: Actor) -> Actor:
    """Return whom to ask the database as for what depends only on what one reads: all who read everything are alike."""
    return EVERYTHING if reads_everything(actor) else replace(actor, role="")


def may_administer(actor: Actor) -> bool:
    """Tell whether the actor manages people; it gives no power over the procedure."""
    return actor.kind == "system" or Role.ADMIN in actor.roles


def name_of(key: str) -> str:
    """Return the name to show for an actor's key, or the key itself when nobody knows it."""
    return names_of([key])[key]


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Return the name to show for each key, in one query per kind of actor."""
    by_kind: dict[str, set[str]] = {}
    for key in keys:
        by_kind.setdefault(key.partition("/")[0], set()).add(key)
    names = {key: key for group in by_kind.values() for key in group}
    for kind, group in by_kind.items():
        if kind in _resolvers:
            names.update(_resolvers[kind](group))
    return names


def resolve_names_of(kind: str, resolver: Resolver) -> None:
    """Let a package above say what its actors ("person/12") are called; call it from `AppConfig.ready`."""
    _resolvers[kind] = resolver


def _users(keys: Iterable[str]) -> dict[str, str]:
    numbers = [number for key in keys if (number := _number(key)) is not None]
    return {f"user/{pk}": name for pk, name in User.objects.filter(pk__in=numbers).values_list("pk", "name")}


def _system(keys: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(keys, _("Trato, by itself"))


def _number(key: str) -> int | None:
    digits = key.partition("/")[2]
    return int(digits) if digits.isascii() and digits.isdigit() else None


_resolvers: dict[str, Resolver] = {"user": _users, "system": _system}
