import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle, Progress
from trato.jobs.actions import cancel_job
from trato.jobs.worker import run_until_idle
from trato.ledger.entries import stream_entries
from trato.prospects.columns import COLUMNS
from trato.prospects.exports import making, sheet
from trato.prospects.exports.text import csv_piece
from trato.prospects.exports.values import SHOWN
from trato.prospects.models import Export
from trato.prospects.tests.lists import listed_many
from trato.prospects.views import exporting

HOSTILE = ["=1+1", "+54", "-2", "@x", "\tx", "\rx"]


def cells(content: bytes) -> list[list[Any]]:
    """Read a spreadsheet as another program does."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_sheet_made_in_pieces_is_one_whose_texts_run_nothing() -> None:
    rows = [[text, date(2026, 3, 10), Decimal("1234.50"), 7, None, "Ñandú <&>\x01"] for text in HOSTILE]
    whole, sums = sheet.packed(sheet.beginning(list("ABCDEF"), [9] * 6), sheet.Sums())
    for line, row in enumerate(rows, start=2):
        piece, sums = sheet.packed(sheet.some_rows([row], line=line), sums)
        whole += piece
    piece, sums = sheet.packed(sheet.end(), sums, last=True)
    content = sheet.before_sheet(sums) + whole + piece + sheet.after_sheet(sums)
    assert len(content) == sheet.size_of(sums)
    found = cells(content)
    assert found[0] == list("ABCDEF")
    assert [row[0].strip() for row in found[1:]] == [text.strip() for text in HOSTILE]
    assert found[1][1:] == [date(2026, 3, 10), 1234.5, 7.0, "", "Ñandú <&>"]
    assert b"<f" not in sheet.some_rows(rows, line=2)


def test_a_text_file_has_dates_and_amounts_as_here_and_runs_nothing() -> None:
    written = csv_piece([[text, date(2026, 3, 10), Decimal("1234.50")] for text in HOSTILE]).decode()
    assert written.startswith("'=1+1;10/03/2026;1234,50\r\n")
    assert all(line.lstrip('"').startswith("'") for line in written.split("\r\n")[:5])


def test_every_column_of_the_list_has_its_values_in_the_file() -> None:
    assert {column.code for column in COLUMNS} == SHOWN.keys()


@pytest.mark.django_db
def test_a_short_list_is_answered_at_once_with_its_filters_and_columns(
    in_force: None, ec: Person, client: Client
) -> None:
    one, two, _three = listed_many(ec, ["=Uno", "Dos", "Tres"])
    Progress.objects.filter(pk=one.pk).update(
        due_on=date(2026, 3, 10), amount_minor=150, amount_currency="ARS", phase="8.2"
    )
    asked = {"columnas": "vence,monto,responsable", "fase": "8.2", "formato": "xlsx"}
    answer = signed_in(client, ec).post("/prospectos/exportacion/", asked)
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    assert cells(answer.content) == [
        ["Código", "Organización", "Proyecto", "Vence", "Moneda", "Importe", "Responsable"],
        [one.code, "=Uno", "", date(2026, 3, 10), "ARS", 1.5, ec.user.name],
    ]
    chosen = client.post("/prospectos/exportacion/", {"codigo": [two.code], "formato": "csv"}).content.decode(
        "utf-8-sig"
    )
    assert [line.split(";")[1] for line in chosen.splitlines()] == ["Organización", "Dos"]
    assert client.get("/prospectos/exportacion/").status_code == 405
    assert not Export.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_long_list_is_made_in_the_background_for_whoever_asked_and_nobody_else(
    in_force: None, gc: Person, ec: Person, auditor: Person, client: Client, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 3)
    monkeypatch.setattr(making.make_next, "__kwdefaults__", {"most": 2})
    names = [f"Bodega {number}" for number in range(5)]
    listed_many(gc, names)
    page = signed_in(client, gc).post("/prospectos/exportacion/", {"formato": kind}).headers["Location"]
    assert "/cancelacion/" in client.get(page).content.decode()
    assert client.get(f"{page}archivo/").status_code == 410
    assert client.post("/prospectos/exportacion/", {"formato": kind}).headers["Location"] == "/prospectos/?"
    assert Export.objects.count() == 1, "one at a time"
    run_until_idle(at=timezone.now())

    export = Export.objects.get()
    assert (export.total, export.rows) == (5, 5)
    assert [entry.facts for entry in stream_entries(export.stream)] == [{"rows": 5, "format": kind}]
    assert f"{page}archivo/" in client.get(page).content.decode()
    answer = client.get(f"{page}archivo/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.headers["Content-Length"] == str(len(content))
    if kind == "xlsx":
        found = [row[1] for row in cells(content)[1:]]
    else:
        found = [line.split(";")[1] for line in content.decode("utf-8-sig").splitlines()[1:]]
    assert sorted(found) == names
    for other in (ec, auditor):
        assert signed_in(client, other).get(page).status_code == 404
        assert client.get(f"{page}archivo/").status_code == 404

    making.forget_old(at=timezone.now() + timedelta(hours=23))
    assert default_storage.exists(f"{export.folder}/00000")
    making.forget_old(at=timezone.now() + timedelta(hours=25))
    assert not default_storage.listdir(export.folder)[1]
    assert signed_in(client, gc).get(f"{page}archivo/").status_code == 410


@pytest.mark.django_db
def test_a_cancelled_export_leaves_nothing_and_another_can_be_asked(
    in_force: None, gc: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    listed_many(gc, ["Uno", "Dos"])
    signed_in(client, gc).post("/prospectos/exportacion/", {})
    export = Export.objects.get()
    making.make_next(export, by=gc.actor, at=timezone.now())
    assert export.job is not None
    cancel_job(job_id=export.job.pk, at=timezone.now())
    making.forget_old(at=timezone.now() + timedelta(hours=2))
    assert not default_storage.listdir(export.folder)[1]
    assert "/exportaciones/" in client.post("/prospectos/exportacion/", {}).headers["Location"]


@pytest.mark.django_db
def test_who_no_longer_may_read_a_row_does_not_get_it(
    listed: Cycle, ec: Person, ec2: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    signed_in(client, ec).post("/prospectos/exportacion/", {"formato": "csv"})
    export = Export.objects.get()
    making.make_next(export, by=ec.actor, at=timezone.now())
    making.make_next(export, by=ec2.actor, at=timezone.now())
    visible = Progress.objects.visible_to(ec2.actor).count()
    assert (export.total, export.rows) == (1, visible)


@pytest.mark.django_db
def test_a_sheet_has_room_for_so_many_rows(
    in_force: None, gc: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    listed_many(gc, ["Uno", "Dos"])
    page = signed_in(client, gc).post("/prospectos/exportacion/", {}).headers["Location"]
    run_until_idle(at=timezone.now())
    assert "En una hoja de Excel entran 1 filas" in client.get(page).content.decode()
