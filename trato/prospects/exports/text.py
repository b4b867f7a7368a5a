"""Write lists as CSV that opens well in a spreadsheet and runs nothing in it. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

BOM = "\ufeff"
# What a spreadsheet takes for a formula, or for the way into one (OWASP, CSV injection).
_STARTS = ("=", "+", "-", "@", "\t", "\r")

type Value = str | int | Decimal | date | None


class _Echo:
    def write(self, text: str) -> str:
        return text


def runs(text: str) -> bool:
    """Tell whether a spreadsheet would take the text for a formula."""
    return text.startswith(_STARTS)


def guarded(text: str) -> str:
    """Return the text with a quote before it when a spreadsheet would run it."""
    return f"'{text}" if runs(text) else text


def csv_value(value: Value) -> str:
    """Write a value as a spreadsheet of here reads it: 1234,56 and 10/03/2026; a text runs nothing."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return guarded(value) if isinstance(value, str) else str(value).replace(".", ",")


def csv_piece(rows: Iterable[Sequence[Value]], *, separator: str = ";") -> bytes:
    """Write some rows of a file whose beginning was written before."""
    writer = csv.writer(_Echo(), delimiter=separator, lineterminator="\r\n")
    return "".join(str(writer.writerow([csv_value(cell) for cell in row])) for row in rows).encode()


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[str]], *, separator: str = ";") -> Iterator[str]:
    """Yield the file line by line, starting with the mark that tells spreadsheets it is UTF-8."""
    writer = csv.writer(_Echo(), delimiter=separator, lineterminator="\r\n")
    yield BOM + str(writer.writerow([guarded(str(cell)) for cell in header]))
    for row in rows:
        yield str(writer.writerow([guarded(str(cell)) for cell in row]))
