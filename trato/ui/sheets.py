"""A record as the printed form it is or will become: plain data, drawn by `{% sheet %}`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

NARROW = 2
"""Columns a narrow sheet still shows side by side."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One labelled box; `width` in sixths of the sheet (2, 3, 4 or 6)."""

    label: str
    value: str | None = None
    width: int = 3


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under `columns`; without column titles the rows stand alone.

    `coded`: the first column holds short codes and the last a short remark.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str | None]]
    coded: bool = False

    @property
    def wide(self) -> bool:
        """Whether its rows are better stacked where the sheet is narrow."""
        return len(self.columns) > NARROW

    @property
    def labelled(self) -> list[list[tuple[str, str | None]]]:
        """Return each row as (column, value) pairs; without column titles the labels are empty."""
        names = self.columns or [""] * max((len(row) for row in self.rows), default=0)
        return [list(zip(names, row, strict=False)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a sheet. `draft` ink is blue; `note` stands at the right of the title."""

    title: str
    cells: Sequence[Cell] = ()
    table: Table | None = None
    note: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole record. `hash` is the SHA-256 of its issued bytes, 64 hexadecimal digits, empty while a draft."""

    title: str
    code: str
    version_label: str
    sections: Sequence[Section] = field(default_factory=tuple)
    issued: bool = False
    hash: str = ""
    footer_lines: Sequence[str] = ()
    organisation: str = "SQUAD"
    anchor: str = "registro"
