from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.cast import SINCE, Person
from trato.ledger.actors import SYSTEM, Actor
from trato.people.actions import end_role, substitute
from trato.people.actors import (
    actor_for,
    holders,
    may_administer,
    name_of,
    names_of,
    reads_everything,
    resolve_names_of,
    roles_held,
    user_of,
)
from trato.people.queries import visible_to

pytestmark = pytest.mark.django_db
LATER = SINCE + timedelta(days=10)


def test_an_actor_is_an_opaque_key_with_the_roles_held_then(gc: Person) -> None:
    actor = actor_for(gc.user, SINCE)
    assert (actor.kind, actor.key, actor.roles, actor.role) == ("user", f"user/{gc.user.pk}", ("GC",), "")
    assert user_of(actor) == gc.user


def test_before_the_role_began_nobody_held_it(gc: Person) -> None:
    assert roles_held(gc.user, SINCE - timedelta(microseconds=1)) == ()
    assert not holders("GC", SINCE - timedelta(microseconds=1)).exists()


def test_a_substitute_holds_the_role_between_the_two_dates(gc: Person, ec: Person) -> None:
    until = LATER + timedelta(days=5)
    substitute(user_id=ec.user.pk, role="GC", substitute_for=gc.user.pk, since=LATER, until=until, by=SYSTEM, at=LATER)
    assert roles_held(ec.user, LATER - timedelta(seconds=1)) == ("EC",)
    assert roles_held(ec.user, LATER) == ("EC", "GC")
    assert set(holders("GC", LATER)) == {gc.user, ec.user}
    assert roles_held(ec.user, until) == ("EC",)


def test_a_role_that_ended_is_no_longer_held(ec: Person) -> None:
    held = ec.user.roles.get()
    end_role(role_id=held.pk, until=LATER, by=SYSTEM, at=SINCE)
    assert roles_held(ec.user, LATER - timedelta(seconds=1)) == ("EC",)
    assert roles_held(ec.user, LATER) == ()


@pytest.mark.parametrize("role", ["GC", "SGC", "AUDITOR", "EC"])
def test_these_roles_read_everything(role: str) -> None:
    assert reads_everything(Actor("user", "user/1", roles=(role,)))


@pytest.mark.parametrize("role", ["EET", "PM", "PO", "TO", "ADMIN"])
def test_the_others_read_what_is_theirs(role: str) -> None:
    assert not reads_everything(Actor("user", "user/1", roles=(role,)))


def test_only_an_administrator_or_the_system_administers() -> None:
    assert may_administer(SYSTEM)
    assert may_administer(Actor("user", "user/1", roles=("ADMIN",)))
    assert not may_administer(Actor("user", "user/1", roles=("GC", "SGC")))


def test_keys_get_their_names_in_one_query(gc: Person, ec: Person, django_assert_num_queries: Any) -> None:
    keys = [gc.actor.key, ec.actor.key, "token/4", "system/trato"]
    with django_assert_num_queries(1):
        names = names_of(keys)
    assert names[gc.actor.key] == "Diego Altamirano"
    assert names["token/4"] == "token/4"
    assert names["system/trato"] != "system/trato"
    assert name_of("user/999999") == "user/999999"


def test_a_package_above_names_its_own_actors(monkeypatch: pytest.MonkeyPatch) -> None:
    from trato.people import actors

    monkeypatch.setattr(actors, "_resolvers", dict(actors._resolvers))
    resolve_names_of("person", lambda keys: dict.fromkeys(keys, "Ana Clara Villafañe"))
    assert name_of("person/12") == "Ana Clara Villafañe"


def test_an_executive_sees_only_their_own_account_and_the_manager_sees_all(gc: Person, ec: Person, eet: Person) -> None:
    assert set(visible_to(ec.actor)) == {ec.user}
    assert {gc.user, ec.user, eet.user} <= set(visible_to(gc.actor))
    assert not visible_to(Actor("person", "person/3")).exists()
