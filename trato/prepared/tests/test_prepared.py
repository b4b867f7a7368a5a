"""Prepared queries: what they answer is what the query asked anew would."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
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
