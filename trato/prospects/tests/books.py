"""Small spreadsheets written part by part, the hostile ones included."""

from __future__ import annotations

import io
import zipfile

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DATES = 1  # the style of a cell that holds a date


def book(sheet: str, *, since_1904: bool = False, more: dict[str, bytes] | None = None) -> bytes:
    """Return an xlsx of one sheet; `sheet` is the inside of its XML: sheetData, mergeCells."""
    epoch = '<workbookPr date1904="1"/>' if since_1904 else ""
    parts = {
        "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types">
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Default Extension="xml" ContentType="application/xml"/></Types>""",
        "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
            <Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
        "xl/workbook.xml": f"""<workbook {_MAIN} xmlns:r="{_OFFICE}">{epoch}
            <sheets><sheet name="Lista" sheetId="1" r:id="r1"/></sheets></workbook>""",
        "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
            <Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
            <Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>""",
        "xl/styles.xml": f"""<styleSheet {_MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>
            </styleSheet>""",
        "xl/worksheets/sheet1.xml": f"<worksheet {_MAIN}>{sheet}</worksheet>",
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
        for name, content in (more or {}).items():
            packed.writestr(name, content)
    return written.getvalue()


def rows(*lines: list[str | float], begins: int = 1) -> str:
    """Return sheetData with these rows, one after another from the line `begins`."""
    data = ""
    for number, cells in enumerate(lines, start=begins):
        data += (
            f'<row r="{number}">' + "".join(_cell(number, place, cell) for place, cell in enumerate(cells)) + "</row>"
        )
    return f"<sheetData>{data}</sheetData>"


def _cell(line: int, place: int, value: str | float) -> str:
    where = f"{chr(ord('A') + place)}{line}"
    if isinstance(value, str) and value.startswith("<"):
        return value.replace("<c", f'<c r="{where}"', 1)
    if isinstance(value, str):
        return f'<c r="{where}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{where}"><v>{value}</v></c>'
