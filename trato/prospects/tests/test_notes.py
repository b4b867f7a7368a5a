import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle
from trato.documents.models import File
from trato.ledger.entries import stream_entries
from trato.organisations.models import Note

pytestmark = pytest.mark.django_db


def test_a_note_and_its_file_are_read_by_whoever_sees_the_organisation_and_taken_out(
    listed: Cycle, ec: Person, auditor: Person, pm: Person, client: Client
) -> None:
    page = f"/prospectos/{listed.organisation_id}/"
    signed_in(client, ec)
    attached = SimpleUploadedFile("pedido.pdf", b"%PDF-1.7 pedido")
    assert client.post(f"{page}notas/nueva/", {"text": "Llamar\n<b>después</b>", "file": attached}).status_code == 302
    note, file = Note.objects.get(), File.objects.get()
    assert "Llamar\n&lt;b&gt;después&lt;/b&gt;" in client.get(page).content.decode()
    entry = stream_entries(listed.organisation.stream)[-1]
    assert (entry.event, entry.facts) == ("note.written", {"note": note.pk})
    assert list(entry.attachments) == [file.sha256]

    assert "pedido.pdf" in signed_in(client, auditor).get(page).content.decode()
    assert b"".join(client.get(file.get_absolute_url()).streaming_content) == b"%PDF-1.7 pedido"  # type: ignore[attr-defined]
    assert client.post(f"/prospectos/notas/{note.pk}/retiro/").status_code == 403
    assert signed_in(client, pm).get(file.get_absolute_url()).status_code == 404

    signed_in(client, ec).post(f"/prospectos/notas/{note.pk}/retiro/")
    assert "Llamar" not in client.get(page).content.decode()
    assert client.post(f"/prospectos/notas/{note.pk}/retiro/").status_code == 404


def test_a_note_says_something_and_is_of_whoever_looks_after_the_organisation(
    listed: Cycle, ec: Person, ec2: Person, client: Client
) -> None:
    address = f"/prospectos/{listed.organisation_id}/notas/nueva/"
    empty = signed_in(client, ec).post(address, {"text": "  "})
    assert (empty.status_code, "elegí un archivo" in empty.content.decode()) == (422, True)
    attached = SimpleUploadedFile("suyo.pdf", b"%PDF-1.7 suyo")
    assert signed_in(client, ec2).post(address, {"text": "Mía", "file": attached}).status_code in {403, 404}
    assert not Note.objects.exists()
    assert not File.objects.exists()
