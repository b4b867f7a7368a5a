"""What people who should not act try: guessed, replayed and forwarded links, scanners, forged cookies, codes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client, RequestFactory
from django.utils import timezone

from trato.ledger.models import Entry
from trato.links.actions import finish_link
from trato.links.browsers import COOKIE, verified
from trato.links.models import LinkVisit, OneTimeCode, Verification
from trato.links.purposes import actor_of
from trato.links.tests.conftest import MakeLink, events, last_code, token_of
from trato.mail.models import Outbox


def verify(client: Client, path: str) -> None:
    client.post(f"{path}codigo/", {"do": "send"})
    assert client.post(f"{path}codigo/", {"code": last_code()}).status_code == 302


def test_a_guessed_token_opens_nothing_and_is_told_nothing(client: Client, make_link: MakeLink) -> None:
    _link, path = make_link()
    token = token_of(path)
    guesses = ["x", token[:-1] + ("A" if token[-1] != "A" else "B"), "A" * 43, token + "A", token.upper(), "%00", "..."]
    pages = set()
    for guess in guesses:
        for page in ("", "codigo/", "pedir/", "no-soy-yo/"):
            answer = client.get(f"/e/{guess}/{page}")
            assert answer.status_code == 404
            pages.add(answer.text)
    assert len(pages) == 1, "every unknown token gets the very same page"
    assert not LinkVisit.objects.exists()


def test_an_unknown_token_costs_the_same_queries_as_a_known_one_that_ended(
    make_link: MakeLink, django_assert_num_queries: object
) -> None:
    from trato.links.doors import LinkRefused, open_link

    _link, path = make_link(at=timezone.now() - timedelta(days=30))
    for token in (token_of(path), "A" * 43):
        with django_assert_num_queries(1), pytest.raises(LinkRefused):  # type: ignore[operator]
            open_link(token, timezone.now())


def test_scanners_change_nothing(client: Client, make_link: MakeLink) -> None:
    link, path = make_link()
    old, old_path = make_link(at=timezone.now() - timedelta(days=30))
    ledger, mails = Entry.objects.count(), Outbox.objects.count()
    for method in (client.head, client.options):
        for address in (path, old_path, f"/portal/{token_of(path)}/", f"/prueba/firma/{token_of(path)}/"):
            for page in ("", "codigo/", "pedir/", "no-soy-yo/"):
                method(address + page)
    assert Entry.objects.count() == ledger
    for address in (path, old_path):
        for page in ("", "codigo/", "pedir/", "no-soy-yo/", "codigo/?do=send&code=000000"):
            client.get(address + page)
    link.refresh_from_db()
    assert (link.state(timezone.now()), Outbox.objects.count()) == ("open", mails)
    assert events(link) == ["link.created", "link.opened"], "the first opening is noted, nothing else happens"
    assert events(old) == ["link.created"]
    assert not OneTimeCode.objects.exists()


def test_every_visit_is_logged_with_its_address(client: Client, make_link: MakeLink) -> None:
    link, path = make_link()
    client.get(path, headers={"User-Agent": "WhatsApp/2.24 A"}, REMOTE_ADDR="192.0.2.7")
    client.head(path)
    first, second = LinkVisit.objects.all()
    assert (first.link, first.what, first.ip, first.user_agent) == (link, "open", "192.0.2.7", "WhatsApp/2.24 A")
    assert second.what == "head-open"


def test_a_forwarded_link_asks_for_the_code_again_in_another_browser(make_link: MakeLink) -> None:
    link, path = make_link()
    page = f"/prueba/firma/{token_of(path)}/"
    ana, other = Client(), Client()
    verify(ana, path)
    assert other.post(page).headers["Location"].startswith(f"{path}codigo/")
    link.refresh_from_db()
    assert link.done_at is None
    ana.post(page)
    link.refresh_from_db()
    assert link.done_at is not None


def test_a_verification_lasts_two_hours(make_link: MakeLink) -> None:
    link, path = make_link()
    ana = Client()
    verify(ana, path)
    Verification.objects.update(at=timezone.now() - timedelta(hours=2, seconds=1))
    ana.post(f"/prueba/firma/{token_of(path)}/")
    link.refresh_from_db()
    assert link.done_at is None


def test_a_forged_or_foreign_cookie_verifies_nobody(make_link: MakeLink) -> None:
    link, path = make_link()
    _other, other_path = make_link(person_key="person/13", mail="leo@quebracho.example")
    page = f"/prueba/firma/{token_of(path)}/"
    leo = Client()
    verify(leo, other_path)
    leo.post(page)
    ana = Client()
    verify(ana, path)
    for forged in (
        "",
        "x",
        signing.Signer(salt="trato.links.verified", key="k" * 50).sign_object([Verification.objects.latest("pk").pk]),
        signing.Signer(salt="another").sign_object([Verification.objects.latest("pk").pk]),
        signing.Signer(salt="trato.links.verified").sign_object({"pk": 1}),
    ):
        attacker = Client()
        attacker.cookies[COOKIE] = forged
        attacker.post(page)
    link.refresh_from_db()
    assert link.done_at is None


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(make_link: MakeLink) -> None:
    _link, path = make_link()
    ana = Client()
    verify(ana, path)
    cookie = ana.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_replayed_link_does_nothing_once_done(make_link: MakeLink) -> None:
    link, path = make_link()
    ana = Client()
    verify(ana, path)
    finish_link(link_id=link.pk, by=actor_of(link), at=timezone.now())
    ledger = Entry.objects.count()
    answer = ana.post(f"/prueba/firma/{token_of(path)}/")
    assert answer.status_code == 200
    assert "Esto ya está hecho" in answer.text
    assert Entry.objects.count() == ledger


def test_a_link_opens_only_the_page_of_its_purpose(client: Client, make_link: MakeLink) -> None:
    _link, path = make_link(purpose="test-survey")
    assert client.get(f"/prueba/firma/{token_of(path)}/").status_code == 404
    assert client.get(f"/prueba/encuesta/{token_of(path)}/").status_code == 200


def test_codes_cannot_be_guessed_by_force(make_link: MakeLink) -> None:
    _link, path = make_link()
    attacker = Client()
    attacker.post(f"{path}codigo/", {"do": "send"})
    code = last_code().replace(" ", "")
    guesses = [f"{n:06d}" for n in range(20) if f"{n:06d}" != code]
    statuses = [attacker.post(f"{path}codigo/", {"code": guess}).status_code for guess in guesses[:12]]
    assert statuses == [422] * 4 + [429] + [429] * 7
    assert attacker.post(f"{path}codigo/", {"code": code}).status_code == 429
    assert COOKIE not in attacker.cookies
    for _time in range(2):
        attacker.post(f"{path}codigo/", {"do": "send"})
    assert attacker.post(f"{path}codigo/", {"do": "send"}).status_code == 429


def test_a_post_from_another_site_is_refused(make_link: MakeLink) -> None:
    link, path = make_link()
    strict = Client(enforce_csrf_checks=True)
    for page in ("codigo/", "no-soy-yo/"):
        assert strict.post(path + page, {"do": "send"}).status_code == 403
    link.refresh_from_db()
    assert link.revoked_at is None


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"])
def test_the_code_page_leads_to_no_other_site(make_link: MakeLink, target: str) -> None:
    _link, path = make_link()
    ana = Client()
    ana.post(f"{path}codigo/", {"do": "send"})
    answer = ana.post(f"{path}codigo/?next={target}", {"code": last_code()})
    assert answer.headers["Location"] == f"/prueba/firma/{token_of(path)}/"


def test_a_ticket_shows_nothing_before_the_code(make_link: MakeLink) -> None:
    from trato.links.doors import open_link, ticket_for

    survey, path = make_link(purpose="test-survey")
    contract, _ = make_link()
    at = timezone.now()
    ticket = ticket_for(open_link(token_of(path), at), contract, at=at)
    forwarded = Client()
    answer = forwarded.get(f"/prueba/firma/{ticket}/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"/e/{ticket}/codigo/")
    verify(forwarded, f"/e/{ticket}/")
    assert "Ana Clara" in forwarded.get(f"/prueba/firma/{ticket}/").text
    assert survey != contract


def test_personal_pages_are_kept_by_nobody(client: Client, make_link: MakeLink) -> None:
    _link, path = make_link()
    for address in (path, f"{path}codigo/", "/e/nobody/"):
        headers = client.get(address).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Referrer-Policy"] == "same-origin"


def test_html_in_names_is_shown_as_text(client: Client, make_link: MakeLink) -> None:
    _link, path = make_link(name="<script>alert(1)</script> Pérez", client="<b>x</b>")
    for page in ("codigo/", "no-soy-yo/"):
        text = client.get(path + page).text
        assert "<script>alert" not in text
        assert "<b>x</b>" not in text


def test_a_code_typed_for_one_link_reads_the_others_and_binds_only_its_own(make_link: MakeLink) -> None:
    first, path = make_link()
    other, other_path = make_link(purpose="test-survey")
    ana = Client()
    verify(ana, path)
    asked = RequestFactory().get("/")
    asked.COOKIES[COOKIE] = ana.cookies[COOKIE].value
    at = timezone.now()
    assert verified(asked, first, at, binding=True) == verified(asked, other, at)
    assert verified(asked, other, at, binding=True) is None
    assert ana.get(f"{other_path}codigo/").status_code == 200, "a code of its own is asked"
