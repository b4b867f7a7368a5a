from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from tests.support.cast import PASSWORD, Person, signed_in
from trato.people import kept
from trato.people.models import User
from trato.people.sealing import BrokenSeal, seal, unseal
from trato.people.tests.test_sign_in import current_code

pytestmark = pytest.mark.django_db
TYPED = {"name": "Ana <b>Ruiz</b>", "email": "ana@squad.example", "roles": ["EC", "TO"], "reason": "Línea\nsegunda"}
PAGE = "/ajustes/personas/nueva/"


def interrupted(client: Client, data: Any = TYPED, **headers: Any) -> Any:
    return client.post(PAGE, data, headers={"Referer": f"http://testserver{PAGE}", **headers})


def sign_back_in(client: Client, person: Any, **more: Any) -> Any:
    client.post("/entrar/", {"login": person.user.email, "password": PASSWORD, **more})
    return client.post("/entrar/codigo/", {"code": current_code()})


def test_a_session_that_expires_in_the_middle_of_a_form_loses_nothing(client: Client, admin: Person) -> None:
    asked = interrupted(client)
    assert asked.status_code == 401
    sealed = asked.context["sealed"]
    assert sealed in asked.content.decode()
    assert "Ana" not in sealed
    entered = sign_back_in(client, admin, kept_token=sealed, next=asked.context["next_url"])
    back = client.get(entered["Location"])
    assert back["Location"] == PAGE
    page = client.get(PAGE)
    form = page.context["form"]
    assert not form.is_bound
    assert form["name"].value() == TYPED["name"]
    assert form["roles"].value() == ["EC", "TO"]
    assert form["reason"].value() == "Línea\nsegunda"
    text = page.content.decode()
    assert "/lo-que-escribiste/" in text
    assert "<b>Ruiz" not in text


def test_nothing_is_sent_by_itself(client: Client, admin: Person) -> None:
    asked = interrupted(client)
    entered = sign_back_in(client, admin, kept_token=asked.context["sealed"], next=asked.context["next_url"])
    client.get(client.get(entered["Location"])["Location"])
    assert not User.objects.filter(email="ana@squad.example").exists()


def test_sending_it_drops_what_was_kept(client: Client, admin: Person) -> None:
    asked = interrupted(client)
    entered = sign_back_in(client, admin, kept_token=asked.context["sealed"], next=asked.context["next_url"])
    client.get(entered["Location"])
    assert kept.SESSION_KEY in client.session
    assert client.post(PAGE, TYPED).status_code == 302
    assert kept.SESSION_KEY not in client.session
    assert User.objects.filter(email="ana@squad.example").exists()


def test_a_page_that_does_not_restore_still_has_the_list_of_what_was_written(client: Client, admin: Person) -> None:
    asked = interrupted(client)
    sign_back_in(client, admin, kept_token=asked.context["sealed"])
    page = client.get("/lo-que-escribiste/")
    assert "ana@squad.example" in page.content.decode()
    assert "&lt;b&gt;Ruiz" in page.content.decode()
    client.post("/lo-que-escribiste/")
    assert kept.SESSION_KEY not in client.session


def test_one_click_of_the_demo_brings_the_text_back_too(client: Client, settings: Any) -> None:
    from tests.support.cast import SINCE
    from trato.ledger.actors import SYSTEM
    from trato.people.actions import create_demo_person

    settings.TRATO_DEMO = True
    user = create_demo_person(name="Omar Luna", email="omar@demo.example", roles=["ADMIN"], by=SYSTEM, at=SINCE)
    asked = interrupted(client)
    entered = client.post("/entrar/demo/", {"person": user.pk, "kept_token": asked.context["sealed"]})
    assert entered["Location"] == "/lo-que-escribiste/volver/"
    assert client.get(entered["Location"])["Location"] == PAGE


def test_files_are_said_to_be_lost(client: Client, admin: Person) -> None:
    asked = interrupted(client, {**TYPED, "file": SimpleUploadedFile("x.pdf", b"%PDF")})
    assert asked.context["lost_files"]
    entered = sign_back_in(client, admin, kept_token=asked.context["sealed"], next=asked.context["next_url"])
    client.get(entered["Location"])
    assert kept.SESSION_KEY in client.session


def test_a_fragment_keeps_the_text_and_sends_the_whole_page_to_sign_in(client: Client, admin: Person) -> None:
    answer = interrupted(client, **{"HX-Request": "true", "HX-Current-URL": f"http://testserver{PAGE}"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/entrar/?next=")
    entered = sign_back_in(client, admin)
    assert client.get(entered["Location"])["Location"] == PAGE


def test_a_fragment_asked_without_session_goes_to_sign_in(client: Client, db: None) -> None:
    answer = client.get(PAGE, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith("/entrar/?next=")


def test_another_tab_that_signed_in_meanwhile_does_not_lose_the_text(admin: Person) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    page = client.get("/entrar/")
    token = page.context["csrf_token"]
    asked = client.post(
        PAGE, {**TYPED, "csrfmiddlewaretoken": str(token)}, headers={"Referer": f"http://testserver{PAGE}"}
    )
    signed_in(client, admin)
    stale = client.post(
        "/entrar/",
        {"login": "x", "kept_token": asked.context["sealed"], "csrfmiddlewaretoken": "x" * 64},
        headers={"Origin": "http://testserver"},
    )
    assert stale["Location"] == "/lo-que-escribiste/volver/"
    foreign = client.post(
        "/entrar/", {"kept_token": asked.context["sealed"]}, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403


def test_a_sealed_text_from_elsewhere_is_ignored(client: Client, admin: Person) -> None:
    sign_back_in(client, admin, kept_token="gAAAA" + "A" * 80)
    assert kept.SESSION_KEY not in client.session


def test_passwords_are_never_kept(client: Client, db: None) -> None:
    asked = interrupted(client, {"password1": "secreto de verdad", "name": "Ana"})
    fields = kept._open(asked.context["sealed"]).fields
    assert "password1" not in fields
    assert fields["name"] == "Ana"


def test_a_form_with_nothing_typed_keeps_nothing(client: Client, db: None) -> None:
    assert interrupted(client, {"name": " "}).context["sealed"] is None


def test_what_is_too_long_to_keep_is_said_aloud(client: Client, db: None) -> None:
    asked = interrupted(client, {"name": "x" * 600_000})
    assert asked.context["sealed"] is None
    assert asked.context["could_not_keep"]


def test_a_foreign_page_is_never_gone_back_to(rf: Any) -> None:
    request = rf.post(PAGE, TYPED, headers={"Referer": "https://evil.example/trap/"})
    opened = kept._open(kept.keep(request))
    assert opened.page == PAGE


def test_only_the_form_of_that_page_is_filled(client: Client, admin: Person) -> None:
    asked = interrupted(client)
    sign_back_in(client, admin, kept_token=asked.context["sealed"])
    request = client.get("/cuenta/").wsgi_request
    assert kept.restored_fields(request, "/cuenta/") is None
    found = kept.restored_fields(request, PAGE)
    assert isinstance(found, QueryDict)
    assert found.getlist("roles") == ["EC", "TO"]


def test_a_seal_holds_for_one_purpose_and_one_day(settings: Any) -> None:
    sealed = seal("hola", purpose="kept")
    assert unseal(sealed, purpose="kept", within=timedelta(hours=1)) == "hola"
    with pytest.raises(BrokenSeal):
        unseal(sealed, purpose="second-factor")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the installation, long enough"
    assert unseal(sealed, purpose="kept") == "hola"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BrokenSeal):
        unseal(sealed, purpose="kept")
