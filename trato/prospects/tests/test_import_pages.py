import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle, Progress, State
from trato.jobs.worker import run_until_idle
from trato.prospects.actions import NewProspect, list_prospect
from trato.prospects.exports.text import guarded
from trato.prospects.imports import batches
from trato.prospects.models import Import, ImportRow
from trato.prospects.tests.lists import AT, DULCES

pytestmark = pytest.mark.django_db
LIST = """Empresa;CUIT;Notas
Bodega Cuatro Acequias SA;30-85466028-0;
Muebles Lapacho;30-85104221-9;=cmd|' /C calc'!A0
Dulces Quebracho Biejo;;
"""


def sent(client: Client, content: bytes, name: str = "lista.csv") -> int:
    return client.post("/prospectos/importar/", {"file": SimpleUploadedFile(name, content)}).status_code


def columns(batch: Import) -> dict[str, str]:
    return {f"column-{place}": field for place, field in enumerate(batch.mapping)} | {"source": "list"}


def test_a_list_comes_in_from_upload_to_undo(in_force: None, ec: Person, client: Client) -> None:
    list_prospect(new=NewProspect(organisation=DULCES), by=ec.actor, at=AT)
    signed_in(client, ec)
    assert sent(client, LIST.encode("cp1252")) == 302
    batch = Import.objects.get()
    base = f"/prospectos/importar/{batch.pk}/"
    assert client.get(base).headers["Location"] == f"{base}columnas/"
    preview = client.get(f"{base}columnas/").content.decode()
    assert "Bodega Cuatro Acequias SA" in preview
    assert "windows-1252" in preview

    assert client.post(f"{base}columnas/", columns(batch)).headers["Location"] == base
    review = client.get(base).content.decode()
    assert "El dígito verificador del CUIT 30-85104221-9 no coincide" in review
    assert "Sumar a Dulces Quebracho Viejo SRL" in review
    assert "Importar 1 prospecto" in review

    doubtful = ImportRow.objects.get(batch=batch, number=4)
    client.post(f"{base}decisiones/", {f"fila-{doubtful.pk}": "new"})
    assert "Importar 2 prospectos" in client.get(base).content.decode()
    client.post(f"{base}ingreso/")
    assert Import.objects.get().stage == "importing"
    running = client.get(base).content.decode()
    assert "<dt>Por entrar</dt><dd>2</dd>" in running
    assert "<dt>Quedaron afuera</dt><dd>1</dd>" in running
    run_until_idle(at=timezone.now())
    done = client.get(base).content.decode()
    assert "Por entrar" not in done
    assert Cycle.objects.count() == 3

    rejected = client.get(f"{base}rechazadas.csv")
    text = b"".join(rejected.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.splitlines()[0] == "Empresa;CUIT;Notas;Línea;Motivo"
    assert "'=cmd" in text
    assert "dígito verificador" in text
    assert len(text.splitlines()) == 2

    assert "2 prospectos" in client.get(f"{base}deshacer/").content.decode()
    client.post(f"{base}deshacer/")
    run_until_idle(at=timezone.now())
    assert Progress.objects.filter(state=State.ANNULLED).count() == 2
    assert client.get(base).status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("lista.csv", b"", "vacío"),
        ("lista.csv", b"\n\n", "vacío"),
        ("lista.csv", b"Empresa;CUIT\n", "ninguna fila"),
        ("lista.csv", b"PK\x03\x04\x14\x00\x06\x00", "contenido es otra cosa"),
        ("lista.xlsx", b"PK\x03\x04\x14\x00\x06\x00", "está dañada"),
        ("lista.pdf", b"%PDF-1.7", "exportala en uno de esos"),
        ("lista.exe", b"MZ\x90", "programa"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(
    in_force: None, ec: Person, client: Client, name: str, content: bytes, words: str
) -> None:
    answer = signed_in(client, ec).post("/prospectos/importar/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Import.objects.exists()


def test_a_list_too_big_is_refused_before_it_is_opened(
    in_force: None, ec: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "IMPORT_LIMIT", 1024 * 1024)
    monkeypatch.setattr(batches, "lay_out_file", None)
    big = SimpleUploadedFile("lista.csv", b"Empresa\n" + b"Bodega\n" * 160_000)
    answer = signed_in(client, ec).post("/prospectos/importar/", {"file": big})
    assert answer.status_code == 422
    assert "pesa más de 1 MB: partila en varios" in answer.content.decode()
    assert not Import.objects.exists()


def test_a_wrong_header_is_noticed_and_columns_without_a_name_are_refused(
    in_force: None, ec: Person, client: Client
) -> None:
    signed_in(client, ec)
    sent(client, b"Bodega Sur;ana@bodega.example\nOtra;luis@otra.example\n")
    batch = Import.objects.get()
    page = client.get(f"/prospectos/importar/{batch.pk}/columnas/").content.decode()
    assert "parece un dato" in page
    refused = client.post(
        f"/prospectos/importar/{batch.pk}/columnas/", {"column-0": "", "column-1": "contact_mail", "source": "list"}
    )
    assert refused.status_code == 422
    assert "qué columna tiene el nombre" in refused.content.decode()


def test_it_can_be_read_again_with_another_encoding(in_force: None, ec: Person, client: Client) -> None:
    signed_in(client, ec)
    sent(client, "Empresa;Ciudad\nÑandú;Junín\n".encode("cp1252"))
    batch = Import.objects.get()
    wrong = client.post(f"/prospectos/importar/{batch.pk}/lectura/", {"encoding": "utf-8", "separator": ";"})
    assert wrong.status_code == 422
    right = client.post(f"/prospectos/importar/{batch.pk}/lectura/", {"encoding": "cp850", "separator": ";"})
    assert right.status_code == 302
    assert Import.objects.get().encoding == "cp850"


def test_who_may_see_and_do_what_with_an_import(
    in_force: None, ec: Person, ec2: Person, auditor: Person, pm: Person, client: Client
) -> None:
    sent(signed_in(client, ec), LIST.encode())
    batch = Import.objects.get()
    base = f"/prospectos/importar/{batch.pk}/"
    client.post(f"{base}columnas/", columns(batch))
    assert signed_in(client, ec2).get(base).status_code == 404
    assert signed_in(client, pm).get(base).status_code == 403
    assert signed_in(client, auditor).get(base).status_code == 200
    assert client.post(f"{base}ingreso/").status_code == 403


def test_the_template_file_reads_as_it_should(in_force: None, ec: Person, client: Client) -> None:
    signed_in(client, ec)
    content = b"".join(client.get("/prospectos/importar/modelo.csv").streaming_content)  # type: ignore[attr-defined]
    assert sent(client, content) == 302
    batch = Import.objects.get()
    assert "" not in batch.mapping
    client.post(f"/prospectos/importar/{batch.pk}/columnas/", columns(batch))
    row = ImportRow.objects.get(batch=batch)
    assert row.problems == []
    assert row.values["needs"] == ["shop", "maintenance"]
    assert "Escala" not in row.values["notes"]


def test_a_cancelled_import_goes_on_from_where_it_stopped(in_force: None, ec: Person, client: Client) -> None:
    from trato.jobs.actions import cancel_job

    signed_in(client, ec)
    sent(client, b"Empresa\nUno Zeta\nDos Equis\n")
    batch = Import.objects.get()
    base = f"/prospectos/importar/{batch.pk}/"
    client.post(f"{base}columnas/", columns(batch))
    client.post(f"{base}ingreso/")
    job = Import.objects.get().job
    assert job is not None
    cancel_job(job_id=job.pk, at=timezone.now())
    assert "Seguir desde donde quedó" in client.get(base).content.decode()
    client.post(f"{base}reanudacion/")
    run_until_idle(at=timezone.now())
    assert Cycle.objects.count() == 2


@pytest.mark.parametrize("text", ["=1+1", "+54 351", "-1", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_gets_a_quote(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert guarded("Empresa = 1") == "Empresa = 1"
