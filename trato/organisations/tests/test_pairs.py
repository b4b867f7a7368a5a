from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.cast import Person
from trato.ledger.entries import stream_entries
from trato.organisations.actions import (
    CannotChangeOrganisation,
    NewContact,
    NewOrganisation,
    amend_organisation,
    dismiss_pair,
    register_organisation,
    register_organisations,
    restore_pair,
    retire_organisations,
)
from trato.organisations.jobs import look_for_pairs
from trato.organisations.models import Organisation, Pair
from trato.organisations.pairs import pair_next, pairs_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
ANA = NewContact(name="Ana", mail="ana@gmail.com")


def registered(ec: Person, name: str, **known: Any) -> Organisation:
    return register_organisation(new=NewOrganisation(name=name, **known), by=ec.actor, at=AT)


def test_two_that_look_alike_are_suspected_from_the_moment_the_second_is_registered(ec: Person) -> None:
    one = registered(ec, "Dulces Quebracho Viejo SRL", contacts=(ANA,))
    other = registered(ec, "Dulses Quebracho Viejo", contacts=(ANA,))
    [pair] = pairs_of(other)
    assert (pair.first, pair.second, pair.why) == (one, other, "mail similar-name")
    assert not Organisation.objects.filter(unpaired=True).exists()


def test_a_suspicion_goes_away_with_its_reason_and_with_either_organisation(ec: Person) -> None:
    one = registered(ec, "Bodega Cuatro Acequias")
    other = registered(ec, "Bodega Cuatro Asequias")
    assert pairs_of(one)
    amend_organisation(organisation=other, changes={"name": "Otra cosa distinta"}, by=ec.actor, at=AT)
    assert not pairs_of(one)
    amend_organisation(organisation=other, changes={"name": "Bodega Cuatro Acequias SA"}, by=ec.actor, at=AT)
    assert pairs_of(one)
    retire_organisations(organisations=[other], reason="import-undone", by=ec.actor, at=AT)
    assert not pairs_of(one)


def test_they_are_not_the_same_is_remembered_whatever_changes_later(ec: Person) -> None:
    one = registered(ec, "Bodega Cuatro Acequias")
    other = registered(ec, "Bodega Cuatro Asequias")
    [pair] = pairs_of(one)
    dismiss_pair(pair=pair, by=ec.actor, at=AT)
    dismiss_pair(pair=pair, by=ec.actor, at=AT)
    entries = [entry for entry in stream_entries(other.stream) if entry.event == "pair.dismissed"]
    assert [entry.facts for entry in entries] == [{"other": one.stream}]
    for name in ("Otra", "Bodega Cuatro Acequias"):
        amend_organisation(organisation=other, changes={"name": name}, by=ec.actor, at=AT)
        assert not pairs_of(one)
    assert Pair.objects.get().dismissed_by == ec.actor.key
    restore_pair(pair=pair, by=ec.actor, at=AT)
    assert [found.why for found in pairs_of(one)] == ["name"]


def test_only_commercial_roles_dismiss(ec: Person, auditor: Person) -> None:
    registered(ec, "Bodega Cuatro Acequias")
    [pair] = pairs_of(registered(ec, "Bodega Cuatro Asequias"))
    with pytest.raises(CannotChangeOrganisation):
        dismiss_pair(pair=pair, by=auditor.actor, at=AT)
    pair.refresh_from_db()
    assert pair.dismissed_at is None


def test_many_at_once_wait_for_the_clock_and_are_paired_with_as_many_queries_as_few(
    ec: Person, django_assert_max_num_queries: Any
) -> None:
    news = [NewOrganisation(name=f"Empresa {word}{tail}") for word in ("Lapacho", "Jacaranda") for tail in "abcdefgh"]
    register_organisations(news=news, by=ec.actor, at=AT)
    assert not Pair.objects.exists()
    with django_assert_max_num_queries(16):
        assert pair_next(most=100) == 16
    assert Pair.objects.exists()
    assert pair_next(most=100) == 0
    before = set(Pair.objects.values_list("first", "second", "why"))
    Organisation.objects.update(unpaired=True)
    look_for_pairs(AT)
    assert set(Pair.objects.values_list("first", "second", "why")) == before
