"""A record shown as its printed form: drafts are wet, issued ones sealed."""

from __future__ import annotations

from django.template import Context, Template
from django.utils.translation import override

from trato.ui.sheets import Cell, Section, Sheet, Table

HASH = "9b41c7d2e05f3a8671be0c94d8a25f176e3b90cd42f81b7aac05e61983d42f60"
SECTIONS = (
    Section("A. Clasificación", [Cell("Prioridad", "Alta", 2), Cell("Escala", "38 personas")], note="seis grupos"),
    Section("E. Capacidad", [Cell("Quién", "Comercio 2"), Cell("Diferencias", "", 6)], draft=True),
    Section("B. Requisitos", table=Table(("N.º", "Requisito"), [("R1", "<b>Vender</b>"), ("R2", None)], coded=True)),
)


def render(sheet: Sheet) -> str:
    with override("es-ar"):
        return Template("{% load ui %}{% sheet sheet %}").render(Context({"sheet": sheet}))


def test_a_draft_is_blue_and_its_empty_cells_say_missing() -> None:
    html = render(Sheet("RAR", "RAR-2026-014", "Versión 2", SECTIONS))
    assert '<section class="wet">' in html
    assert "borrador" in html
    assert html.count('<span class="blank">falta</span>') == 1
    assert "SHA-256" not in html


def test_an_issued_sheet_is_dry_and_sealed() -> None:
    html = render(Sheet("RAR", "RAR-2026-014", "Versión 2", SECTIONS, issued=True, hash=HASH, footer_lines=["Emitió"]))
    assert "wet" not in html
    assert "falta" not in html
    assert 'class="seal"' in html
    assert "SHA-256 9b41 c7d2 e05f 3a86 … 2f60" in html
    assert "<p>Emitió</p>" in html


def test_text_of_a_record_is_escaped() -> None:
    assert "&lt;b&gt;Vender&lt;/b&gt;" in render(Sheet("RAR", "RAR-1", "1", SECTIONS))


def test_lines_of_a_value_stay_lines() -> None:
    sheet = Sheet("RAR", "RAR-1", "1", [Section("A", [Cell("Notas", "uno\ndos")])])
    assert "uno<br>dos" in render(sheet)
