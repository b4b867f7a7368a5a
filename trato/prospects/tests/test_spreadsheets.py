from pathlib import Path
from typing import Any

import pytest

from trato.prospects.imports import spreadsheets
from trato.prospects.imports.reading import Reading, Wishes, lay_out
from trato.prospects.imports.text import UnreadableFile
from trato.prospects.tests.books import DATES, book, rows


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def lay(content: bytes, **told: Any) -> Reading:
        source = tmp_path / "lista.xlsx"
        source.write_bytes(content)
        return lay_out(source, tmp_path / "rows", extension="xlsx", wishes=Wishes(**told))

    return lay


def test_a_list_on_line_six_is_read_with_numbers_dates_and_formulas_as_people_see_them(read: Any) -> None:
    sheet = rows(["Informe"], begins=3).replace("</sheetData>", "") + rows(
        ["Empresa", "CUIT", "Alta", "Escala"],
        ["Bodega Ñandú", 30854660280.0, f'<c s="{DATES}"><v>46091</v></c>', '<c t="str"><f>1+1</f><v>2</v></c>'],
        ["Otra", "", '<c t="d"><v>2026-03-10T00:00:00</v></c>', ""],
        ["Una más", "", "10-mar-26", ""],
        begins=6,
    ).replace("<sheetData>", "")
    reading = read(book(sheet))
    assert (reading.sheet, reading.header_line, reading.total) == ("Lista", 6, 3)
    assert reading.preview[0] == ["Bodega Ñandú", "30854660280", "10/03/2026", "2"]
    assert [row[2] for row in reading.preview[1:]] == ["10/03/2026", "10-mar-26"], "a date typed as text stays so"


def test_dates_counted_from_1904_are_the_same_days(read: Any) -> None:
    sheet = rows(["Empresa", "Alta"], ["Bodega", f'<c s="{DATES}"><v>{46091 - 1462}</v></c>'])
    assert read(book(sheet, since_1904=True)).preview == [["Bodega", "10/03/2026"]]


def test_a_value_merged_downwards_stands_in_each_of_its_rows(read: Any) -> None:
    sheet = rows(["Empresa", "Contacto"], ["Bodega", "Ana"], ["", "Luis"], ["Otra", "Eva"])
    merged = sheet + '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    assert read(book(merged)).preview == [["Bodega", "Ana"], ["Bodega", "Luis"], ["Otra", "Eva"]]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 nothing behind it",
        book("<sheetData/>"),
        book(rows(["Empresa"])),
        book("<sheetData><row><c><v>1</v></row>"),
        book(rows(["Empresa"], ["Una"]), more={"xl/bomb.bin": b"\0" * (spreadsheets.MOST_UNPACKED + 1)}),
        book(rows(["Empresa"], ["Una"], ["Lejos"]).replace('r="3"', f'r="{spreadsheets.MOST_ROWS + 500}"')
             .replace('r="A3"', f'r="A{spreadsheets.MOST_ROWS + 500}"')),
        book(rows(["Empresa"], ["Una"]), more={f"xl/{n}.xml": b"" for n in range(spreadsheets.MOST_PARTS)}),
    ],
    ids=["no zip", "no rows", "titles only", "broken inside", "bomb", "a row far below", "a bomb of parts"],
)  # fmt: skip
def test_a_spreadsheet_that_is_no_list_gets_a_sentence(read: Any, content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(content)
    assert refused.value.sentence.endswith(".")


def test_too_many_rows_are_refused_before_anything_opens_the_sheet(
    read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "larga.xlsx"
    many = (["Empresa"], *(["Una"] for _row in range(900)), *([] for _row in range(5000)))
    source.write_bytes(book(rows(*many)))
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 900)
    monkeypatch.setattr(spreadsheets, "PIECE", 700)  # cells cut in two between pieces are counted once
    spreadsheets.measure(source)
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 800)
    with pytest.raises(spreadsheets.Faulty, match="rows"):
        spreadsheets.measure(source)
