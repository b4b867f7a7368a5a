from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from tests.support.cast import PASSWORD, SINCE, TOTP_SECRET, Person, signed_in
from trato.ledger.actors import SYSTEM
from trato.mail.models import Outbox
from trato.people.actions import create_demo_person, deactivate
from trato.people.models import Counter

pytestmark = pytest.mark.django_db


def current_code(secret: Any = TOTP_SECRET) -> Any:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def give_password(client: Client, person: Any, password: Any = PASSWORD, **more: Any) -> Any:
    return client.post("/entrar/", {"login": person.user.email, "password": password, **more})


@pytest.fixture
def demo(settings: Any) -> Any:
    settings.TRATO_DEMO = True
    return create_demo_person(name="Martina Sosa", email="martina@demo.example", roles=["EC"], by=SYSTEM, at=SINCE)


def test_password_and_code_let_in_without_any_script(client: Client, gc: Person) -> None:
    asked = give_password(client, gc)
    assert asked["Location"] == "/entrar/codigo/"
    assert client.get("/cuenta/").status_code == 302
    entered = client.post("/entrar/codigo/", {"code": current_code()})
    assert entered["Location"] == "/"
    assert client.get("/cuenta/").status_code == 200


def test_after_entering_one_goes_where_one_was_going(client: Client, gc: Person) -> None:
    assert client.get("/cuenta/")["Location"] == "/entrar/?next=%2Fcuenta%2F"
    give_password(client, gc, next="/cuenta/")
    assert client.post("/entrar/codigo/", {"code": current_code()})["Location"] == "/cuenta/"


def test_nobody_is_sent_to_another_site(client: Client, gc: Person) -> None:
    give_password(client, gc, next="https://evil.example/")
    assert client.post("/entrar/codigo/", {"code": current_code()})["Location"] == "/"


def test_a_password_alone_lets_nobody_in(client: Client, gc: Person) -> None:
    give_password(client, gc)
    assert client.get("/cuenta/").status_code == 302
    assert client.post("/entrar/codigo/", {"code": "000000"}).status_code == 422
    assert client.get("/cuenta/").status_code == 302


def test_a_recovery_code_works_once(client: Client, gc: Person) -> None:
    codes = Authenticator.objects.get(user=gc.user, type="recovery_codes").wrap().get_unused_codes()
    give_password(client, gc)
    assert client.post("/entrar/codigo/", {"code": codes[0]})["Location"] == "/"
    client.post("/salir/")
    give_password(client, gc)
    assert client.post("/entrar/codigo/", {"code": codes[0]}).status_code == 422


def test_a_code_of_the_app_is_not_accepted_twice(client: Client, gc: Person) -> None:
    code = current_code()
    give_password(client, gc)
    client.post("/entrar/codigo/", {"code": code})
    client.post("/salir/")
    give_password(client, gc)
    assert client.post("/entrar/codigo/", {"code": code}).status_code == 422


def test_a_wrong_password_gets_a_sentence_and_no_hint_of_who_exists(client: Client, gc: Person) -> None:
    wrong = give_password(client, gc, password="otra cosa")
    unknown = client.post("/entrar/", {"login": "nadie@squad.example", "password": "otra cosa"})
    assert wrong.status_code == unknown.status_code == 422
    assert "Ese correo y esa contraseña no coinciden." in wrong.text
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


def test_attempts_are_limited_by_counters_in_the_database(client: Client, gc: Person) -> None:
    for _attempt in range(5):
        give_password(client, gc, password="adivinando")
    assert Counter.objects.filter(cache_key__contains="login_failed").exists()
    refused = give_password(client, gc)
    assert refused.status_code == 429
    assert "Demasiados intentos fallidos. Esperá unos minutos y probá de nuevo." in refused.text
    assert "_auth_user_id" not in client.session


def test_a_closed_account_does_not_enter(client: Client, admin: Person, ec: Person) -> None:
    deactivate(user_id=ec.user.pk, by=admin.actor, at=SINCE)
    assert give_password(client, ec).status_code == 422


def test_without_a_second_factor_nothing_else_opens(client: Client, gc: Person) -> None:
    Authenticator.objects.filter(user=gc.user).delete()
    signed_in(client, gc)
    assert client.get("/ajustes/personas/")["Location"] == "/cuenta/app/"
    assert client.post("/cuenta/datos/", {"name": "X"})["Location"] == "/cuenta/app/"


def test_the_last_second_factor_cannot_be_removed(client: Client, gc: Person) -> None:
    give_password(client, gc)
    client.post("/entrar/codigo/", {"code": current_code()})
    client.post("/cuenta/confirmar/", {"password": PASSWORD})
    client.post("/cuenta/app/quitar/")
    assert Authenticator.objects.filter(user=gc.user, type="totp").exists()


def test_there_is_no_sign_up(client: Client) -> None:
    assert client.get("/entrar/invitacion/").status_code == 404
    assert client.post("/entrar/invitacion/", {"email": "x@x.example"}).status_code == 405


def test_signing_out_needs_a_click_and_forgets_preferences(client: Client, gc: Person) -> None:
    signed_in(client, gc)
    assert client.get("/salir/").status_code == 200
    assert client.get("/cuenta/").status_code == 200
    left = client.post("/salir/")
    assert left["Location"] == "/entrar/"
    assert left.cookies["trato_theme"]["max-age"] == 0
    assert client.get("/cuenta/").status_code == 302


def test_the_sign_in_page_offers_a_key_with_scripts_of_our_own_only(client: Client) -> None:
    page = client.get("/entrar/").content.decode()
    assert 'id="passkey_login"' in page
    assert "style=" not in page
    assert "onclick" not in page
    assert "//cdn" not in page


def test_the_key_is_asked_by_the_browser_and_a_made_up_one_is_refused(client: Client, gc: Person) -> None:
    options = client.get("/entrar/llave/", HTTP_ACCEPT="application/json").json()
    assert "challenge" in options["request_options"]["publicKey"]
    refused = client.post("/entrar/llave/", {"credential": "{}"})
    assert refused["Location"] == "/entrar/"
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_changed_by_mail_and_the_code_is_still_asked(client: Client, gc: Person) -> None:
    sent = client.post("/entrar/olvide/", {"email": gc.user.email})
    assert sent["Location"] == "/entrar/olvide/enviado/"
    mail = Outbox.objects.get()
    assert mail.secret
    path = next(line for line in mail.text.splitlines() if "/entrar/olvide/" in line)
    path = "/" + path.split("/", 3)[3]
    form = client.get(path, follow=True)
    changed = client.post(form.request["PATH_INFO"], {"password1": "otro mate amargo", "password2": "otro mate amargo"})
    assert changed["Location"] == "/entrar/olvide/listo/"
    assert give_password(client, gc, password="otro mate amargo")["Location"] == "/entrar/codigo/"


def test_an_unknown_address_gets_no_mail_and_the_same_answer(client: Client, db: None) -> None:
    assert client.post("/entrar/olvide/", {"email": "nadie@x.example"})["Location"] == "/entrar/olvide/enviado/"
    assert not Outbox.objects.exists()


def test_the_demo_lists_the_cast_and_one_click_enters(client: Client, demo: Any) -> None:
    page = client.get("/entrar/")
    assert [line["name"] for line in page.context["cast"]] == ["Martina Sosa"]
    assert client.post("/entrar/demo/", {"person": demo.pk})["Location"] == "/"
    assert client.get("/cuenta/").status_code == 200


def test_outside_demo_mode_one_click_does_not_exist(client: Client, demo: Any, settings: Any) -> None:
    settings.TRATO_DEMO = False
    assert client.get("/entrar/").context["cast"] == []
    assert client.post("/entrar/demo/", {"person": demo.pk}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_session_of_the_demo_dies_with_the_demo(client: Client, demo: Any, settings: Any) -> None:
    client.post("/entrar/demo/", {"person": demo.pk})
    settings.TRATO_DEMO = False
    assert client.get("/cuenta/").status_code == 302


@pytest.mark.parametrize("person", ["", "abc", "-1", "999999", "²"])
def test_one_click_as_nobody_is_not_found(client: Client, demo: Any, person: str) -> None:
    assert client.post("/entrar/demo/", {"person": person}).status_code == 404


def test_one_click_never_enters_as_a_real_person(client: Client, demo: Any, gc: Person) -> None:
    assert client.post("/entrar/demo/", {"person": gc.user.pk}).status_code == 404


def test_one_click_is_never_a_link(client: Client, demo: Any) -> None:
    assert client.get(f"/entrar/demo/?person={demo.pk}").status_code == 405


def test_one_click_needs_the_token_of_our_own_page(demo: Any) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/entrar/demo/", {"person": demo.pk}).status_code == 403
    assert "_auth_user_id" not in strict.session


def test_a_person_of_the_demo_has_no_password_to_guess(client: Client, demo: Any) -> None:
    assert client.post("/entrar/", {"login": demo.email, "password": ""}).status_code == 422
    assert "_auth_user_id" not in client.session


def test_the_interface_speaks_spanish_until_told_otherwise(client: Client, db: None) -> None:
    assert client.get("/entrar/", HTTP_ACCEPT_LANGUAGE="en")["Content-Language"] == "es-ar"
    client.post("/idioma/", {"language": "en", "next": "/entrar/"})
    assert client.get("/entrar/")["Content-Language"] == "en"
