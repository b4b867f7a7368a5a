"""Write lists as CSV that opens well in a spreadsheet and runs nothing in it. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

BOM = "\ufeff"
# What a spreadsheet takes for a formula, or for the way into one (OWASP, CSV injection).
_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    def write(self, text: str) -> str:
        return text


def guarded(text: str) -> str:
    """Return the text with a quote before it when a spreadsheet would run it."""
    return f"'{text}" if text.startswith(_STARTS) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[str]], *, separator: str = ";") -> Iterator[str]:
    """Yield the file line by line, starting with the mark that tells spreadsheets it is UTF-8."""
    writer = csv.writer(_Echo(), delimiter=separator, lineterminator="\r\n")
    yield BOM + str(writer.writerow([guarded(str(cell)) for cell in header]))
    for row in rows:
        yield str(writer.writerow([guarded(str(cell)) for cell in row]))
