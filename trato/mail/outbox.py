"""Mail leaves through a row written in the caller's transaction, so it goes if and only if the act happened."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from trato.mail.models import Attachment, Outbox

type File = tuple[str, str, bytes | str]
"""Name, MIME type, and the bytes or the SHA-256 in hexadecimal of a kept file."""

MOST_RECIPIENTS = 50
LONGEST_SUBJECT = 300
LONGEST_NAME = 200
MOST_BYTES = 20 * 1024 * 1024
MIME = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*\Z")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
HASH = re.compile(r"[0-9a-f]{64}\Z")


class CannotSendMail(Exception):
    """The mail cannot be written; `reason` is one code: recipient, subject, text, attachment."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def send(
    *,
    to: Sequence[str],
    subject: str,
    text: str,
    html: str = "",
    attachments: Sequence[File] = (),
    stream: str = "",
    secret: bool = False,
    at: datetime,
) -> Outbox:
    """Queue one mail in the caller's transaction and return its row, whose Message-ID never changes.

    `stream` names what it is about (a cycle), so that what did not arrive shows there. The text of a `secret` mail (a
    code, a personal link) is erased from the table once handed over. Line breaks or control characters in a header
    are refused, never cleaned: `CannotSendMail`.
    """
    files = [_checked(file) for file in attachments]
    if sum(len(content) for _name, _mime, content in files if isinstance(content, bytes)) > MOST_BYTES:
        raise CannotSendMail("attachment")
    mail = Outbox.objects.create(
        message_id=_new_message_id(),
        sender=settings.DEFAULT_FROM_EMAIL,
        to=_recipients(to),
        subject=_subject(subject),
        text=_text(text),
        html=html,
        stream=stream,
        secret=secret,
        created_at=at,
        due_at=at,
    )
    Attachment.objects.bulk_create(
        Attachment(
            outbox=mail,
            position=position,
            name=name,
            mime=mime,
            data=content if isinstance(content, bytes) else None,
            file_hash=content if isinstance(content, str) else "",
        )
        for position, (name, mime, content) in enumerate(files)
    )
    return mail


@transaction.atomic
def try_again(*, outbox_id: int, at: datetime) -> Outbox:
    """Queue once more a mail that was given up."""
    mail = Outbox.objects.select_for_update().get(pk=outbox_id)
    if mail.failed_at is None:
        raise CannotSendMail("state")
    mail.failed_at, mail.bounced_at, mail.held_until, mail.attempts, mail.due_at = None, None, None, 0, at
    mail.save(update_fields=["failed_at", "bounced_at", "held_until", "attempts", "due_at"])
    return mail


def _recipients(to: Sequence[str]) -> list[str]:
    if isinstance(to, str) or not 0 < len(to) <= MOST_RECIPIENTS:
        raise CannotSendMail("recipient")
    return list(dict.fromkeys(_address(address) for address in to))


def _address(address: str) -> str:
    """Return the bare address; a display name is dropped, so that nothing typed by people enters the header."""
    if CONTROL.search(address):
        raise CannotSendMail("recipient")
    bare = parseaddr(address)[1].strip()
    try:
        validate_email(bare)
    except ValidationError:
        raise CannotSendMail("recipient") from None
    return bare


def _subject(subject: str) -> str:
    if not subject.strip() or CONTROL.search(subject) or len(subject) > LONGEST_SUBJECT:
        raise CannotSendMail("subject")
    return subject


def _text(text: str) -> str:
    if not text.strip() or "\x00" in text:
        raise CannotSendMail("text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _checked(file: File) -> File:
    name, mime, content = file
    hash_is_one = not isinstance(content, str) or HASH.match(content)
    if not name or CONTROL.search(name) or len(name) > LONGEST_NAME or not MIME.match(mime) or not hash_is_one:
        raise CannotSendMail("attachment")
    return name, mime, content


def _new_message_id() -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return f"<{secrets.token_hex(16)}@{domain}>"
