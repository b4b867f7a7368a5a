from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP, default

import pytest
from django.db import IntegrityError, transaction

from trato.mail import files
from trato.mail.files import NoFileSource, WrongFile
from trato.mail.models import Outbox
from trato.mail.outbox import CannotSendMail, send

AT = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def write(**given: object) -> Outbox:
    defaults = {"to": ["ana@quebracho.example"], "subject": "Hola, ¿cómo va?", "text": "Buen día.\nÑandú.", "at": AT}
    return send(**{**defaults, **given})  # type: ignore[arg-type]


def test_a_mail_is_a_row_of_the_transaction_that_tells_it() -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        write()
        _ = 1 / 0
    assert not Outbox.objects.exists()
    mail = write(stream="cycle/4")
    assert (mail.state, mail.attempts, mail.stream) == ("waiting", 0, "cycle/4")


def test_the_same_row_gives_the_same_bytes_every_time() -> None:
    mail = write(html="<p>Buen día</p>", attachments=[("acta.pdf", "application/pdf", b"%PDF-1.7")])
    once = mail.as_message().as_bytes(policy=SMTP)
    again = Outbox.objects.get(pk=mail.pk).as_message().as_bytes(policy=SMTP)
    assert once == again
    read = message_from_bytes(once, policy=default)
    assert read["Message-ID"] == mail.message_id
    assert read["Subject"] == "Hola, ¿cómo va?"
    assert read.get_body(("plain",)).get_content().splitlines() == ["Buen día.", "Ñandú."]  # type: ignore[union-attr]
    assert [part.get_filename() for part in read.iter_attachments()] == ["acta.pdf"]


def test_message_ids_are_never_shared() -> None:
    assert write().message_id != write().message_id
    first = Outbox.objects.earliest("id")
    with pytest.raises(IntegrityError), transaction.atomic():
        Outbox.objects.filter(pk__gt=first.pk).update(message_id=first.message_id)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "Hola\r\nBcc: otros@quebracho.example"),
        ("subject", "Hola\nBcc: otros@quebracho.example"),
        ("subject", "Hola\u2028Bcc: x"),
        ("subject", ""),
        ("subject", "x" * 301),
        ("to", ["ana@quebracho.example\r\nBcc: otros@quebracho.example"]),
        ("to", ["ana@quebracho.example, otros@quebracho.example"]),
        ("to", ["nobody"]),
        ("to", []),
        ("to", "ana@quebracho.example"),
        ("text", " "),
        ("attachments", [("acta\r\nX: 1.pdf", "application/pdf", b"")]),
        ("attachments", [("acta.pdf", "application/pdf\r\nX: 1", b"")]),
        ("attachments", [("acta.pdf", "application/pdf", "not a hash")]),
        ("attachments", [("acta.pdf", "application/pdf", b"x" * (20 * 1024 * 1024 + 1))]),
    ],
)
def test_what_could_forge_a_header_is_refused(field: str, value: object) -> None:
    with pytest.raises(CannotSendMail):
        write(**{field: value})
    assert not Outbox.objects.exists()


def test_a_display_name_never_enters_the_header() -> None:
    assert write(to=['"Ana, la jefa" <ana@quebracho.example>']).to == ["ana@quebracho.example"]


def test_a_kept_file_travels_by_its_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = hashlib.sha256(b"%PDF").hexdigest()
    mail = write(attachments=[("contrato.pdf", "application/pdf", digest)])
    monkeypatch.setattr(files, "_readers", [])
    with pytest.raises(NoFileSource):
        mail.as_message()
    monkeypatch.setattr(files, "_readers", [lambda asked: b"%PDF" if asked == digest else b""])
    assert next(mail.as_message().iter_attachments()).get_content() == b"%PDF"
    monkeypatch.setattr(files, "_readers", [lambda asked: b"another file"])
    with pytest.raises(WrongFile):
        mail.as_message()
