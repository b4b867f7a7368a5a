"""Prepared queries: what they answer is what the query asked anew would."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import F
from django.utils import timezone

from trato.people.models import RoleHeld, User
from trato.prepared import NotAsked, Prepared

if TYPE_CHECKING:
    from tests.support.cast import Person


def test_it_answers_with_the_values_given_each_time(ec: Person, gc: Person) -> None:
    held = Prepared(
        lambda user, at: RoleHeld.objects.at(at).filter(user=user).values_list("role", "since"), user=int, at=datetime
    )
    now = timezone.now()
    for person, at in ((ec, now), (gc, now), (gc, now - timedelta(days=9999))):
        asked = RoleHeld.objects.at(at).filter(user=person.user).values_list("role", "since")
        assert held.rows(user=person.user.pk, at=at) == list(asked)
    assert held.rows(user=ec.user.pk, at=now)


def test_several_are_asked_as_one(ec: Person, gc: Person) -> None:
    people = Prepared(
        lambda one, other: [User.objects.filter(pk=key).order_by("pk").values_list("pk")[:1] for key in (one, other)],
        one=int,
        other=int,
    )
    assert people.rows(one=gc.user.pk, other=ec.user.pk) == [(gc.user.pk,), (ec.user.pk,)]


def test_a_value_that_is_changed_on_the_way_is_refused(db: None) -> None:
    named = Prepared(lambda word: User.objects.filter(name__contains=word).values_list("pk"), word=str)
    with pytest.raises(NotAsked, match="word"):
        named.rows(word="Sosa")


def test_objects_come_with_what_belongs_to_them(ec: Person, django_assert_num_queries: Any) -> None:
    held = Prepared(
        lambda user: (
            RoleHeld.objects.filter(user=user).select_related("user", "substitute_for").annotate(twice=F("pk") * 2)
        ),
        user=int,
    )
    with django_assert_num_queries(1):
        (role,) = held.objects(user=ec.user.pk)
        assert (role, role.user, role.substitute_for) == (RoleHeld(pk=role.pk), ec.user, None)
    assert (role.since, role.twice) == (RoleHeld.objects.get(user=ec.user).since, 2 * role.pk)


def test_whoever_may_read_nothing_is_answered_nothing(db: None) -> None:
    nobody = Prepared(lambda: [User.objects.none().values_list("pk"), User.objects.order_by("pk").values_list("pk")])
    assert nobody.rows() == list(User.objects.values_list("pk"))
    assert nobody.counts() == (0, User.objects.count())
    assert Prepared(lambda key: User.objects.none().filter(pk=key), key=int).objects(key=1) == []
