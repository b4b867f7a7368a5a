from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.support.cast import Person, signed_in
from trato.documents import access
from trato.documents.models import RecordVersion
from trato.documents.records import annul, erase, issue
from trato.documents.tests import bodies
from trato.procedure import Definition

AT = datetime(2026, 3, 2, 19, 20, tzinfo=UTC)
PAGE = "/documentos/PE-CM-01/01/"

type Give = Callable[..., RecordVersion]


@pytest.fixture
def give(procedure_in_force: Definition, ec: Person, monkeypatch: pytest.MonkeyPatch) -> Give:
    """Issue minutes in a stream that who holds EC may see, and nobody else."""
    monkeypatch.setattr(access, "_owners", dict(access._owners))
    access.register(
        "open/", lambda actor, stream: "EC" in actor.roles, place=lambda stream: ("C-2026-0042", "/ciclos/C-2026-0042/")
    )

    def give(**changes: Any) -> RecordVersion:
        number = changes.pop("number", "")
        return issue(
            stream="open/1",
            kind="minutes",
            definition=procedure_in_force,
            body=bodies.minutes(**changes),
            number=number,
            by=ec.actor.exercising("EC"),
            at=AT,
        )

    return give


def test_a_record_is_shown_as_its_printed_form_to_who_may_see_where_it_belongs(
    client: Client, give: Give, ec: Person, gc: Person
) -> None:
    record = give(topics="<script>alert(1)</script>")
    page = signed_in(client, ec).get(record.get_absolute_url())
    assert page.status_code == 200
    assert "MIN-2026-0001" in page.text
    assert "Martina Sosa (EC)" in page.text
    assert "C-2026-0042" in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "Coincide con su huella" in page.text
    for path in (record.get_absolute_url(), f"/registros/{record.hash}.pdf"):
        assert signed_in(Client(), gc).get(path).status_code == 404
        assert Client().get(path).status_code == 302


def test_a_stream_nobody_answers_for_is_closed(
    client: Client, procedure_in_force: Definition, ec: Person, gc: Person
) -> None:
    record = issue(
        stream="nobodys/1", kind="pitch", definition=procedure_in_force, body=bodies.pitch(), by=ec.actor, at=AT
    )
    assert signed_in(client, gc).get(record.get_absolute_url()).status_code == 404


def test_a_superseded_an_annulled_and_an_erased_record_say_so(
    client: Client, give: Give, ec: Person, gc: Person
) -> None:
    first = give()
    second = give(number=first.number, medium="phone")
    signed_in(client, ec)
    assert "Obsoleto: lo reemplazó la versión 2." in client.get(first.get_absolute_url()).text
    annul(record=second, reason="Era de otro prospecto", by=gc.actor, at=AT)
    assert "Era de otro prospecto" in client.get(second.get_absolute_url()).text
    erase(record=first, by=gc.actor, at=AT)
    page = client.get(first.get_absolute_url()).text
    assert "Ley 25.326" in page
    assert "Catálogo" not in page
    assert first.hash in page
    for record in (first, second):
        assert client.get(f"/registros/{record.hash}.pdf").content.startswith(b"%PDF-")


def test_a_print_changes_when_the_record_becomes_obsolete_and_only_then(client: Client, give: Give, ec: Person) -> None:
    first = give()
    path = f"/registros/{first.hash}.pdf"
    fresh = signed_in(client, ec).get(path).content
    assert client.get(path).content == fresh
    give(number=first.number, medium="phone")
    assert client.get(path).content != fresh


def test_two_versions_are_compared_the_earlier_first(client: Client, give: Give, ec: Person) -> None:
    first = give()
    second = give(number=first.number, medium="phone")
    signed_in(client, ec)
    pages = [client.get(f"/registros/{a.hash}/comparar/{b.hash}/") for a, b in ((first, second), (second, first))]
    first_table, second_table = (page.text.partition("<table")[2].partition("</table>")[0] for page in pages)
    assert first_table == second_table
    assert "<del>Videollamada</del>" in pages[0].text
    assert "<ins>Teléfono</ins>" in pages[0].text
    assert "1 pasaje cambia de versión 1 a versión 2." in pages[0].text


def test_two_kinds_of_record_are_not_compared(
    client: Client, give: Give, ec: Person, procedure_in_force: Definition
) -> None:
    other = issue(stream="open/1", kind="pitch", definition=procedure_in_force, body=bodies.pitch(), by=ec.actor, at=AT)
    path = f"/registros/{give().hash}/comparar/{other.hash}/"
    assert signed_in(client, ec).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/registros/{0}/", "/registros/{0}.pdf", "/archivos/{0}/"])
def test_a_hash_nobody_knows_is_not_found(client: Client, ec: Person, path: str) -> None:
    assert signed_in(client, ec).get(path.format("0" * 64)).status_code == 404
    assert client.get(path.format("nada")).status_code == 404
