"""Who reads and who acts on a cycle, role by role. Architecture, "Who sees what"."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support import ladder
from trato.cycles.assigning import CannotAssign, annul, assign, assign_many
from trato.cycles.models import Cycle, Member, Progress, State
from trato.cycles.refusals import NotYours
from trato.cycles.visibility import may_act_on
from trato.ledger.actors import Actor
from trato.ledger.entries import stream_entries
from trato.people.roles import Role

from .conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.people.models import User

LATER = AT + timedelta(hours=1)

#           reads: any  assigned  contracted      acts: any  assigned  contracted
MATRIX = {
    "EC":      ((True,  True,     True),               (False, True,   False)),
    "GC":      ((True,  True,     True),               (True,  True,   True)),
    "SGC":     ((True,  True,     True),               (True,  True,   True)),
    "AUDITOR": ((True,  True,     True),               (False, False,  False)),
    "EET":     ((False, True,     False),              (False, True,   False)),
    "PM":      ((False, True,     True),               (False, True,   True)),
    "PO":      ((False, True,     True),               (False, True,   False)),
    "TO":      ((False, True,     True),               (False, True,   False)),
    "ADMIN":   ((False, False,    False),              (False, False,  False)),
}  # fmt: skip
SITUATIONS = ("any", "assigned", "contracted")


def test_the_matrix_covers_every_role() -> None:
    assert set(MATRIX) == set(Role.values)


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("role", sorted(MATRIX))
def test_who_reads_and_who_acts(cycle: Cycle, ec2: Person, role: str, situation: str) -> None:
    user: User = ec2.user
    actor = Actor("user", user.key, roles=(role,))
    if situation == "assigned":
        Member.objects.create(cycle=cycle, user=user, role=role, since=AT)
    if situation == "contracted":
        Progress.objects.filter(cycle=cycle).update(outcome="contracted", outcome_at=AT)
    cycle.refresh_from_db()
    reads, acts = (one[SITUATIONS.index(situation)] for one in MATRIX[role])
    assert Cycle.objects.visible_to(actor).filter(pk=cycle.pk).exists() is reads
    assert Progress.objects.visible_to(actor).filter(pk=cycle.pk).exists() is reads
    assert may_act_on(cycle, actor) is acts


def test_who_has_no_role_reads_nothing(cycle: Cycle, ec: Person) -> None:
    nobody = Actor("user", ec.user.key)
    assert not Cycle.objects.visible_to(nobody).exists()
    assert not may_act_on(cycle, Actor("user", "user/999999"))


def test_a_person_outside_reads_what_is_of_their_organisation(cycle: Cycle) -> None:
    contact = cycle.organisation.contacts.get()
    theirs = Actor("person", contact.key, "FC", ("FC",))
    other = Actor("person", "person/999999", "FC", ("FC",))
    assert Cycle.objects.visible_to(theirs).get() == cycle
    assert may_act_on(cycle, theirs)
    assert not Cycle.objects.visible_to(other).exists()
    assert not may_act_on(cycle, other)


def test_an_assignment_that_ended_opens_nothing(cycle: Cycle, gc: Person, eet: Person) -> None:
    assign(cycle, user=eet.user, role="EET", by=gc.actor, at=LATER)
    assert may_act_on(cycle, eet.actor)
    Member.objects.update(until=LATER + timedelta(days=1))
    assert not may_act_on(cycle, eet.actor)
    assert not Cycle.objects.visible_to(eet.actor).exists()


def test_nobody_is_put_in_a_role_they_do_not_hold(cycle: Cycle, gc: Person, eet: Person) -> None:
    with pytest.raises(CannotAssign, match="Ramiro Paz"):
        assign(cycle, user=eet.user, role="TO", by=gc.actor, at=LATER)
    with pytest.raises(CannotAssign):
        assign(cycle, user=eet.user, by=gc.actor, at=LATER)
    assert not Member.objects.exists()


def test_many_are_assigned_at_once_or_none(cycle: Cycle, gc: Person, ec: Person, ec2: Person) -> None:
    with pytest.raises(NotYours):
        assign_many([cycle], user=ec2.user, by=ec2.actor, at=LATER)
    assert Cycle.objects.get().owner == ec.user
    assign_many([cycle], user=ec2.user, by=gc.actor, at=LATER)
    assert Cycle.objects.get().owner == ec2.user
    assert Progress.objects.get().owner == ec2.user
    assert stream_entries(cycle.stream)[-1].facts == {"to": ec2.user.key, "role": "EC"}


def test_who_has_a_cycle_is_not_given_it_again(cycle: Cycle, gc: Person, ec: Person) -> None:
    sentence = f"Martina Sosa ya tiene el ciclo {cycle.code}"
    with pytest.raises(CannotAssign, match=sentence):
        assign(cycle, user=ec.user, by=gc.actor, at=LATER)
    with pytest.raises(CannotAssign, match=sentence):
        assign_many([cycle], user=ec.user, by=gc.actor, at=LATER)
    assert [entry.event for entry in stream_entries(cycle.stream)] == ["cycle.opened"]


def test_of_many_only_those_somebody_else_has_are_given(cycle: Cycle, gc: Person, ec: Person, ec2: Person) -> None:
    hers = ladder.opened(ec=ec2, at=LATER, name="Otra Casa SA", cuit="30853409169")
    assert assign_many([cycle, hers], user=ec2.user, by=gc.actor, at=LATER) == 1
    assert [entry.event for entry in stream_entries(cycle.stream)] == ["cycle.opened", "cycle.assigned"]
    assert [entry.event for entry in stream_entries(hers.stream)] == ["cycle.opened"]


def test_an_annulled_cycle_leaves_every_list_and_stays_in_the_ledger(cycle: Cycle, ec: Person) -> None:
    annul([cycle], reason="import-undone", by=ec.actor, at=LATER)
    progress = Progress.objects.get()
    assert progress.state == State.ANNULLED
    assert not Progress.objects.running().exists()
    assert not Progress.objects.closed().exists()
    assert [entry.event for entry in stream_entries(cycle.stream)] == ["cycle.opened", "cycle.annulled"]
