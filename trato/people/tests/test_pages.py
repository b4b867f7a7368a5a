from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests.support.cast import Person, signed_in
from trato.people import urls
from trato.people.actors import roles_held
from trato.people.models import Competence, RoleHeld, User

pytestmark = pytest.mark.django_db
CAST = ["gc", "ec", "eet", "to", "pm", "po", "sgc", "auditor", "admin"]
READERS = {"gc", "sgc", "auditor", "admin"}
READ_ONLY = {"people_list", "people_person"}
OWN = {"people_account", "people_kept", "people_kept_return", "people_own_data", "mfa_index"}


def guarded() -> Any:
    """Every page of people that asks for somebody of the house, by name."""
    return {
        pattern.name: pattern.callback
        for pattern in urls.urlpatterns
        if getattr(pattern, "callback", None) is not None and hasattr(pattern.callback, "audience")
    }


def address(name: Any, user: Any) -> Any:
    arguments = {"people_role_end": [user.roles.first().pk]} if name == "people_role_end" else {}
    pattern = next(one for one in urls.urlpatterns if getattr(one, "name", "") == name)
    needs = pattern.pattern.converters
    return reverse(name, args=arguments.get(name, [user.pk] if needs else []))


def test_every_page_of_people_is_guarded_or_an_entrance() -> None:
    entrances = {
        "account_login", "mfa_authenticate", "mfa_login_webauthn", "people_demo_sign_in", "account_logout",
        "people_invitation", "account_signup", "account_inactive", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    }  # fmt: skip
    own_sign_in = {
        pattern.name for pattern in urls.urlpatterns if str(pattern.pattern).startswith("cuenta/")
    }  # allauth's, each behind its own login_required
    names = {pattern.name for pattern in urls.urlpatterns}
    assert names - entrances - own_sign_in == set(guarded()) - own_sign_in


@pytest.mark.parametrize(
    "path", ["cuenta/clave/", "cuenta/app/", "cuenta/codigos/", "cuenta/llaves/", "cuenta/llaves/agregar/"]
)
def test_ones_own_sign_in_is_closed_to_strangers(client: Client, path: str) -> None:
    answer = client.get(f"/{path}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/entrar/")


@pytest.mark.parametrize("who", CAST)
def test_who_reads_the_people_and_who_changes_them(
    request: pytest.FixtureRequest, client: Client, who: str, ec2: Person
) -> None:
    person = request.getfixturevalue(who)
    signed_in(client, person)
    for name, view in guarded().items():
        if name in OWN:
            continue
        path = address(name, ec2.user)
        may_read = who in {code.lower() for code in view.allowed_roles}
        assert may_read == (who in READERS if len(view.allowed_roles) > 1 else who == "admin"), name
        assert (client.get(path).status_code == 403) is not may_read, name


@pytest.mark.parametrize("who", [one for one in CAST if one != "admin"])
def test_whoever_does_not_administer_changes_nobody(
    request: pytest.FixtureRequest, client: Client, who: str, ec2: Person
) -> None:
    signed_in(client, request.getfixturevalue(who))
    before = list(RoleHeld.objects.order_by("pk").values())
    for name in guarded():
        if name in OWN:
            continue
        data = {"name": "X", "role": "GC", "since": "01/01/2030", "now": "1", "topic": "audit", "evidence": "x"}
        refused = {403, 405} if name in READ_ONLY else {403}
        assert client.post(address(name, ec2.user), data).status_code in refused, name
    assert list(RoleHeld.objects.order_by("pk").values()) == before
    assert not Competence.objects.exists()
    assert User.objects.get(pk=ec2.user.pk).name == ec2.user.name


def test_an_auditor_changes_nothing_not_even_their_own_name(client: Client, auditor: Person) -> None:
    signed_in(client, auditor)
    for name, view in guarded().items():
        if view.changes_nothing:
            continue
        assert client.post(address(name, auditor.user), {"name": "Otra"}).status_code == 403, name
    auditor.user.refresh_from_db()
    assert auditor.user.name == "Elsa Raimondi"


def test_an_auditor_may_choose_a_dark_screen(client: Client, auditor: Person) -> None:
    signed_in(client, auditor)
    answer = client.post("/cuenta/", {"theme": "dark", "language": "es-ar"})
    assert answer.status_code == 302
    assert answer.cookies["trato_theme"].value == "dark"


def test_the_refusal_names_the_roles_that_may(client: Client, ec: Person) -> None:
    page = signed_in(client, ec).get("/ajustes/personas/nueva/")
    assert page.status_code == 403
    assert [str(label) for label in page.context["allowed"]]
    assert str(page.context["allowed"][0]) in page.content.decode()


@pytest.mark.parametrize("who", sorted(READERS))
def test_the_list_shows_everybody_with_their_roles(
    request: pytest.FixtureRequest, client: Client, who: str, ec: Person, eet: Person
) -> None:
    page = signed_in(client, request.getfixturevalue(who)).get("/ajustes/personas/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Martina Sosa" in text
    assert "Ramiro Paz" in text
    assert page["Cache-Control"] == "no-store"
    assert ('href="/ajustes/personas/nueva/"' in text) is (who == "admin")


def test_the_list_costs_the_same_with_two_and_with_twenty_people(
    client: Client, gc: Person, django_assert_max_num_queries: Any
) -> None:
    from tests.support.cast import make_person

    signed_in(client, gc)
    client.get("/ajustes/personas/")
    with django_assert_max_num_queries(15) as few:
        client.get("/ajustes/personas/")
    for number in range(18):
        make_person(f"Persona Numero{number}", "EC")
    with django_assert_max_num_queries(15) as many:
        client.get("/ajustes/personas/")
    assert len(few) == len(many)


def test_an_administrator_invites_from_the_page(client: Client, admin: Person) -> None:
    signed_in(client, admin)
    answer = client.post(
        "/ajustes/personas/nueva/", {"name": "Ana Ruiz", "email": "ana@squad.example", "roles": ["EC", "TO"]}
    )
    user = User.objects.get(email="ana@squad.example")
    assert answer["Location"] == f"/ajustes/personas/{user.pk}/"
    assert set(user.roles.values_list("role", flat=True)) == {"EC", "TO"}
    assert "/invitacion/" in client.get(answer["Location"]).content.decode()
    assert "/invitacion/" not in client.get(answer["Location"]).content.decode()


def test_a_refused_invitation_keeps_what_was_typed(client: Client, admin: Person, ec: Person) -> None:
    answer = signed_in(client, admin).post("/ajustes/personas/nueva/", {"name": "Ana", "email": ec.user.email})
    assert answer.status_code == 422
    assert answer.context["form"]["name"].value() == "Ana"
    assert answer.context["form"].non_field_errors()


def test_a_name_with_html_is_shown_as_text(client: Client, admin: Person) -> None:
    signed_in(client, admin)
    client.post("/ajustes/personas/nueva/", {"name": "<img src=x>", "email": "img@squad.example"})
    text = client.get("/ajustes/personas/").content.decode()
    assert "<img src=x>" not in text
    assert "&lt;img src=x&gt;" in text


def test_a_role_is_given_from_a_day_to_another_included(client: Client, admin: Person, ec: Person) -> None:
    signed_in(client, admin)
    answer = client.post(
        f"/ajustes/personas/{ec.user.pk}/roles/", {"role": "TO", "since": "01/03/2030", "until": "10/03/2030"}
    )
    assert answer.status_code == 302
    held = ec.user.roles.get(role="TO")
    assert timezone.localtime(held.since).strftime("%d/%m/%Y %H:%M") == "01/03/2030 00:00"
    assert timezone.localtime(held.until).strftime("%d/%m/%Y %H:%M") == "11/03/2030 00:00"


@pytest.mark.parametrize("since", ["31/02/2030", "hoy", "", "01/03/2020"])
def test_an_impossible_or_past_date_is_refused_with_a_sentence(
    client: Client, admin: Person, ec: Person, since: str
) -> None:
    answer = signed_in(client, admin).post(f"/ajustes/personas/{ec.user.pk}/roles/", {"role": "TO", "since": since})
    assert answer.status_code == 422
    assert answer.context["grant_form"].errors
    assert not ec.user.roles.filter(role="TO").exists()


def test_a_substitution_is_recorded_from_the_page(client: Client, admin: Person, gc: Person, ec: Person) -> None:
    answer = signed_in(client, admin).post(
        f"/ajustes/personas/{ec.user.pk}/reemplazos/",
        {"whom": f"{gc.user.pk}:GC", "since": "01/03/2030", "until": "10/03/2030", "reason": "Vacaciones"},
    )
    assert answer.status_code == 302
    held = ec.user.roles.get(role="GC")
    assert held.substitute_for == gc.user
    assert roles_held(ec.user, held.since + timedelta(days=2)) == ("EC", "GC")
    assert "Diego Altamirano" in client.get("/ajustes/personas/").content.decode()


def test_a_role_ends_now_from_the_page(client: Client, admin: Person, ec: Person) -> None:
    held = ec.user.roles.get()
    assert signed_in(client, admin).post(f"/ajustes/roles/{held.pk}/fin/", {"now": "1"}).status_code == 302
    held.refresh_from_db()
    assert held.until <= timezone.now()


def test_ending_the_last_administrator_is_refused_with_422(client: Client, admin: Person) -> None:
    held = admin.user.roles.get()
    answer = signed_in(client, admin).post(f"/ajustes/roles/{held.pk}/fin/", {"now": "1"})
    assert answer.status_code == 422
    assert roles_held(admin.user, timezone.now()) == ("ADMIN",)


def test_an_account_is_closed_and_opened_again_from_the_page(client: Client, admin: Person, ec: Person) -> None:
    signed_in(client, admin)
    assert client.post(f"/ajustes/personas/{ec.user.pk}/cierre/").status_code == 302
    ec.user.refresh_from_db()
    assert not ec.user.is_active
    assert client.get(f"/ajustes/personas/{ec.user.pk}/").status_code == 200
    assert client.post(f"/ajustes/personas/{ec.user.pk}/reapertura/").status_code == 302
    ec.user.refresh_from_db()
    assert ec.user.deactivated_at is None


def test_preferences_follow_the_person_to_a_new_browser(client: Client, gc: Person) -> None:
    from django.test import Client

    signed_in(client, gc).post("/cuenta/", {"theme": "dark", "language": "en"})
    elsewhere = signed_in(Client(), gc).get("/cuenta/")
    assert elsewhere.cookies["trato_theme"].value == "dark"
    assert elsewhere.cookies["trato_letters"].value == "off"
    assert elsewhere["Content-Language"] == "en"


def test_the_own_name_is_corrected(client: Client, ec: Person) -> None:
    assert signed_in(client, ec).post("/cuenta/datos/", {"name": "Martina Sosa Paz"}).status_code == 302
    ec.user.refresh_from_db()
    assert (ec.user.name, ec.user.initials) == ("Martina Sosa Paz", "MP")


@pytest.mark.parametrize("who", ["admin", "gc", "ec"])
def test_ones_own_pages_open(request: pytest.FixtureRequest, client: Client, who: str) -> None:
    signed_in(client, request.getfixturevalue(who))
    for path in ("/cuenta/", "/cuenta/llaves/", "/lo-que-escribiste/", "/salir/"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "style=" not in page.content.decode(), path


def test_no_two_fields_of_a_page_share_an_id(client: Client, admin: Person, ec: Person) -> None:
    import re

    page = signed_in(client, admin).get(f"/ajustes/personas/{ec.user.pk}/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_urls_of_people_resolve_to_themselves() -> None:
    resolver = get_resolver()
    for pattern in urls.urlpatterns:
        assert pattern.name in resolver.reverse_dict
