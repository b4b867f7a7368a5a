from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session
from django.db import transaction

from tests.support.installations import free_port
from trato.mail.delivery import PAUSES, deliver, deliver_due, pause_after
from trato.mail.models import Outbox
from trato.mail.outbox import send, try_again
from trato.mail.transports import Folder, NotNow, SmtpServer

AT = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def write(*to: str, text: str = "Buen día.", **given: Any) -> Outbox:
    return send(to=to or ("ana@quebracho.example",), subject="Hola", text=text, at=AT, **given)


class Refusing:
    """A transport that never works."""

    def deliver(self, message: EmailMessage, *, to: list[str]) -> dict[str, str]:
        raise NotNow("421 busy")


class Mailboxes:
    """What a mail server does: `full` tries later, `gone` refuses for good, the rest accept."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], EmailMessage]] = []

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("full@"):
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.received.append((list(envelope.rcpt_tos), message))
        return "250 OK"


@pytest.fixture
def mailboxes() -> Generator[tuple[Mailboxes, SmtpServer]]:
    handler = Mailboxes()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, SmtpServer(host="127.0.0.1", port=controller.port, timeout=5)
    controller.stop()


def test_pauses_grow_and_end() -> None:
    pauses = [pause_after(attempt) for attempt in range(1, len(PAUSES) + 1)]
    assert pauses == sorted(pauses, key=lambda pause: pause or timedelta())
    assert pause_after(len(PAUSES) + 1) is None


@pytest.mark.django_db
def test_mail_reaches_a_real_server_once(mailboxes: tuple[Mailboxes, SmtpServer]) -> None:
    handler, server = mailboxes
    mail = write("ana@quebracho.example", "leo@quebracho.example", text="Señal: ñandú")
    assert deliver(at=AT, transport=server) == 1
    assert deliver(at=AT + timedelta(days=1), transport=server) == 0
    ((to, received),) = handler.received
    assert to == ["ana@quebracho.example", "leo@quebracho.example"]
    assert received["Message-ID"] == mail.message_id
    assert received.get_content().strip() == "Señal: ñandú"
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == ("sent", 1, "")


@pytest.mark.django_db
def test_a_mailbox_that_does_not_exist_is_shown_at_once(mailboxes: tuple[Mailboxes, SmtpServer]) -> None:
    mail = write("gone@quebracho.example", stream="cycle/4")
    deliver(at=AT, transport=mailboxes[1])
    mail.refresh_from_db()
    assert mail.state == "failed"
    assert mail.bounced_at == AT
    assert "550" in mail.error
    assert list(Outbox.objects.undelivered().of_stream("cycle/4")) == [mail]


@pytest.mark.django_db
def test_one_refused_mailbox_does_not_keep_the_mail_from_the_others(
    mailboxes: tuple[Mailboxes, SmtpServer],
) -> None:
    mail = write("gone@quebracho.example", "ana@quebracho.example")
    deliver(at=AT, transport=mailboxes[1])
    mail.refresh_from_db()
    assert mailboxes[0].received[0][0] == ["ana@quebracho.example"]
    assert (mail.state, mail.sent_at) == ("bounced", AT)


@pytest.mark.django_db
def test_a_full_mailbox_is_tried_again_later(mailboxes: tuple[Mailboxes, SmtpServer]) -> None:
    mail = write("full@quebracho.example")
    deliver(at=AT, transport=mailboxes[1])
    mail.refresh_from_db()
    assert (mail.state, mail.due_at) == ("retrying", AT + timedelta(minutes=1))
    assert "452" in mail.error


@pytest.mark.django_db
def test_a_server_that_is_away_loses_no_mail() -> None:
    mail = write()
    nobody = SmtpServer(host="127.0.0.1", port=free_port(), timeout=2)
    assert deliver(at=AT, transport=nobody) == 0
    mail.refresh_from_db()
    assert mail.state == "retrying"


@pytest.mark.django_db
def test_a_mail_is_given_up_after_the_last_pause_and_can_be_tried_again(tmp_path: Path) -> None:
    mail = write()
    at = AT
    for _attempt in range(len(PAUSES) + 1):
        deliver(at=at, transport=Refusing())
        mail.refresh_from_db()
        at = mail.due_at
    assert (mail.state, mail.error) == ("failed", "421 busy")
    try_again(outbox_id=mail.pk, at=at)
    assert deliver(at=at, transport=Folder(tmp_path)) == 1


@pytest.mark.django_db
def test_a_mail_that_a_dead_worker_held_leaves_again_under_the_same_id(tmp_path: Path) -> None:
    mail = write()
    Outbox.objects.update(held_until=AT + timedelta(minutes=2), attempts=1)
    assert deliver(at=AT, transport=Folder(tmp_path)) == 0
    assert deliver(at=AT + timedelta(minutes=3), transport=Folder(tmp_path)) == 1
    assert [path.name for path in tmp_path.iterdir()] == [mail.message_id.strip("<>") + ".eml"]


@pytest.mark.django_db
def test_delivering_twice_to_the_folder_leaves_one_file(tmp_path: Path) -> None:
    mail = write()
    for _time in range(2):
        Folder(tmp_path).deliver(mail.as_message(), to=mail.to)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.django_db
def test_the_text_of_a_secret_mail_does_not_stay_in_the_table(tmp_path: Path) -> None:
    secret, plain = write(text="Tu código: 123 456", secret=True), write(text="Acta de la reunión")
    deliver(at=AT, transport=Folder(tmp_path))
    secret.refresh_from_db()
    plain.refresh_from_db()
    assert (secret.text, plain.text) == ("", "Acta de la reunión")
    assert any("123 456" in path.read_text() for path in tmp_path.iterdir())


@pytest.mark.django_db
def test_the_folder_is_the_default_transport(settings: Any) -> None:
    mail = write()
    deliver_due(AT)
    folder = Folder(settings.TRATO_DATA_DIR / "mail")
    assert folder.file_of(mail.message_id).is_file()


@pytest.mark.django_db
def test_a_mail_that_cannot_be_built_does_not_stop_the_next(tmp_path: Path) -> None:
    broken, fine = write(), write()
    Outbox.objects.filter(pk=broken.pk).update(sender="Trato\r\nBcc: x@y.example")
    assert deliver(at=AT, transport=Folder(tmp_path)) == 1
    broken.refresh_from_db()
    fine.refresh_from_db()
    assert (broken.state, fine.state) == ("retrying", "sent")


def test_no_mail_is_delivered_inside_a_transaction(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        deliver(at=AT, transport=Folder(tmp_path))
    assert not list(tmp_path.iterdir())
