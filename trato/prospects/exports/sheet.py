"""Write a spreadsheet of any length a piece at a time, with the memory of a piece. ECMA-376; APPNOTE of PKZIP. Pure.

Each piece is packed by itself and ends on a whole byte, so that pieces made by different processes, minutes apart,
laid one after another are one sheet. No library writes so: they hold a book open until its end, and a job that is
interrupted, or that lets others write between two steps, has to be able to go on.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from trato.prospects.exports.text import Value, runs

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_576  # of a sheet, the titles among them
LONGEST_TEXT = 32_767  # characters of a cell
SHEET = "xl/worksheets/sheet1.xml"

_EPOCH = date(1899, 12, 30)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML has them
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Places of the styles below: a title, a date, an amount, and a text that stays one when somebody edits its cell.
_TITLE, _DATE, _AMOUNT, _QUOTED = 1, 2, 3, 4
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/{SHEET}" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Trato" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{_OFFICE}/styles" '
    'Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/>'
    '<name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/><xf fontId="1" applyFont="1"/>'
    '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/><xf quotePrefix="1"/></cellXfs>'
    "</styleSheet>",
}


@dataclass(frozen=True, slots=True)
class Sums:
    """What is known of the sheet written so far: its check sum and its bytes, before and after packing."""

    crc: int = 0
    raw: int = 0
    packed: int = 0


def packed(piece: bytes, sums: Sums, *, last: bool = False) -> tuple[bytes, Sums]:
    """Pack one piece; the last one closes the stream."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    content = packer.compress(piece) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)
    return content, Sums(zlib.crc32(piece, sums.crc), sums.raw + len(piece), sums.packed + len(content))


def beginning(titles: Sequence[str], widths: Sequence[int]) -> bytes:
    """Write the sheet up to its titles, which stay in sight; `widths` in characters."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, start=1)
    )
    cells = "".join(_text(f"{_letters(place)}1", title, style=_TITLE) for place, title in enumerate(titles))
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
        f'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{columns}</cols>'
        f'<sheetData><row r="1">{cells}</row>'
    ).encode()


def some_rows(rows: Sequence[Sequence[Value]], *, line: int) -> bytes:
    """Write rows, the first of them on a line of the sheet (the titles are on line 1)."""
    letters = [_letters(place) for place in range(max(map(len, rows), default=0))]
    written = []
    for number, row in enumerate(rows, start=line):
        cells = "".join(_cell(f"{letter}{number}", value) for letter, value in zip(letters, row, strict=False))
        written.append(f'<row r="{number}">{cells}</row>')
    return "".join(written).encode()


def end() -> bytes:
    return b"</sheetData></worksheet>"


def before_sheet(sums: Sums) -> bytes:
    """Return what stands before the packed sheet in the file."""
    return _header(SHEET, sums)


def after_sheet(sums: Sums) -> bytes:
    """Return what stands after it: the other parts, and the directory of all."""
    directory = _entry(SHEET, sums, 0)
    offset = len(_header(SHEET, sums)) + sums.packed
    others = b""
    for name, text in _PARTS.items():
        content, own = packed((_XML + text).encode(), Sums(), last=True)
        directory += _entry(name, own, offset + len(others))
        others += _header(name, own) + content
    count = len(_PARTS) + 1
    ending = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), offset + len(others), 0)
    return others + directory + ending


def size_of(sums: Sums) -> int:
    """Return the bytes of the whole file."""
    return len(before_sheet(sums)) + sums.packed + len(after_sheet(sums))


def _cell(where: str, value: Value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return _text(where, value, style=_QUOTED if runs(value) else 0)
    if isinstance(value, date):
        return f'<c r="{where}" s="{_DATE}"><v>{(value - _EPOCH).days}</v></c>'
    style = "" if isinstance(value, int) else f' s="{_AMOUNT}"'
    return f'<c r="{where}"{style}><v>{value}</v></c>'


def _text(where: str, text: str, *, style: int) -> str:
    said = escape(_UNFIT.sub("", text)[:LONGEST_TEXT], quote=False)
    marked = f' s="{style}"' if style else ""
    return f'<c r="{where}"{marked} t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def _letters(place: int) -> str:
    """Return the letters of a column: A for 0, AA for 26."""
    before, letter = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + letter)


def _header(name: str, sums: Sums) -> bytes:
    fixed = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0x800, 8, 0, 0x21, sums.crc, sums.packed, sums.raw, len(name), 0)
    return fixed + name.encode()


def _entry(name: str, sums: Sums, offset: int) -> bytes:
    fixed = struct.pack(
        "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0x800, 8, 0, 0x21, sums.crc, sums.packed, sums.raw, len(name), 0, 0, 0, 0, 0,
        offset,
    )  # fmt: skip
    return fixed + name.encode()


def whole(titles: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[Value]]) -> Iterator[bytes]:
    """Yield a short spreadsheet whole."""
    content, sums = packed(beginning(titles, widths) + some_rows(rows, line=2) + end(), Sums(), last=True)
    yield before_sheet(sums)
    yield content
    yield after_sheet(sums)
