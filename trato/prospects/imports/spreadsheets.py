"""Turn a spreadsheet into rows of text, as a program of its own: what a hostile file breaks is only this process.

`python -m trato.prospects.imports.spreadsheets FILE OUT [SHEET]` writes `[line, cells]` per row that has text, as JSON
lines, and prints `{"sheets": […], "sheet": "…"}` or `{"fault": "…"}`. Formulas give the value they last had; nothing is
run. Imports no Django: it starts in a moment and holds no connection.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

MOST_ROWS = 200_000
MOST_ABOVE = 100  # rows above the titles
MOST_UNPACKED = 512 * 1024 * 1024  # bytes of all the parts of a spreadsheet together
MOST_PARTS = 5_000
MOST_MEMORY = 2 * 1024 * 1024 * 1024
MOST_SECONDS = 120
PIECE = 1024 * 1024
# A cell of an xlsx that holds something, as every program writes it, and its row.
FILLED = re.compile(rb'<(?:\w+:)?c r="[A-Z]{1,3}(\d{1,7})"[^>]*>\s*<(?:\w+:)?(?:v|is|f)\b')
LONGEST_TAG = 256


class Faulty(Exception):
    """The file is not read; the argument is the code of the sentence."""


def main(arguments: list[str]) -> int:
    """Convert one file; the exit status is 0 whenever a line of JSON was printed."""
    limit_resources()
    source, out, *sheet = arguments
    try:
        measure(Path(source))
        answer: dict[str, Any] = convert(Path(source), Path(out), sheet[0] if sheet else "")
    except Faulty as fault:
        answer = {"fault": str(fault)}
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, EOFError):
        answer = {"fault": "damaged"}
    except MemoryError:
        answer = {"fault": "bomb"}
    sys.stdout.write(json.dumps(answer))
    return 0


def limit_resources() -> None:
    """Let the process take so much memory and time and no more, where the machine can enforce it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def measure(source: Path) -> None:
    """Unpack every part without keeping it: what a zip says of its own size may be a lie. Raise Faulty.

    When there is one sheet, its rows are counted on the way: too many are refused before anything opens them.
    """
    if not zipfile.is_zipfile(source):
        return
    unpacked = 0
    with zipfile.ZipFile(source) as packed:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS:
            raise Faulty("bomb")
        sheets = [part.filename for part in parts if part.filename.startswith("xl/worksheets/sheet")]
        for part in parts:
            if part.flag_bits & 1:
                raise Faulty("locked")
            with packed.open(part) as content:
                for piece in counted(content) if [part.filename] == sheets else pieces(content):
                    unpacked += len(piece)
                    if unpacked > MOST_UNPACKED:
                        raise Faulty("bomb")


def pieces(content: IO[bytes]) -> Iterator[bytes]:
    while piece := content.read(PIECE):
        yield piece


def counted(content: IO[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a sheet; raise Faulty once it has too many rows that hold anything."""
    rows, last, tail = 0, 0, b""
    for piece in pieces(content):
        yield piece
        for found in FILLED.finditer(tail + piece):
            if (row := int(found[1])) > last:
                rows, last = rows + 1, row
        if rows > MOST_ROWS + MOST_ABOVE:
            raise Faulty("rows")
        tail = piece[-LONGEST_TAG:]


def convert(source: Path, out: Path, wanted: str) -> dict[str, Any]:
    """Write the rows of the sheet asked for, or of the first that has any; raise Faulty."""
    with CalamineWorkbook.from_path(str(source)) as book:
        names = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        names = names or list(book.sheet_names)
        for name in [wanted] if wanted in names else names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > MOST_ROWS + MOST_ABOVE:
                raise Faulty("rows")
            with out.open("w", encoding="utf-8") as file:
                written = 0
                for line, cells in filled(sheet):
                    file.write(json.dumps([line, cells], ensure_ascii=False) + "\n")
                    written += 1
            if written or name == wanted:
                return {"sheets": names, "sheet": name}
    raise Faulty("empty")


def filled(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, texts) of the rows with any text; a value merged downwards stands in each of its rows."""
    first_column = (sheet.start or (0, 0))[1]
    down: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, absolute), (bottom, _right) in sheet.merged_cell_ranges or ():
        left = absolute - first_column
        for row in range(top + 1, min(bottom, top + MOST_ROWS) + 1):
            down[row, left] = (top, left)
    sources = set(down.values())
    kept: dict[tuple[int, int], str] = {}
    for row, values in enumerate(sheet.iter_rows()):
        cells = [text_of(value) for value in values]
        blank = not any(cell.strip() for cell in cells)
        for column in range(len(cells)):
            if (row, column) in sources:
                kept[row, column] = cells[column]
            elif not blank and (row, column) in down and not cells[column]:
                cells[column] = kept.get(down[row, column], "")
        if not blank:
            while cells and not cells[-1].strip():
                cells.pop()
            yield row + 1, cells


def text_of(value: Any) -> str:
    """Write a cell as a person of here would: 30852177434, 12,5, 10/03/2026, 14:30."""
    text = "" if value is None else str(value)
    if isinstance(value, bool):
        text = "Sí" if value else "No"
    elif isinstance(value, float):
        text = str(int(value)) if value.is_integer() else f"{value:.15g}".replace(".", ",")
    elif isinstance(value, datetime):
        text = f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    elif isinstance(value, date):
        text = f"{value:%d/%m/%Y}"
    elif isinstance(value, time):
        text = f"{value:%H:%M}"
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
