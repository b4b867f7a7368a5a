from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.cast import Person
from trato.cycles.models import Cycle, Progress, State
from trato.documents.files import FileRefused
from trato.jobs.worker import run_until_idle
from trato.ledger.checkpoints import covered
from trato.ledger.entries import stream_entries
from trato.ledger.models import Entry
from trato.organisations.actions import register_organisation
from trato.organisations.models import Contact, Organisation
from trato.prospects.imports.batches import decide, match_columns, reread, upload
from trato.prospects.imports.keeping import CannotImport
from trato.prospects.imports.looking import check_next
from trato.prospects.imports.reading import Wishes
from trato.prospects.imports.running import import_next, start_import
from trato.prospects.models import Import, ImportRow, Prospect
from trato.prospects.tests.lists import AT, DULCES, csv_file, imported, uploaded

pytestmark = pytest.mark.django_db
LIST = """Empresa;CUIT;Provincia;Contacto;Mail;Rubro
Bodega Cuatro Acequias SA;30-85466028-0;Mendoza;Pablo Ríos;pablo@bodega.example;Alimentos y bebidas
Óptica Luz del Sur;27-85774409-3;Bs. As.;Rita;rita@luz.example;Salud
Muebles Lapacho SRL;30-85104221-9;Misiones;;;
;;;Sin Empresa;;
Fila;con;demasiadas;columnas;y;más;datos
Bodega 4 Acequias;30-85466028-0;;;;
"""


def test_good_rows_come_in_unclassified_without_a_clock_and_wrong_ones_stay_out(
    in_force: None, ec: Person, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.TRATO_DATA_DIR = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        batch = imported(LIST, by=ec.actor)
    assert covered() == Entry.objects.count(), "once it is in, the history is signed"

    assert batch.stage == "done"
    assert sorted(Organisation.objects.values_list("name", flat=True)) == [
        "Bodega Cuatro Acequias SA",
        "Óptica Luz del Sur",
    ]
    for cycle in Cycle.objects.all():
        [opened] = stream_entries(cycle.stream)
        assert (opened.facts["clock"], opened.facts["imported"], opened.facts["source"]) == (False, True, "list")
        assert (cycle.progress.state, cycle.progress.due_on, cycle.owner) == (State.LISTED, None, ec.user)
    assert Prospect.objects.get(cycle__organisation__name__startswith="Bodega").sector == "food"
    wrong = ImportRow.objects.filter(batch=batch).wrong()
    assert {row.number: row.problems[0][0] for row in wrong} == {
        4: "cuit-check-digit", 5: "no-name", 6: "ragged",
    }  # fmt: skip
    assert all(row.cells for row in wrong)
    assert [entry.event for entry in stream_entries(batch.stream)] == ["import.uploaded", "import.finished"]
    assert stream_entries(batch.stream)[-1].facts == {"opened": 2, "merged": 1, "left-out": 3}
    assert stream_entries(batch.stream)[0].attachments == (batch.file.sha256,)


def test_a_row_like_somebody_already_here_waits_for_a_decision(in_force: None, ec: Person) -> None:
    present = register_organisation(new=DULCES, by=ec.actor, at=AT)
    text = (
        "Empresa;Contacto;Mail\n"
        "Dulces Quebracho Viejo;Ana Gómez;ana@dulces.example\n"
        "Dulces Quebracho Biejo;Luis;\n"
        "Dulces Quebracho Viejo Sur;;\n"
    )
    batch = uploaded(text, by=ec.actor)
    rows = list(ImportRow.objects.filter(batch=batch))
    assert [row.matches[0][0] for row in rows] == [present.pk] * 3
    with pytest.raises(CannotImport):
        start_import(batch=batch, by=ec.actor, at=AT)

    same, other, skipped = (row.pk for row in rows)
    assert decide(batch=batch, choices={same: f"use:{present.pk}", other: "new", skipped: "skip"}, by=ec.actor) == 3
    start_import(batch=batch, by=ec.actor, at=AT)
    run_until_idle(at=AT)

    assert Organisation.objects.count() == 2
    assert Cycle.objects.filter(organisation=present).count() == 1
    assert Contact.objects.filter(organisation=present).count() == 1, "Ana was there already"
    assert ImportRow.objects.get(pk=skipped).cycle is None


def test_only_an_organisation_the_row_resembles_can_be_used(in_force: None, ec: Person) -> None:
    register_organisation(new=DULCES, by=ec.actor, at=AT)
    stranger = register_organisation(new=type(DULCES)(name="Otra"), by=ec.actor, at=AT)
    batch = uploaded("Empresa\nDulces Quebracho Viejo\n", by=ec.actor)
    row = ImportRow.objects.get(batch=batch)
    assert decide(batch=batch, choices={row.pk: f"use:{stranger.pk}"}, by=ec.actor) == 0
    assert ImportRow.objects.get(pk=row.pk).choice == ""


def test_a_cuit_registered_after_the_check_stays_out_and_the_rest_comes_in(in_force: None, ec: Person) -> None:
    batch = uploaded("Empresa;CUIT\nUno;30-85466028-0\nDos;\n", by=ec.actor)
    register_organisation(new=type(DULCES)(name="Antes", cuit="30854660280"), by=ec.actor, at=AT)
    start_import(batch=batch, by=ec.actor, at=AT)
    run_until_idle(at=AT)
    assert ImportRow.objects.get(batch=batch, number=2).problems == [["cuit-taken", {}]]
    assert Cycle.objects.get().organisation.name == "Dos"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lista.csv", b""),
        ("lista.csv", b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00"),
        ("lista.exe", b"MZ"),
        ("lista.csv", b"Empresa;CUIT\n"),
        ("lista.csv", b"Empresa\n" + b"x" * (2 * 1024 * 1024)),
    ],
)
def test_a_file_that_is_no_list_is_refused_and_leaves_nothing(ec: Person, name: str, content: bytes) -> None:
    file = csv_file("", name=name)
    file.file.write(content)
    file.size = len(content)
    with pytest.raises((CannotImport, FileRefused)):
        upload(file=file, by=ec.actor, at=AT)
    assert not Import.objects.exists()


def test_columns_are_matched_once_each_and_the_name_is_needed(in_force: None, ec: Person) -> None:
    batch = upload(file=csv_file("A;B\nUno;Dos\n"), by=ec.actor, at=AT)
    for mapping in (["", "cuit"], ["name", "name"], ["name"], ["name", "no-such-field"]):
        with pytest.raises(CannotImport):
            match_columns(batch=batch, mapping=mapping, source="list", owner=None, by=ec.actor, at=AT)
    match_columns(batch=batch, mapping=["name", ""], source="list", owner=None, by=ec.actor, at=AT)
    with pytest.raises(CannotImport):
        match_columns(batch=batch, mapping=["name", ""], source="list", owner=None, by=ec.actor, at=AT)


def test_a_file_can_be_read_again_with_another_encoding(ec: Person) -> None:
    batch = upload(file=csv_file("Empresa;Ciudad\nÑandú;Junín\n", encoding="cp1252"), by=ec.actor, at=AT)
    assert batch.encoding == "windows-1252"
    with pytest.raises(CannotImport):
        reread(batch=batch, wishes=Wishes(encoding="utf-8"), by=ec.actor)
    assert reread(batch=batch, wishes=Wishes(separator=","), by=ec.actor).header == ["Empresa;Ciudad"]


def test_somebody_elses_import_is_not_continued(in_force: None, ec: Person, ec2: Person, auditor: Person) -> None:
    batch = uploaded("Empresa\nUno\n", by=ec.actor)
    for person in (ec2, auditor):
        with pytest.raises(CannotImport):
            start_import(batch=batch, by=person.actor, at=AT)


def test_two_thousand_rows_are_checked_and_imported_with_as_many_queries_per_chunk(in_force: None, ec: Person) -> None:
    lines = "".join(f"Empresa número {n:04d} Zx{n * 7919 % 100_003};persona{n}@x{n}.example\n" for n in range(2_000))
    batch = uploaded("Empresa;Mail\n" + lines, by=ec.actor)
    checks = list(queries_of(batch, lambda: check_next(batch, at=AT)))
    assert (len(checks), len(set(checks))) == (3, 1)
    assert checks[0] < 20
    assert ImportRow.objects.filter(batch=batch).ready().count() == 2_000
    batch = start_import(batch=batch, by=ec.actor, at=AT)
    counts = list(queries_of(batch, lambda: import_next(batch, by=ec.actor, at=AT)))
    assert len(counts) == 5
    assert len(set(counts[1:4])) == 1, "the first chunk also fills what the process remembers"
    assert counts[0] < 55
    assert Progress.objects.filter(state=State.LISTED).count() == 2_000


def queries_of(batch: Import, step: Any) -> Iterator[int]:
    looked_at = 1
    while looked_at:
        with CaptureQueriesContext(connection) as context:
            looked_at = step()
        yield len(context)
        if batch.stage == "review":
            return


def test_a_worker_that_died_in_the_middle_goes_on_where_it_stopped(in_force: None, ec: Person) -> None:
    lines = "".join(f"Empresa Zx{n * 7919 % 100_003}\n" for n in range(250))
    batch = uploaded("Empresa\n" + lines, by=ec.actor)
    start_import(batch=batch, by=ec.actor, at=AT)
    import_next(batch, by=ec.actor, at=AT, most=100)
    run_until_idle(at=AT + timedelta(minutes=5))
    assert Cycle.objects.count() == 250
    assert Organisation.objects.count() == 250
