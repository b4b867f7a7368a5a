import re
import zlib
from datetime import UTC, datetime

import pytest

from trato.documents.printing import render_sheet
from trato.documents.printing.compiler import compile_pdf
from trato.documents.printing.records import TEMPLATE, qr_svg
from trato.ui.sheets import Cell, Section, Sheet, Table

AT = datetime(2026, 3, 2, 19, 20, tzinfo=UTC)
HOSTILE = '<b>x</b> #let a = 1 \\ $x^2$ *b* _i_ @r `c` // "q" [c] {b} 😀 漢字 \x07 \u202e fin'


def sheet(value: str = "Dulces Quebracho", *, issued: bool = True) -> Sheet:
    return Sheet(
        title="Relevamiento",
        code="RAR-2026-0014",
        version_label="Versión 2",
        sections=(
            Section("A", (Cell("Prospecto", value, 4), Cell("Vacío", None, 4), Cell("Notas", "x" * 400, 6))),
            Section("B", table=Table(("N.º", "Requisito"), [(f"R{n}", value) for n in range(60)])),
            Section("C", table=Table(("N.º", "Requisito"), ())),
        ),
        issued=issued,
        hash="4f" * 32 if issued else "",
        footer_lines=("Emitido el 02/03/2026 16:20, Martina Sosa (EC), bajo PE-CM-01 versión 01.",),
    )


def test_the_same_record_gives_the_same_bytes() -> None:
    first, second = (render_sheet(sheet(), at=AT, address="http://127.0.0.1/registros/x/") for _ in range(2))
    assert first == second
    assert render_sheet(sheet("Otra"), at=AT, address="http://127.0.0.1/registros/x/") != first


def test_it_claims_the_standards_for_archives_and_accessibility() -> None:
    metadata = render_sheet(sheet(), at=AT).decode("latin-1")
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "/Lang(es-AR)" in metadata
    assert "/MarkInfo" in metadata
    assert "2026-03-02" in metadata


def test_hostile_text_prints_and_runs_nothing() -> None:
    hostile = render_sheet(sheet(HOSTILE), at=AT)
    assert hostile.startswith(b"%PDF-")
    for word in (b"/JavaScript", b"/Launch", b"/OpenAction", b"/URI"):
        assert word not in _unpacked(hostile)


@pytest.mark.parametrize("word", ['#panic("no")', '#include "/etc/passwd"', '#read("x")', "\\", "$", '"', "]]", "😀"])
def test_markup_in_a_title_is_only_text(word: str) -> None:
    strange = Sheet(title=word, code=word, version_label=word, sections=(Section(word, (Cell(word, word),)),))
    assert render_sheet(strange, at=AT).startswith(b"%PDF-")


def test_a_draft_and_an_obsolete_print_are_marked() -> None:
    plain = render_sheet(sheet(), at=AT)
    assert render_sheet(sheet(), at=AT, watermark="OBSOLETO") != plain
    assert render_sheet(sheet(issued=False), at=AT) != render_sheet(sheet(issued=False), at=AT, watermark="X")


def test_a_character_no_font_draws_is_printed_by_its_number() -> None:
    from trato.documents.printing import compiler

    render_sheet(sheet("😀"), at=AT)
    assert compiler._drawable({"a": ["😀\x07"]}) == {"a": ["[U+1F600][U+0007]"]}


def test_a_broken_template_is_not_hidden(tmp_path) -> None:  # type: ignore[no-untyped-def]
    import typst

    broken = tmp_path / "broken.typ"
    broken.write_text("#nothing-called-so")
    with pytest.raises(typst.TypstError):
        compile_pdf(broken, {}, at=AT)


def test_the_template_stands_beside_the_code() -> None:
    assert TEMPLATE.exists()


def test_the_code_is_a_drawing_without_anything_that_runs() -> None:
    drawing = qr_svg("http://127.0.0.1:8000/registros/x/")
    assert drawing.startswith("<svg")
    assert not re.search(r"script|style=|href", drawing)


def _unpacked(pdf: bytes) -> bytes:
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    opened = [pdf]
    for stream in streams:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"".join(opened)
