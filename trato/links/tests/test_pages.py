from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from tests.support.cast import Person
from trato.links.actions import finish_link, revoke_link
from trato.links.models import LinkVisit
from trato.links.purposes import Task, actor_of
from trato.links.tests.conftest import MakeLink, events, last_code, token_of
from trato.mail.models import Outbox


def test_a_link_leads_to_what_it_is_for(client: Client, make_link: MakeLink) -> None:
    link, path = make_link()
    assert client.get(path).headers["Location"] == f"/prueba/firma/{token_of(path)}/"
    assert client.post(path).status_code == 405
    assert events(link) == ["link.created", "link.opened"]


def test_the_code_is_asked_for_and_typed_without_scripts(client: Client, make_link: MakeLink) -> None:
    _link, path = make_link()
    page = client.get(f"{path}codigo/?next=/prueba/x/").text
    assert "a•••a@quebracho.example" in page
    assert "Mandarme el código" in page
    assert client.post(f"{path}codigo/?next=/prueba/x/", {"do": "send"}).status_code == 302
    page = client.get(f"{path}codigo/?next=/prueba/x/").text
    assert 'autocomplete="one-time-code"' in page
    wrong = client.post(f"{path}codigo/?next=/prueba/x/", {"code": "12"})
    assert wrong.status_code == 422
    assert "Te quedan 4 intentos" in wrong.text
    assert client.post(f"{path}codigo/?next=/prueba/x/", {"code": ""}).status_code == 422
    answer = client.post(f"{path}codigo/?next=/prueba/x/", {"code": last_code()})
    assert answer.headers["Location"] == "/prueba/x/"
    assert {"code-page", "code-asked", "code-wrong", "code-verified"} <= set(
        LinkVisit.objects.values_list("what", flat=True)
    )


def test_without_a_mailbox_the_code_page_says_so_and_lets_nobody_through(client: Client, make_link: MakeLink) -> None:
    _link, path = make_link(mail="")
    assert "No tenemos ningún correo tuyo" in client.get(f"{path}codigo/").text
    assert client.post(f"{path}codigo/", {"do": "send"}).status_code == 409


def test_an_expired_link_offers_a_new_one_by_mail(client: Client, make_link: MakeLink) -> None:
    _link, path = make_link(at=timezone.now() - timedelta(days=30))
    page = client.get(path)
    assert page.status_code == 410
    assert "Este enlace venció" in page.text
    assert "Mandarme un enlace nuevo" in page.text
    sent = client.post(f"{path}pedir/")
    assert "Te mandamos un enlace nuevo" in sent.text
    assert Outbox.objects.count() == 1
    token = Outbox.objects.get().text.partition("/e/")[2].partition("/")[0]
    assert token not in sent.text
    assert client.get(f"/e/{token}/").status_code == 302


def test_asking_too_often_is_refused_in_words(client: Client, make_link: MakeLink) -> None:
    _link, path = make_link(at=timezone.now() - timedelta(days=30))
    statuses = [client.post(f"{path}pedir/").status_code for _time in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_a_link_that_asks_nothing_any_longer_is_not_renewed(
    client: Client, make_link: MakeLink, asked: dict[str, Task | None]
) -> None:
    _link, path = make_link(at=timezone.now() - timedelta(days=30))
    asked["test-sign"] = None
    answer = client.post(f"{path}pedir/")
    assert answer.status_code == 409
    assert "No queda nada por hacer" in answer.text


def test_a_closed_link_and_a_done_one_say_so(client: Client, make_link: MakeLink, gc: Person) -> None:
    closed, closed_path = make_link()
    done, done_path = make_link()
    revoke_link(link_id=closed.pk, why="superseded", by=gc.actor, at=timezone.now())
    finish_link(link_id=done.pk, by=actor_of(done), at=timezone.now())
    answer = client.get(closed_path)
    assert (answer.status_code, "Este enlace está cerrado" in answer.text) == (410, True)
    answer = client.get(done_path)
    assert (answer.status_code, "Esto ya está hecho" in answer.text) == (200, True)
    assert "Firmaste" in answer.text


def test_whoever_received_somebody_elses_link_closes_it_and_its_maker_is_told(
    client: Client, make_link: MakeLink, gc: Person
) -> None:
    link, path = make_link()
    assert "Ana Clara Villafañe" in client.get(f"{path}no-soy-yo/").text
    link.refresh_from_db()
    assert link.revoked_at is None
    assert client.post(f"{path}no-soy-yo/").status_code == 200
    link.refresh_from_db()
    assert link.revoked_why == "not-me"
    assert events(link)[-1] == "link.revoked"
    assert Outbox.objects.get().to == [gc.user.email]


def test_the_page_names_the_person_of_the_house_to_talk_to(client: Client, make_link: MakeLink, gc: Person) -> None:
    gc.user.phone = "+54 9 11 2345-6789"
    gc.user.save()
    _link, path = make_link(at=timezone.now() - timedelta(days=30))
    page = client.get(path).text
    assert "Diego Altamirano" in page
    assert "https://wa.me/5491123456789" in page
