"""What a demo's visitor reads of a mail: the delivered file when there is one, for secret texts leave the table."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from django.conf import settings

from trato.mail.models import Outbox
from trato.mail.transports import Folder


def text_of(mail: Outbox) -> str:
    """Return the plain text of a mail, from the folder once delivered, else from its row."""
    path = Folder(settings.TRATO_DATA_DIR / "mail").file_of(mail.message_id)
    if not path.is_file():
        return mail.text
    delivered = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(delivered, EmailMessage)
    body = delivered.get_body(preferencelist=("plain",))
    return str(body.get_content()).replace("\r\n", "\n") if body is not None else ""
