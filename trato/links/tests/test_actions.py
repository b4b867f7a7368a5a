from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.support.cast import Person
from trato.ledger.entries import stream_entries
from trato.ledger.models import Entry
from trato.links import tokens
from trato.links.actions import (
    CannotChangeLink,
    CannotCreateLink,
    CannotRenew,
    finish_link,
    renew_link,
    revoke_link,
)
from trato.links.doors import LinkRefused, open_link, ticket_for
from trato.links.letters import whatsapp_text
from trato.links.models import Link
from trato.links.purposes import Task, UnknownPurpose, actor_of
from trato.links.tests.conftest import MakeLink, events, token_of
from trato.mail.models import Outbox

AT = datetime(2026, 4, 3, 15, 0, tzinfo=UTC)


def test_the_token_is_random_and_kept_only_as_a_hash(make_link: MakeLink) -> None:
    link, path = make_link()
    _other, other_path = make_link()
    token = token_of(path)
    assert tokens.looks_like_token(token)
    assert token != token_of(other_path)
    assert link.token_hash == tokens.hash_of(token)
    assert not any(token in str(value) for value in Link.objects.values_list().get(pk=link.pk))


def test_creating_a_link_is_an_entry_without_personal_data(make_link: MakeLink, gc: Person) -> None:
    link, _path = make_link(at=AT)
    (entry,) = stream_entries(link.stream)
    assert (entry.event, entry.actor_key) == ("link.created", gc.user.key)
    assert dict(entry.facts) == {
        "purpose": "test-sign",
        "subject": link.subject_hash,
        "expires": "2026-04-13",
        "cycle": "cycle/42",
    }
    body = bytes(Entry.objects.get(stream=link.stream).body).lower()
    assert not any(word in body for word in (b"ana", b"quebracho", b"villafa", b"5491123456789"))


def test_a_link_lasts_to_the_end_of_its_last_local_day(make_link: MakeLink) -> None:
    link, path = make_link(at=AT, days=10)
    last_second = datetime(2026, 4, 14, 2, 59, 59, tzinfo=UTC)
    assert open_link(token_of(path), last_second).link == link
    with pytest.raises(LinkRefused, match="expired"):
        open_link(token_of(path), last_second + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"name": "  "}, "person"),
        ({"person_key": "Ana Clara"}, "person"),
        ({"mail": "", "phone": ""}, "reach"),
        ({"mail": "ana"}, "mail"),
        ({"mail": "ana@x.example\nBcc: y@z.example"}, "mail"),
        ({"days": 0}, "days"),
        ({"days": 400}, "days"),
    ],
)
def test_a_link_belongs_to_a_named_person_and_ends(make_link: MakeLink, given: dict[str, object], reason: str) -> None:
    with pytest.raises(CannotCreateLink) as refused:
        make_link(**given)
    assert refused.value.reason == reason
    assert not Link.objects.exists()


def test_an_undeclared_purpose_has_no_links(make_link: MakeLink) -> None:
    with pytest.raises(UnknownPurpose):
        make_link(purpose="test-nobody")


def test_the_subject_is_bound_by_its_hash(make_link: MakeLink) -> None:
    one, _ = make_link(subject={"contract": "a" * 64, "rar": "b" * 64})
    same, _ = make_link(subject={"rar": "b" * 64, "contract": "a" * 64})
    other, _ = make_link(subject={"contract": "c" * 64, "rar": "b" * 64})
    assert one.subject_hash == same.subject_hash != other.subject_hash


def test_a_revoked_link_never_opens_again(make_link: MakeLink, gc: Person) -> None:
    link, path = make_link()
    revoke_link(link_id=link.pk, why="superseded", by=gc.actor, at=timezone.now())
    with pytest.raises(LinkRefused, match="revoked"):
        open_link(token_of(path), timezone.now(), done_ok=True)
    assert events(link) == ["link.created", "link.revoked"]
    with pytest.raises(CannotChangeLink):
        revoke_link(link_id=link.pk, why="superseded", by=gc.actor, at=timezone.now())


def test_what_is_done_is_not_done_twice(make_link: MakeLink) -> None:
    link, path = make_link()
    finish_link(link_id=link.pk, by=actor_of(link), at=timezone.now())
    with pytest.raises(CannotChangeLink, match="done"):
        finish_link(link_id=link.pk, by=actor_of(link), at=timezone.now())
    with pytest.raises(LinkRefused, match="done"):
        open_link(token_of(path), timezone.now())
    assert open_link(token_of(path), timezone.now(), done_ok=True).done
    assert events(link) == ["link.created", "link.done"]
    assert stream_entries(link.stream)[-1].role == "FC"


def test_an_expired_link_is_renewed_only_into_the_mailbox_of_its_person(make_link: MakeLink) -> None:
    old, path = make_link(at=timezone.now() - timedelta(days=30))
    fresh = renew_link(link_id=old.pk, at=timezone.now())
    letter = Outbox.objects.get()
    assert letter.to == ["ana@quebracho.example"]
    assert letter.secret
    assert letter.stream == "cycle/42"
    assert f"{settings.TRATO_BASE_URL}/e/" in letter.text
    assert (fresh.person_key, fresh.subject_hash, fresh.replaces) == (old.person_key, old.subject_hash, old)
    assert fresh.created_by == old.created_by
    assert stream_entries(fresh.stream)[0].facts["replaces"] == old.stream
    with pytest.raises(LinkRefused, match="expired"):
        open_link(token_of(path), timezone.now())


def test_renewals_are_few_a_day(make_link: MakeLink) -> None:
    old, _path = make_link(at=timezone.now() - timedelta(days=30))
    for _time in range(3):
        renew_link(link_id=old.pk, at=timezone.now())
    with pytest.raises(CannotRenew, match="too-many"):
        renew_link(link_id=old.pk, at=timezone.now())
    assert Outbox.objects.count() == 3


@pytest.mark.parametrize("why", ["not-expired", "revoked", "done", "no-mail", "nothing-asked"])
def test_only_an_expired_link_that_still_asks_is_renewed(
    make_link: MakeLink, asked: dict[str, Task | None], gc: Person, why: str
) -> None:
    then = timezone.now() - timedelta(days=0 if why == "not-expired" else 30)
    link, _path = make_link(at=then, mail="" if why == "no-mail" else "ana@quebracho.example")
    if why == "revoked":
        revoke_link(link_id=link.pk, why="withdrawn", by=gc.actor, at=timezone.now())
    if why == "done":
        finish_link(link_id=link.pk, by=actor_of(link), at=then)
    if why == "nothing-asked":
        asked["test-sign"] = None
    with pytest.raises(CannotRenew) as refused:
        renew_link(link_id=link.pk, at=timezone.now())
    assert refused.value.reason == why
    assert not Outbox.objects.exists()


def test_a_ticket_opens_only_the_same_persons_links_and_ends(make_link: MakeLink, gc: Person) -> None:
    link, path = make_link()
    mine, _ = make_link(purpose="test-survey")
    hers, _ = make_link(purpose="test-survey", person_key="person/13")
    at = timezone.now()
    opened = open_link(token_of(path), at)
    ticket = ticket_for(opened, mine, at=at)
    assert open_link(ticket, at).link == mine
    assert open_link(ticket, at).through == link
    with pytest.raises(LinkRefused):
        ticket_for(opened, hers, at=at)
    forged = tokens.new_ticket(tokens.Ticket(link.pk, hers.pk), at=at)
    with pytest.raises(LinkRefused, match="unknown"):
        open_link(forged, at)
    with pytest.raises(LinkRefused):
        open_link(ticket[:-1] + ("A" if ticket[-1] != "A" else "B"), at)
    with pytest.raises(LinkRefused):
        open_link(ticket, at + tokens.TICKET_LASTS)
    revoke_link(link_id=link.pk, why="not-me", by=gc.actor, at=at)
    with pytest.raises(LinkRefused, match="revoked"):
        open_link(ticket, at)


def test_the_message_for_whatsapp_names_the_person_the_thing_and_the_day(make_link: MakeLink) -> None:
    link, _path = make_link(at=AT)
    text = whatsapp_text(link, "http://x.example/e/abc/")
    assert text.startswith("¡Hola Ana!")
    assert "firmar el contrato" in text
    assert "http://x.example/e/abc/" in text
    assert "13/04" in text
