from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from tests.support.cast import PASSWORD, SINCE, TOTP_SECRET, Person, signed_in
from trato.ledger.actors import SYSTEM
from trato.ledger.body import decode
from trato.ledger.models import Entry
from trato.mail.models import Outbox
from trato.people.actions import (
    CannotChangePeople,
    InvitationUnusable,
    accept_invitation,
    create_demo_person,
    invitation_for,
    invite,
    reset_sign_in,
)
from trato.people.models import Invitation, User

pytestmark = pytest.mark.django_db


def current_code(secret: Any) -> Any:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def events_of(user: Any) -> Any:
    return [decode(entry.body).event for entry in Entry.objects.filter(stream=f"person/{user.pk}").order_by("pos")]


def token_of(invited: Any) -> Any:
    return invited.link.rstrip("/").rpartition("/")[2]


@pytest.fixture
def invited(admin: Person) -> Any:
    return invite(name="Paula Ibarra", email=" Paula@Squad.example ", roles=["PO"], by=admin.actor, at=SINCE)


def test_inviting_leaves_the_person_the_mail_and_the_entry(invited: Any) -> None:
    mail = Outbox.objects.get()
    assert invited.user.email == "paula@squad.example"
    assert invited.user.initials == "PI"
    assert not invited.user.is_active
    assert mail.to == ["paula@squad.example"]
    assert invited.link in mail.text
    assert mail.secret
    assert events_of(invited.user) == ["person.invited", "role.granted"]


def test_the_token_is_kept_only_as_a_hash(invited: Any) -> None:
    stored = Invitation.objects.get(user=invited.user).token_hash
    assert token_of(invited) not in stored
    assert len(stored) == 64


def test_an_invitation_is_used_once(invited: Any) -> None:
    token = token_of(invited)
    user = accept_invitation(token=token, password=PASSWORD, totp_secret=TOTP_SECRET, at=SINCE)
    assert user.is_active
    assert user.check_password(PASSWORD)
    assert events_of(user)[-1] == "person.activated"
    with pytest.raises(InvitationUnusable):
        accept_invitation(token=token, password=PASSWORD, totp_secret=TOTP_SECRET, at=SINCE)


def test_an_invitation_expires_after_seven_days(invited: Any) -> None:
    invitation_for(token_of(invited), SINCE + timedelta(days=6, hours=23))
    with pytest.raises(InvitationUnusable):
        invitation_for(token_of(invited), SINCE + timedelta(days=7))


def test_a_new_link_kills_the_old_one_and_the_open_sessions(admin: Person, ec: Person, client: Client) -> None:
    signed_in(client, ec)
    assert client.get("/cuenta/").status_code == 200
    first = reset_sign_in(user_id=ec.user.pk, by=admin.actor, at=SINCE)
    second = reset_sign_in(user_id=ec.user.pk, by=admin.actor, at=SINCE + timedelta(hours=1))
    assert events_of(ec.user)[-1] == "person.sign-in-reset"
    assert not Authenticator.objects.filter(user=ec.user).exists()
    assert client.get("/cuenta/").status_code == 302
    with pytest.raises(InvitationUnusable):
        invitation_for(token_of(first), SINCE + timedelta(hours=2))
    assert invitation_for(token_of(second), SINCE + timedelta(hours=2)).user == ec.user


def test_the_secret_of_the_app_is_sealed_in_the_database(ec: Person) -> None:
    stored = Authenticator.objects.get(user=ec.user, type="totp").data["secret"]
    assert TOTP_SECRET not in stored


def test_an_address_is_invited_once(admin: Person, invited: Any) -> None:
    with pytest.raises(CannotChangePeople):
        invite(name="Otra", email="PAULA@squad.example", by=admin.actor, at=SINCE)


@pytest.mark.parametrize(("name", "email"), [("", "x@squad.example"), ("Ana", "no es un correo"), ("Ana", "")])
def test_an_impossible_person_is_refused_with_a_sentence(admin: Person, name: str, email: str) -> None:
    with pytest.raises(CannotChangePeople) as refused:
        invite(name=name, email=email, by=admin.actor, at=SINCE)
    assert refused.value.obstacles


def test_the_manager_invites_nobody(gc: Person) -> None:
    with pytest.raises(CannotChangePeople):
        invite(name="Ana", email="ana@squad.example", by=gc.actor, at=SINCE)


def test_nothing_of_a_refused_invitation_remains(admin: Person) -> None:
    with pytest.raises(CannotChangePeople):
        invite(name="Ana", email="ana@squad.example", roles=["AUDITOR", "EC"], by=admin.actor, at=SINCE)
    assert not User.objects.filter(email="ana@squad.example").exists()
    assert not Outbox.objects.exists()


def test_people_of_the_demo_exist_only_in_demo_mode(settings: Any) -> None:
    settings.TRATO_DEMO = False
    with pytest.raises(CannotChangePeople):
        create_demo_person(name="Martina Sosa", email="m@demo.example", roles=["EC"], by=SYSTEM, at=SINCE)
    settings.TRATO_DEMO = True
    user = create_demo_person(name="Martina Sosa", email="m@demo.example", roles=["EC"], by=SYSTEM, at=SINCE)
    assert user.is_active
    assert not user.has_usable_password()
    assert events_of(user) == ["person.invited", "person.activated", "role.granted"]


def test_the_invited_person_sets_password_and_app_on_one_page_and_is_in(client: Client, invited: Any) -> None:
    from django.utils import timezone

    fresh = invite(name="Ana Ruiz", email="ana@squad.example", roles=["EC"], by=SYSTEM, at=timezone.now())
    path = fresh.link.replace("http://127.0.0.1:8000", "")
    page = client.get(path)
    assert page.status_code == 200
    secret = page.context["secret"]
    wrong = client.post(path, {"password1": PASSWORD, "password2": PASSWORD, "code": "000000x"})
    assert wrong.status_code == 422
    assert wrong.context["secret"] == secret
    done = client.post(path, {"password1": PASSWORD, "password2": PASSWORD, "code": current_code(secret)})
    assert done.status_code == 302
    codes = client.get(done["Location"])
    assert codes.status_code == 200
    assert len(codes.context["unused_codes"]) == 10
    assert client.get("/cuenta/").status_code == 200
    assert client.get(path).status_code == 410


def test_opening_the_link_spends_nothing(client: Client) -> None:
    from django.utils import timezone

    fresh = invite(name="Ana Ruiz", email="ana@squad.example", by=SYSTEM, at=timezone.now())
    path = fresh.link.replace("http://127.0.0.1:8000", "")
    client.get(path)
    client.get(path)
    assert Invitation.objects.get().used_at is None


@pytest.mark.parametrize(
    "passwords", [("corta", "corta"), ("un mate amargo", "un mate dulce"), ("123456789012", "123456789012")]
)
def test_a_weak_or_mistyped_password_is_refused(client: Client, passwords: Any) -> None:
    from django.utils import timezone

    fresh = invite(name="Ana Ruiz", email="ana@squad.example", by=SYSTEM, at=timezone.now())
    path = fresh.link.replace("http://127.0.0.1:8000", "")
    secret = client.get(path).context["secret"]
    answer = client.post(path, {"password1": passwords[0], "password2": passwords[1], "code": current_code(secret)})
    assert answer.status_code == 422
    assert not User.objects.get(email="ana@squad.example").is_active


def test_a_link_nobody_issued_says_so(client: Client) -> None:
    assert client.get("/invitacion/inventado/").status_code == 410
