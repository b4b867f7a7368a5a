from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.cast import SINCE
from trato.documents.files.storing import erase_file
from trato.mail.files import WrongFile
from trato.mail.outbox import send

if TYPE_CHECKING:
    from trato.documents.models import File


def test_a_kept_file_travels_with_a_mail_by_its_hash(stored_file: File) -> None:
    at = SINCE + timedelta(days=30)
    attachment = ("contrato.pdf", "application/pdf", stored_file.sha256)
    mail = send(to=["ana@quebracho.example"], subject="Tu contrato", text="Va.", attachments=[attachment], at=at)
    (part,) = mail.as_message().iter_attachments()
    assert part.get_filename() == "contrato.pdf"
    assert len(part.get_content()) == stored_file.size
    erase_file(stored_file, at=at)
    with pytest.raises(WrongFile):
        mail.as_message()
