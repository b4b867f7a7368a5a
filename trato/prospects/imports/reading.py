"""Find out how a list reads, whatever program wrote it, and lay its rows out in one shape."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from trato.prospects.imports import staging
from trato.prospects.imports.cards import HEADER as CARD_HEADER
from trato.prospects.imports.cards import cards
from trato.prospects.imports.headers import guess
from trato.prospects.imports.spreadsheets import MOST_ROWS
from trato.prospects.imports.staging import Row
from trato.prospects.imports.text import UnreadableFile, encoding_of, guess_separator, lines_of, rows_of, sample_of

LONGEST_CELL = 5_000
MOST_COLUMNS = 200
PREVIEW = 8
TOP = 20  # rows among which the titles are looked for
SPREADSHEETS = frozenset({"xlsx", "xls", "ods"})
CARDS = frozenset({"vcf"})
PATIENCE = 180  # seconds for a spreadsheet to open


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How the person says the file reads; nothing said is found out. `header_line` as an editor counts lines."""

    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    header_line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file reads: its first rows `top`, the titles among them, and how many rows follow those.

    `encoding` and `separator` are empty for a spreadsheet; `sheets` for the others.
    """

    top: tuple[Row, ...]
    header_line: int
    total: int
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = field(default=())

    @property
    def header(self) -> list[str]:
        return [cell.strip() for line, cells in self.top if line == self.header_line for cell in cells]

    @property
    def preview(self) -> list[list[str]]:
        return [cells for line, cells in self.top if line > self.header_line][:PREVIEW]


def lay_out(source: Path, out: Path, *, extension: str, wishes: Wishes) -> Reading:
    """Write the file's rows to `out` and say how it reads; raise UnreadableFile."""
    if extension in SPREADSHEETS:
        sheets, sheet = _lay_out_sheet(source, out, wishes.sheet)
        with out.open("rb") as file:
            rows = sum(1 for _line in file)
        return _found(out, rows, wishes, sheets=sheets, sheet=sheet)
    with source.open("rb") as file:
        encoding = encoding_of(file, wishes.encoding)
        text = lines_of(file, encoding)
        if extension in CARDS:
            rows = staging.write(_limited(_with_titles(cards(text))), out)
            return _found(out, rows, Wishes(header_line=1), encoding=encoding)
        separator = wishes.separator or guess_separator(sample_of(file, encoding))
        rows = staging.write(_limited(rows_of(lines_of(file, encoding), separator)), out)
    return _found(out, rows, wishes, encoding=encoding, separator=separator)


def titles_of(top: Sequence[Row]) -> int:
    """Return the line of the row that names the most fields, the first of them; the first row when none names two."""
    scores = [(sum(map(bool, guess(cells))), -place, line) for place, (line, cells) in enumerate(top)]
    best, _place, line = max(scores)
    return line if best > 1 else top[0][0]


def _found(
    out: Path,
    rows: int,
    wishes: Wishes,
    *,
    encoding: str = "",
    separator: str = "",
    sheet: str = "",
    sheets: tuple[str, ...] = (),
) -> Reading:
    top = list(islice(staging.read_local(out), TOP + PREVIEW))
    if not top:
        raise UnreadableFile(_("The file is empty: it has no row with text."))
    lines = [line for line, _cells in top[:TOP]]
    header_line = wishes.header_line if wishes.header_line in lines else titles_of(top[:TOP])
    place = lines.index(header_line)
    if len(top[place][1]) > MOST_COLUMNS:
        raise UnreadableFile(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    if rows == place + 1:
        raise UnreadableFile(_("The file has a header and no rows."))
    return Reading(
        top=tuple(top),
        header_line=header_line,
        total=rows - place - 1,
        encoding=encoding,
        separator=separator,
        sheet=sheet,
        sheets=sheets,
    )


def _lay_out_sheet(source: Path, out: Path, wanted: str) -> tuple[tuple[str, ...], str]:
    words = [sys.executable, "-m", "trato.prospects.imports.spreadsheets", str(source), str(out), wanted]
    try:
        done = subprocess.run(words, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 (our own program)
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        answer = {"fault": "bomb"}
    except ValueError:  # it died of its limits, or of the file
        answer = {"fault": "bomb" if done.returncode < 0 else "damaged"}
    if fault := answer.get("fault"):
        raise UnreadableFile(_sentence_of(fault))
    return tuple(answer["sheets"]), answer["sheet"]


def _sentence_of(fault: str) -> str:
    sentences = {
        "damaged": _("The spreadsheet does not open: it is damaged. Save it again, or export it as CSV."),
        "locked": _("The spreadsheet is protected with a password: save it without one and upload it again."),
        "empty": _("The file is empty: it has no row with text."),
        "bomb": _("Unpacked, this spreadsheet is too big to open safely. Export the sheet as CSV and send that."),
        "rows": _too_many(),
    }
    return sentences[fault]


def _too_many() -> str:
    return _("The list has more than %(most)s rows: cut it into several files, each with its titles.") % {
        "most": f"{MOST_ROWS:,}".replace(",", ".")
    }


def _limited(rows: Iterator[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number > MOST_ROWS + TOP:
            raise UnreadableFile(_too_many())
        yield row


def _with_titles(rows: Iterator[Row]) -> Iterator[Row]:
    begun = False
    for line, cells in rows:
        if not begun:
            yield 1, list(CARD_HEADER)
            begun = True
        yield line + 1, cells
