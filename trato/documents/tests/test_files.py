import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from tests.support.cast import Person, signed_in
from trato.documents import access
from trato.documents.files import FileRefused, UploadField, erase_file, store_file, use_file
from trato.documents.files.storing import clean_name
from trato.documents.models import File, FileUse
from trato.ledger.actors import SYSTEM, Actor
from trato.project.environment import Scanner

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
ZIP = b"PK\x03\x04" + b"\x00" * 20


def keep(name: str, content: bytes, **options: Any) -> File:
    return store_file(ContentFile(content, name=name), by=SYSTEM, at=AT, **options)


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("Acuerdo firmado.PDF", b"%PDF-1.7 ...", "application/pdf"),
        ("foto.png", PNG, "image/png"),
        ("foto.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("chat.txt", "Hola, ¿cómo va?".encode(), "text/plain"),
        ("lista.csv", b"a;b\n1;2\n", "text/csv"),
        ("contrato.docx", ZIP, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("audio.opus", b"OggS....", "audio/ogg"),
        ("viejo.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..", "application/msword"),
    ],
)
@pytest.mark.django_db
def test_a_file_is_kept_under_the_hash_of_its_content(name: str, content: bytes, mime: str) -> None:
    file = keep(name, content)
    assert (file.mime, file.name, file.size) == (mime, name, len(content))
    assert file.path == f"{file.sha256[:2]}/{file.sha256[2:4]}/{file.sha256}"
    with default_storage.open(file.path) as kept:
        assert kept.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ\x90\x00"),
        ("factura.pdf", b"MZ\x90\x00"),
        ("factura.pdf", b"\x7fELF...."),
        ("nota.txt", b"#!/bin/sh\nrm -rf /"),
        ("pagina.html", b"<p>hola</p>"),
        ("dibujo.svg", b"<svg onload='x()'/>"),
        ("nota.txt", b"\xef\xbb\xbf  <!DOCTYPE html><script>"),
        ("foto.png", b"\xff\xd8\xff\xe0"),
        ("factura.pdf", b"hola"),
        ("nota.txt", b"a\x00b"),
        ("planilla.xlsx", b"no es un zip"),
        ("cosa.rara", b"hola"),
        ("sinextension", b"hola"),
        ("vacio.pdf", b""),
    ],
)
@pytest.mark.django_db
def test_programs_and_false_names_are_refused_with_a_sentence(name: str, content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        keep(name, content)
    assert len(refused.value.sentences) == 1
    assert not File.objects.exists()


@pytest.mark.django_db
def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(FileRefused, match="25 MB"):
        store_file(Oversized(), by=SYSTEM, at=AT)
    with pytest.raises(FileRefused):
        keep("nota.txt", b"12345", limit=4)
    assert keep("nota.txt", b"12345", limit=5).size == 5


class Oversized(ContentFile):  # type: ignore[type-arg]
    """A file that says it is small and is not."""

    def __init__(self) -> None:
        super().__init__(b"", name="grande.txt")
        self.size = 10

    def chunks(self, chunk_size: int | None = None) -> Any:
        return (b"x" * 1024 * 1024 for _ in range(26))


@pytest.mark.django_db
def test_the_same_bytes_are_one_file_with_two_uses() -> None:
    first, second = keep("uno.pdf", b"%PDF-uno"), keep("dos.pdf", b"%PDF-uno")
    assert first == second
    for name in ("uno.pdf", "uno.pdf"):
        use_file(first, stream="cycle/1", by=SYSTEM, at=AT, name=name)
    use_file(second, stream="cycle/2", by=SYSTEM, at=AT, name="dos.pdf")
    assert list(FileUse.objects.values_list("stream", "name")) == [("cycle/1", "uno.pdf"), ("cycle/2", "dos.pdf")]


@pytest.mark.django_db
def test_an_erased_file_leaves_its_hash_and_may_be_brought_again() -> None:
    file = keep("dni.pdf", b"%PDF-dni")
    path = file.path
    erase_file(file, at=AT)
    assert not default_storage.exists(path)
    assert (File.objects.get().path, File.objects.get().name) == ("", "-")
    again = keep("dni.pdf", b"%PDF-dni")
    assert (again.pk, again.erased_at) == (file.pk, None)
    assert default_storage.exists(again.path)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/pass\x00wd.txt", "passwd.txt"),
        ("C:\\Mis documentos\\Año nuevo.pdf", "Año nuevo.pdf"),
        ("a\r\nb.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_keeps_no_folders_and_no_control_characters(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams under `open/` may be seen by who holds EC."""
    monkeypatch.setattr(access, "_owners", dict(access._owners))
    access.register("open/", lambda actor, stream: "EC" in actor.roles)


def test_a_file_is_downloaded_only_by_who_may_see_where_it_is_used(
    ec: Person, pm: Person, client: Client, shared: None
) -> None:
    file = keep("informe ñ.pdf", b"%PDF-informe")
    assert signed_in(client, ec).get(file.get_absolute_url()).status_code == 404
    use_file(file, stream="open/1", by=SYSTEM, at=AT)
    response = client.get(file.get_absolute_url())
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"%PDF-informe"  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert signed_in(Client(), pm).get(file.get_absolute_url()).status_code == 404


def test_without_signing_in_no_file_is_served(client: Client, db: Any) -> None:
    file = keep("informe.pdf", b"%PDF-otro")
    response = client.get(file.get_absolute_url())
    assert response.status_code == 302
    assert response["Location"].startswith("/entrar/")


def test_streams_nobody_answers_for_are_closed_to_everybody() -> None:
    assert not access.may_see(Actor("user", "user/1", roles=("GC", "SGC")), "nobodys/1")


class Clamd(socketserver.StreamRequestHandler):
    """Speak clamd's INSTREAM: length and bytes of each piece, none at the end, then the verdict."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        verdict = b"Eicar-Test-Signature FOUND" if b"EICAR" in content else b"OK"
        self.wfile.write(b"stream: " + verdict + b"\0")


@contextmanager
def clamd() -> Iterator[int]:
    with socketserver.TCPServer(("127.0.0.1", 0), Clamd) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.once
def test_a_file_is_read_by_clamav_where_there_is_one_and_none_is_taken_while_it_is_away(settings: Any) -> None:
    clean, infected = ContentFile(b"%PDF-1.7 ok", name="a.pdf"), ContentFile(b"%PDF-1.7 EICAR", name="b.pdf")
    assert UploadField().clean(infected) is infected, "without a scanner nothing is asked"
    with clamd() as port:
        settings.TRATO_SCANNER = Scanner(host="127.0.0.1", port=port)
        assert UploadField().clean(clean).read() == b"%PDF-1.7 ok"
        with pytest.raises(ValidationError, match="Eicar-Test-Signature"):
            UploadField().clean(infected)
    with pytest.raises(ValidationError, match="antivirus"):
        UploadField().clean(clean)
