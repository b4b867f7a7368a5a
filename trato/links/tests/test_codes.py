from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.support.cast import Person
from trato.links import codes
from trato.links.actions import revoke_link
from trato.links.codes import CannotSendCode, CodeRefused, check_code, code_alive, send_code
from trato.links.models import OneTimeCode, Verification
from trato.links.tests.conftest import MakeLink, events, forget_rates, last_code
from trato.mail.models import Outbox
from trato.mail.outbox import CannotSendMail


def wrong(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**6:06d}"


def test_a_code_reaches_the_mailbox_and_verifies_once(make_link: MakeLink) -> None:
    link, _path = make_link()
    at = timezone.now()
    send_code(link, at)
    assert Outbox.objects.get().to == ["ana@quebracho.example"]
    code = last_code()
    verification = check_code(link, f" {code} ", at + timedelta(minutes=9))
    assert (verification.person_key, verification.mail) == ("person/12", "ana@quebracho.example")
    assert events(link) == ["link.created", "code.sent", "code.verified"]
    with pytest.raises(CodeRefused, match="none"):
        check_code(link, code, at + timedelta(minutes=9))


def test_the_code_is_kept_neither_in_the_table_nor_in_the_ledger(make_link: MakeLink) -> None:
    link, _path = make_link()
    send_code(link, timezone.now())
    code = last_code().replace(" ", "")
    assert not any(code == str(value) for value in OneTimeCode.objects.values_list().get())
    assert Outbox.objects.get().secret


def test_a_code_lasts_ten_minutes(make_link: MakeLink) -> None:
    link, _path = make_link()
    at = timezone.now()
    send_code(link, at)
    with pytest.raises(CodeRefused, match="expired"):
        check_code(link, last_code(), at + timedelta(minutes=10))
    assert code_alive(link, at + timedelta(minutes=10)) is None


def test_guessing_ends_after_five_tries_even_with_the_right_code(make_link: MakeLink) -> None:
    link, _path = make_link()
    at = timezone.now()
    send_code(link, at)
    code = last_code()
    left = []
    for _try in range(5):
        with pytest.raises(CodeRefused) as refused:
            check_code(link, wrong(code), at)
        left.append((refused.value.reason, refused.value.left))
    assert left == [("wrong", 4), ("wrong", 3), ("wrong", 2), ("wrong", 1), ("too-many", 0)]
    with pytest.raises(CodeRefused, match="too-many"):
        check_code(link, code, at)
    assert not Verification.objects.exists()
    assert events(link).count("code.failed") == 5


def test_a_try_counts_whatever_the_caller_does_next(make_link: MakeLink) -> None:
    link, _path = make_link()
    at = timezone.now()
    send_code(link, at)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        check_code(link, "000000", at)


def test_a_new_code_ends_the_one_before(make_link: MakeLink) -> None:
    link, _path = make_link()
    at = timezone.now()
    send_code(link, at)
    first = last_code()
    send_code(link, at)
    second = last_code()
    if first != second:
        with pytest.raises(CodeRefused, match="wrong"):
            check_code(link, first, at)
    assert check_code(link, second, at)


def test_codes_are_few_in_ten_minutes_and_in_a_day_over_all_links(make_link: MakeLink) -> None:
    link, _path = make_link()
    other, _path = make_link(purpose="test-survey")
    at = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    for _time in range(3):
        send_code(link, at)
    with pytest.raises(CannotSendCode, match="too-many"):
        send_code(other, at)
    sent = 3
    for window in range(1, 10):
        for _time in range(3):
            try:
                send_code(link, at + timedelta(minutes=10 * window))
            except CannotSendCode:
                break
            sent += 1
    assert sent == codes.CODES_A_DAY == Outbox.objects.count()


def test_without_a_mailbox_nobody_is_let_through(make_link: MakeLink) -> None:
    link, _path = make_link(mail="")
    with pytest.raises(CannotSendCode, match="no-mail"):
        send_code(link, timezone.now())
    assert not OneTimeCode.objects.exists()


def test_when_the_mail_cannot_be_queued_no_code_exists(make_link: MakeLink, monkeypatch: pytest.MonkeyPatch) -> None:
    link, _path = make_link()

    def fails(**_given: object) -> None:
        raise CannotSendMail("recipient")

    monkeypatch.setattr("trato.links.letters.send", fails)
    with pytest.raises(CannotSendCode, match="mail"):
        send_code(link, timezone.now())
    assert not OneTimeCode.objects.exists()
    assert events(link) == ["link.created"]


def test_a_closed_link_gets_no_code_and_takes_none(make_link: MakeLink, gc: Person) -> None:
    link, _path = make_link()
    send_code(link, timezone.now())
    code = last_code()
    link = revoke_link(link_id=link.pk, why="withdrawn", by=gc.actor, at=timezone.now())
    forget_rates()
    with pytest.raises(CannotSendCode, match="closed"):
        send_code(link, timezone.now())
    with pytest.raises(CodeRefused, match="none"):
        check_code(link, code, timezone.now())


def test_the_code_of_one_link_opens_no_other(make_link: MakeLink) -> None:
    link, _path = make_link()
    other, _path = make_link(person_key="person/13", mail="leo@quebracho.example")
    at = timezone.now()
    send_code(link, at)
    code = last_code()
    send_code(other, at)
    if code != last_code():
        with pytest.raises(CodeRefused, match="wrong"):
            check_code(other, code, at)
