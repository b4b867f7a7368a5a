from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from tests.support.cast import SINCE, Person, make_person
from trato.ledger.actors import SYSTEM
from trato.ledger.body import decode
from trato.ledger.models import Entry
from trato.people import triggers
from trato.people.actions import (
    EVENTS,
    CannotChangePeople,
    deactivate,
    end_role,
    grant_role,
    reactivate,
    record_competence,
    substitute,
)
from trato.people.actors import roles_held
from trato.people.models import RoleHeld

pytestmark = pytest.mark.django_db
NOW = SINCE + timedelta(days=30)


def last_entry(user: Any) -> Any:
    return decode(Entry.objects.filter(stream=f"person/{user.pk}").latest("pos").body)


def test_granting_leaves_the_row_and_the_entry(admin: Person, ec: Person) -> None:
    granted = grant_role(user_id=ec.user.pk, role="TO", since=NOW, by=admin.actor, at=NOW)
    entry = last_entry(ec.user)
    assert roles_held(ec.user, NOW) == ("EC", "TO")
    assert entry.event == "role.granted"
    assert entry.facts["role"] == "TO"
    assert entry.facts["held"] == granted.pk
    assert (entry.actor_key, entry.role) == (admin.actor.key, "ADMIN")


def test_the_entry_names_nobody(admin: Person, ec: Person) -> None:
    grant_role(user_id=ec.user.pk, role="TO", since=NOW, reason="Cubre a Julieta", by=admin.actor, at=NOW)
    body = Entry.objects.filter(stream=f"person/{ec.user.pk}").latest("pos").body
    for datum in (b"Martina", b"Sosa", b"squad.example", b"Julieta"):
        assert datum not in bytes(body)


@pytest.mark.parametrize("who", ["gc", "sgc", "ec", "auditor"])
def test_whoever_does_not_administer_grants_nothing(request: pytest.FixtureRequest, who: str, eet: Person) -> None:
    actor = request.getfixturevalue(who).actor
    with pytest.raises(CannotChangePeople):
        grant_role(user_id=eet.user.pk, role="GC", since=NOW, by=actor, at=NOW)
    assert roles_held(eet.user, NOW) == ("EET",)


def test_an_administrator_gives_themselves_nothing(admin: Person) -> None:
    with pytest.raises(CannotChangePeople):
        grant_role(user_id=admin.user.pk, role="GC", since=NOW, reason="Hace falta", by=admin.actor, at=NOW)


def test_administering_beside_the_procedure_needs_a_written_reason(admin: Person, gc: Person) -> None:
    with pytest.raises(CannotChangePeople):
        grant_role(user_id=gc.user.pk, role="ADMIN", since=NOW, by=admin.actor, at=NOW)
    grant_role(user_id=gc.user.pk, role="ADMIN", since=NOW, reason="Somos cuatro", by=admin.actor, at=NOW)
    assert roles_held(gc.user, NOW) == ("GC", "ADMIN")


def test_an_auditor_gets_no_other_role(admin: Person, auditor: Person) -> None:
    with pytest.raises(CannotChangePeople):
        grant_role(user_id=auditor.user.pk, role="EC", since=NOW, by=admin.actor, at=NOW)


def test_a_role_is_not_granted_in_the_past(admin: Person, ec: Person) -> None:
    with pytest.raises(CannotChangePeople):
        grant_role(user_id=ec.user.pk, role="TO", since=NOW - timedelta(days=1), by=admin.actor, at=NOW)


def test_a_role_may_come_back_after_it_ended(admin: Person, ec: Person) -> None:
    held = ec.user.roles.get()
    end_role(role_id=held.pk, until=NOW, by=admin.actor, at=NOW)
    assert last_entry(ec.user).event == "role.ended"
    grant_role(user_id=ec.user.pk, role="EC", since=NOW, by=admin.actor, at=NOW)
    assert roles_held(ec.user, NOW) == ("EC",)


def test_a_role_that_has_not_begun_is_withdrawn(admin: Person, ec: Person) -> None:
    granted = grant_role(user_id=ec.user.pk, role="TO", since=NOW + timedelta(days=3), by=admin.actor, at=NOW)
    assert end_role(role_id=granted.pk, until=NOW, by=admin.actor, at=NOW) is None
    assert last_entry(ec.user).event == "role.withdrawn"
    assert not RoleHeld.objects.filter(pk=granted.pk).exists()


def test_the_last_administrator_stays(admin: Person) -> None:
    with pytest.raises(CannotChangePeople):
        end_role(role_id=admin.user.roles.get().pk, until=NOW, by=SYSTEM, at=NOW)


def test_an_administrator_may_go_when_another_stays(admin: Person) -> None:
    make_person("Otra Administradora", "ADMIN")
    end_role(role_id=admin.user.roles.get().pk, until=NOW, by=SYSTEM, at=NOW)
    assert roles_held(admin.user, NOW) == ()


def test_a_substitution_names_the_substituted_person_in_the_entry(admin: Person, gc: Person, ec: Person) -> None:
    until = NOW + timedelta(days=7)
    substitute(user_id=ec.user.pk, role="GC", substitute_for=gc.user.pk, since=NOW, until=until, by=admin.actor, at=NOW)
    entry = last_entry(ec.user)
    assert entry.event == "role.granted"
    assert entry.facts["substitute_for"] == gc.user.pk
    assert "until" in entry.facts


def test_closing_an_account_ends_its_roles_and_sessions(admin: Person, ec: Person, client: Client) -> None:
    from tests.support.cast import signed_in

    signed_in(client, ec)
    deactivate(user_id=ec.user.pk, by=admin.actor, at=NOW)
    ec.user.refresh_from_db()
    assert roles_held(ec.user, NOW) == ()
    assert not RoleHeld.objects.ahead(NOW).filter(user=ec.user).exists()
    assert last_entry(ec.user).event == "person.deactivated"
    assert client.get("/cuenta/").status_code == 302


def test_an_account_opened_again_has_no_role(admin: Person, ec: Person) -> None:
    deactivate(user_id=ec.user.pk, by=admin.actor, at=NOW)
    reactivate(user_id=ec.user.pk, by=admin.actor, at=NOW + timedelta(days=1))
    assert last_entry(ec.user).event == "person.reactivated"
    assert roles_held(ec.user, NOW + timedelta(days=1)) == ()


def test_competence_is_recorded_with_its_evidence(admin: Person, eet: Person) -> None:
    day = NOW.date()
    record_competence(
        user_id=eet.user.pk, topic="technical-evaluation", evidence="Curso", since=day, by=admin.actor, at=NOW
    )
    assert eet.user.competences.get().evidence == "Curso"
    assert last_entry(eet.user).facts == {"topic": "technical-evaluation", "since": day.isoformat()}
    with pytest.raises(CannotChangePeople):
        record_competence(
            user_id=eet.user.pk, topic="technical-evaluation", evidence=" ", since=day, by=admin.actor, at=NOW
        )


def test_every_event_of_people_is_in_the_list(admin: Person, ec: Person) -> None:
    deactivate(user_id=ec.user.pk, by=admin.actor, at=NOW)
    seen = {decode(entry.body).event for entry in Entry.objects.filter(stream__startswith="person/")}
    assert seen <= set(EVENTS)


def test_the_database_refuses_a_role_that_ends_before_it_begins(ec: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleHeld.objects.create(user=ec.user, role="TO", since=NOW, until=NOW)


def test_the_database_refuses_the_same_role_twice_at_once(ec: Person) -> None:
    RoleHeld.objects.create(user=ec.user, role="TO", since=NOW, until=NOW + timedelta(days=5))
    with pytest.raises(DatabaseError), transaction.atomic():
        RoleHeld.objects.create(user=ec.user, role="TO", since=NOW + timedelta(days=4), until=NOW + timedelta(days=9))
    RoleHeld.objects.create(user=ec.user, role="TO", since=NOW + timedelta(days=5), until=NOW + timedelta(days=9))


def test_the_database_refuses_to_stretch_a_role_over_another(ec: Person) -> None:
    first = RoleHeld.objects.create(user=ec.user, role="TO", since=NOW, until=NOW + timedelta(days=5))
    RoleHeld.objects.create(user=ec.user, role="TO", since=NOW + timedelta(days=6), until=NOW + timedelta(days=9))
    with pytest.raises(DatabaseError), transaction.atomic():
        RoleHeld.objects.filter(pk=first.pk).update(until=NOW + timedelta(days=7))


def test_the_triggers_are_in_place(db: None) -> None:
    assert not triggers.missing(connection)
