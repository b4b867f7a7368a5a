from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.test import Client
from django.utils import timezone

from tests.support.cast import Person
from trato.ledger.models import Entry
from trato.links.actions import finish_link, revoke_link
from trato.links.purposes import Task, actor_of
from trato.links.tests.conftest import MakeLink, last_code, token_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from trato.cycles.models import Cycle


def home(path: str) -> str:
    return f"/portal/{token_of(path)}/"


def verify(client: Client, path: str) -> None:
    client.post(f"{path}codigo/", {"do": "send"})
    client.post(f"{path}codigo/", {"code": last_code()})


def test_the_home_says_what_is_needed_and_until_when(client: Client, make_link: MakeLink) -> None:
    _link, path = make_link()
    page = client.get(home(path)).text
    assert "Qué necesitamos de vos" in page
    assert "Ana, es una sola cosa." in page
    assert "Hasta el jueves 9 de abril" in page
    assert "USD 14.800 + IVA" in page
    assert "Dulces Quebracho Viejo SRL" in page
    assert "No soy yo" in page
    assert "RAR" not in page


def test_the_home_needs_no_script(client: Client, make_link: MakeLink) -> None:
    _link, path = make_link()
    page = client.get(home(path)).text
    assert "<script" not in page
    assert "style=" not in page
    assert " onclick" not in page


def test_the_home_asks_at_most_three_things_the_most_urgent_first(
    client: Client, make_link: MakeLink, asked: dict[str, Task | None]
) -> None:
    _first, path = make_link(subject={"n": 0})
    for number in range(4):
        make_link(purpose="test-survey", subject={"n": number})
    page = client.get(home(path)).text
    assert "son 5 cosas" in page
    assert page.count('class="num"') == 3
    assert "Después de estas quedan 2 más." in page
    assert page.index("Firmar el contrato") < page.index("Contanos cómo fue")
    survey = asked["test-survey"]
    assert survey
    asked["test-survey"] = replace(survey, due_on=date(2026, 4, 1))
    page = client.get(home(path)).text
    assert page.count("Contanos cómo fue") == 3
    assert "Firmar el contrato" not in page


def test_what_two_links_ask_alike_is_asked_once(client: Client, make_link: MakeLink) -> None:
    _first, path = make_link()
    make_link()
    assert client.get(home(path)).text.count('class="num"') == 1


def test_a_forwarded_link_does_not_tell_what_the_others_say(client: Client, make_link: MakeLink) -> None:
    contract, _ = make_link()
    _survey, path = make_link(purpose="test-survey")
    page = client.get(home(path)).text
    assert "Firmar el contrato" in page
    assert "USD 14.800" not in page
    answer = client.get(f"{home(path)}tarea/{contract.pk}/")
    assert answer.headers["Location"].startswith(f"{path}codigo/?next=")
    verify(client, path)
    assert "USD 14.800" in client.get(home(path)).text
    answer = client.get(f"{home(path)}tarea/{contract.pk}/", follow=True)
    assert answer.text == "Firmar, Ana Clara Villafañe"


def test_links_of_other_people_and_other_cycles_are_not_there(client: Client, make_link: MakeLink) -> None:
    _mine, path = make_link(purpose="test-survey")
    others = [
        make_link(person_key="person/13")[0],
        make_link(mail="leo@quebracho.example")[0],
        make_link(cycle_stream="cycle/43")[0],
    ]
    verify(client, path)
    assert client.get(home(path)).text.count('class="num"') == 1
    for other in others:
        assert client.get(f"{home(path)}tarea/{other.pk}/").status_code == 404


def test_what_was_done_stays_to_be_seen(client: Client, make_link: MakeLink, gc: Person) -> None:
    done, path = make_link()
    finish_link(link_id=done.pk, by=actor_of(done), at=timezone.now())
    page = client.get(home(path)).text
    assert "Nada pendiente" in page
    assert "Lo que ya hiciste" in page
    assert "Firmaste" in page
    revoked, _ = make_link(purpose="test-survey")
    revoke_link(link_id=revoked.pk, why="withdrawn", by=gc.actor, at=timezone.now())
    assert "Contanos" not in client.get(home(path)).text


def test_a_link_that_asks_nothing_any_longer_is_not_listed(
    client: Client, make_link: MakeLink, asked: dict[str, Task | None]
) -> None:
    _link, path = make_link()
    asked["test-sign"] = None
    assert "por ahora no necesitamos nada de vos" in client.get(home(path)).text


def test_an_expired_or_closed_link_opens_no_home(client: Client, make_link: MakeLink, gc: Person) -> None:
    _expired, expired = make_link(at=timezone.now() - timedelta(days=30))
    closed, closed_path = make_link()
    revoke_link(link_id=closed.pk, why="withdrawn", by=gc.actor, at=timezone.now())
    assert "Este enlace venció" in client.get(home(expired)).text
    assert "Este enlace está cerrado" in client.get(home(closed_path)).text
    assert client.get("/portal/nadie/").status_code == 404


def test_looking_at_the_home_does_nothing(client: Client, make_link: MakeLink) -> None:
    _link, path = make_link()
    client.get(home(path))
    ledger = Entry.objects.count()
    client.get(home(path))
    client.head(home(path))
    assert client.post(home(path)).status_code == 405
    assert Entry.objects.count() == ledger


def test_the_home_shows_how_the_project_is_doing_and_who_leads_it(
    client: Client, make_link: MakeLink, cycle: Cycle, ec: Person
) -> None:
    ec.user.phone = "+5491123456789"
    ec.user.save()
    contact = cycle.organisation.contacts.get()
    _link, path = make_link(cycle_stream=cycle.stream, person_key=contact.key, mail=contact.mail)
    page = client.get(home(path)).text
    assert "Cómo venimos" in page
    assert 'aria-current="step"' in page
    assert page.index("Contarnos qué necesitás") < page.index("Aprobar lo que nos pediste y el precio")
    assert "Martina Sosa" in page
    assert "https://wa.me/5491123456789" in page


def test_the_home_costs_the_same_queries_with_many_links(
    client: Client, make_link: MakeLink, django_assert_max_num_queries: Callable[..., object]
) -> None:
    _link, path = make_link()
    for number in range(20):
        make_link(purpose="test-survey", subject={"n": number})
    client.get(home(path))
    with django_assert_max_num_queries(15):
        client.get(home(path))
