from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.support.cast import Person, signed_in
from trato.mail.delivery import deliver_due
from trato.mail.models import Outbox
from trato.mail.outbox import send

AT = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def mail(db: None) -> Outbox:
    return send(
        to=["ana@quebracho.example"], subject="Tu enlace", text="Abrí http://x.example/e/1/", secret=True, at=AT
    )


def test_in_a_demo_anybody_reads_the_mail(client: Client, mail: Outbox, settings: Any) -> None:
    settings.TRATO_DEMO = True
    assert "Tu enlace" in client.get("/correo/").text
    page = client.get(f"/correo/{mail.pk}/").text
    assert 'href="http://x.example/e/1/"' in page
    deliver_due(AT)
    mail.refresh_from_db()
    assert mail.text == ""
    assert 'href="http://x.example/e/1/"' in client.get(f"/correo/{mail.pk}/").text


def test_outside_a_demo_nobody_reads_a_mail(client: Client, mail: Outbox, gc: Person) -> None:
    assert client.get(f"/correo/{mail.pk}/").status_code == 302
    signed_in(client, gc)
    assert client.get(f"/correo/{mail.pk}/").status_code == 404
    assert "Abrí" not in client.get("/correo/").text


def test_undelivered_mail_is_shown_to_those_who_watch_and_to_nobody_else(
    client: Client, mail: Outbox, gc: Person, ec: Person
) -> None:
    Outbox.objects.update(failed_at=AT, error="550 no such mailbox")
    signed_in(client, ec)
    assert client.get("/correo/").status_code == 403
    signed_in(client, gc)
    page = client.get("/correo/").text
    assert "550 no such mailbox" in page
    assert client.post(f"/correo/{mail.pk}/reintento/").status_code == 302
    mail.refresh_from_db()
    assert mail.state == "waiting"


def test_html_in_a_mail_is_shown_as_text(client: Client, db: None, settings: Any) -> None:
    settings.TRATO_DEMO = True
    mail = send(to=["a@b.example"], subject="<script>1</script>", text="<img src=x onerror=1>", at=AT)
    page = client.get(f"/correo/{mail.pk}/").text
    assert "<script>1" not in page
    assert "<img src=x" not in page


def test_an_attachment_is_always_downloaded(client: Client, db: None, settings: Any) -> None:
    settings.TRATO_DEMO = True
    mail = send(to=["a@b.example"], subject="Acta", text="Va", attachments=[('á"b.html', "text/html", b"<b>")], at=AT)
    answer = client.get(f"/correo/{mail.pk}/adjuntos/0/")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="__b.html"'
