from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.support.cast import SINCE, Person, signed_in
from trato.documents import usage
from trato.documents.controlled import master
from trato.documents.definitions import load_seeds
from trato.documents.models import Approval, DefinitionVersion, Document, RecordVersion
from trato.ledger.entries import stream_entries
from trato.procedure import Definition

AT = datetime(2026, 3, 2, 19, 20, tzinfo=UTC)
PAGE = "/documentos/PE-CM-01/01/"

type Give = Callable[..., RecordVersion]


@pytest.fixture
def draft(db: Any) -> DefinitionVersion:
    load_seeds(settings.TRATO_PROCEDURES_DIR, SINCE)
    return DefinitionVersion.objects.standing().get(code="PE-CM-01", version="01")


def approve(client: Client, draft: DefinitionVersion, *, read: str = "") -> Any:
    return client.post(f"{PAGE}aprobacion/", {"hash": read or draft.hash})


@pytest.mark.parametrize(
    "path", ["/documentos/", "/documentos/PE-CM-01/", PAGE, "/documentos/PE-CM-01/01.pdf", f"{PAGE}comparar/00/"]
)
def test_documents_ask_to_sign_in(client: Client, draft: DefinitionVersion, path: str) -> None:
    assert client.get(path)["Location"].startswith("/entrar/")


def test_the_first_thing_asked_is_to_approve_version_01(client: Client, draft: DefinitionVersion, gc: Person) -> None:
    page = signed_in(client, gc).get(PAGE)
    assert page.status_code == 200
    assert "Antes de empezar: aprobá la versión 01" in page.text
    assert "Lo leí: aprobar la versión 01" in page.text
    assert "BORRADOR" in page.text
    assert page.text.count('class="ptb"') == 4
    assert "<style" not in page.text
    assert " style=" not in page.text


def test_two_people_bring_it_into_force_from_the_page(
    client: Client, draft: DefinitionVersion, gc: Person, sgc: Person
) -> None:
    assert approve(signed_in(client, gc), draft).status_code == 302
    page = client.get(PAGE).text
    assert "Falta la de la otra persona" in page
    assert "Lo leí: aprobar" not in page
    assert approve(signed_in(Client(), sgc), draft).status_code == 302
    assert Approval.objects.count() == 2
    page = client.get(PAGE).text
    assert "Vigente, versión 01" in page
    assert "Diego Altamirano (GC), Carla Ocampo (SGC)" in page
    assert "BORRADOR" not in page


def test_approving_twice_or_another_text_is_a_conflict(client: Client, draft: DefinitionVersion, gc: Person) -> None:
    signed_in(client, gc)
    assert approve(client, draft, read="0" * 64).status_code == 409
    assert approve(client, draft, read="x").status_code == 409
    assert not Approval.objects.exists()
    approve(client, draft)
    again = approve(client, draft)
    assert again.status_code == 409
    assert "Ya lo aprobaste" in again.text
    assert Approval.objects.count() == 1


def test_only_the_two_roles_reach_the_approval(
    client: Client, draft: DefinitionVersion, ec: Person, auditor: Person
) -> None:
    for person in (ec, auditor):
        assert approve(signed_in(Client(), person), draft).status_code == 403
    assert "Lo leí: aprobar" not in signed_in(client, ec).get(PAGE).text
    assert client.get(f"{PAGE}aprobacion/").status_code == 405
    assert not Approval.objects.exists()


def test_the_code_alone_leads_to_the_version_in_force_or_the_newest(
    client: Client, procedure_in_force: Definition, ec: Person
) -> None:
    assert signed_in(client, ec).get("/documentos/PE-CM-01/")["Location"] == PAGE
    assert client.get("/documentos/PE-CM-99/").status_code == 404
    assert client.get("/documentos/PE-CM-01/77/").status_code == 404


def test_the_transcription_says_what_it_is_and_cannot_be_approved(
    client: Client, draft: DefinitionVersion, gc: Person
) -> None:
    page = signed_in(client, gc).get("/documentos/PE-CM-01/00/").text
    assert "Transcripción, versión 00" in page
    assert "Transcripción incompleta de PE-CM-01 versión 00" in page
    assert "No consta" in page
    assert "Lo leí: aprobar" not in page


def test_what_version_01_adds_carries_the_margin_line_and_the_rest_does_not(
    client: Client, procedure_in_force: Definition, ec: Person
) -> None:
    page = signed_in(client, ec).get(PAGE).text
    assert '<tr class="prop"><td><span>4-</span>Realizar la presentación inicial' in page
    assert "<tr><td><span>2-</span>Establecer contacto" in page
    assert 'class="prop"' not in client.get("/documentos/PE-CM-01/00/").text


def test_the_print_of_the_document_is_a_pdf_and_the_same_each_time(
    client: Client, procedure_in_force: Definition, ec: Person
) -> None:
    first = signed_in(client, ec).get("/documentos/PE-CM-01/01.pdf")
    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    assert client.get("/documentos/PE-CM-01/01.pdf").content == first.content


def test_the_comparison_shows_what_was_added_and_that_nothing_went(
    client: Client, procedure_in_force: Definition, ec: Person
) -> None:
    page = signed_in(client, ec).get(f"{PAGE}comparar/00/").text
    assert "8.2.4 Revisar la capacidad de cumplir" in page
    assert "Agregado" in page
    assert "Quitado" not in page


def test_what_works_under_a_version_is_shown_when_somebody_says_it(
    client: Client, procedure_in_force: Definition, ec: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usage, "_providers", [])
    usage.register(lambda _hash: usage.Use("Ciclos bajo esta versión", "32 en curso", "/prospectos/"))
    usage.register(lambda _hash: None)
    assert '<a class="lnk" href="/prospectos/">32 en curso</a>' in signed_in(client, ec).get(PAGE).text


def test_the_master_list_holds_procedures_references_and_what_others_add(
    client: Client, procedure_in_force: Definition, auditor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = master.Entry(
        code="CM-01", title="Contrato Modelo", version="3", state="Vigente", tone="ok",
        effective_on=date(2026, 2, 1), owner="Gerente Comercial", review_on=None, url="/contratos/modelo/",
    )  # fmt: skip
    monkeypatch.setattr(master, "_providers", [])
    master.register(lambda _at: [entry])
    page = signed_in(client, auditor).get("/documentos/").text
    for text in ("Gestión del Cliente", "Contrato Modelo", "Manual de Calidad", "No consta", "05/01/2027"):
        assert text in page


def test_quality_says_what_is_known_of_a_document_controlled_elsewhere(
    client: Client, draft: DefinitionVersion, sgc: Person
) -> None:
    path = "/documentos/entradas/manual-de-calidad/"
    assert signed_in(client, sgc).get(path).status_code == 200
    typed = {"code": "MC-01", "version": "5", "effective_on": "02/02/2026", "review_on": "02/02/2027"}
    assert client.post(f"{path}datos/", typed)["Location"] == "/documentos/"
    known = Document.objects.get(slug="manual-de-calidad")
    assert (known.code, known.version, known.effective_on) == ("MC-01", "5", date(2026, 2, 2))
    assert [one.event for one in stream_entries("document/manual-de-calidad")] == ["document.updated"]


@pytest.mark.parametrize(
    "typed",
    [
        {"effective_on": "31/02/2026"},
        {"effective_on": "02/02/2027", "review_on": "02/02/2026"},
        {"code": "x" * 41},
    ],
)
def test_what_contradicts_itself_comes_back_with_what_was_typed(
    client: Client, draft: DefinitionVersion, gc: Person, typed: dict[str, str]
) -> None:
    answer = signed_in(client, gc).post("/documentos/entradas/manual-de-calidad/datos/", typed)
    assert answer.status_code == 422
    assert next(iter(typed.values())) in answer.text
    assert Document.objects.get(slug="manual-de-calidad").updated_by == "system/trato"


def test_an_executive_reads_the_entry_and_does_not_change_it(
    client: Client, draft: DefinitionVersion, ec: Person
) -> None:
    path = "/documentos/entradas/manual-de-calidad/"
    assert "<form method" not in signed_in(client, ec).get(path).text.split("<main", 1)[1].split("</main", 1)[0]
    assert client.post(f"{path}datos/", {"code": "X"}).status_code == 403


def test_the_pages_speak_english_too(client: Client, procedure_in_force: Definition, ec: Person) -> None:
    client.cookies["trato_language"] = "en"
    page = signed_in(client, ec).get(PAGE).text
    assert "In force, version 01" in page
    assert "Client management" in page
    assert "Identify and classify the prospect" in page


@pytest.mark.parametrize("path", ["/documentos/", PAGE])
def test_a_page_asks_the_database_little(
    client: Client, procedure_in_force: Definition, ec: Person, path: str, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, ec).get(path)
    with django_assert_max_num_queries(15):
        client.get(path)
