"""The rows of any list in one shape, on disk: one JSON line `[line, cells]` a row, read on from a byte offset.

Whatever the file was (CSV in any encoding, spreadsheet, vCard), the steps that follow read only this, a chunk at a
time, with the memory of a chunk. It can always be made again from the file.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.core.files import File as Content
from django.core.files.storage import default_storage

FOLDER = "listas"

type Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows, and the byte offset at which the next one begins."""

    rows: list[Row]
    ends_at: int


def write(rows: Iterable[Row], to: Path) -> int:
    """Write the rows; return how many."""
    written = 0
    with to.open("w", encoding="utf-8", newline="\n") as file:
        for line, cells in rows:
            file.write(json.dumps([line, [cell.replace("\0", "") for cell in cells]], ensure_ascii=False) + "\n")
            written += 1
    return written


def read_local(path: Path) -> Iterator[Row]:
    """Yield the rows of a file just written."""
    with path.open("rb") as file:
        for raw in file:
            yield _row(raw)


def keep(path: Path) -> str:
    """Hand the file to the storage; return its name there."""
    with path.open("rb") as file:
        return str(default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}.jsonl", Content(file)))


def forget(name: str) -> None:
    if name:
        default_storage.delete(name)


def kept(name: str) -> bool:
    return bool(name) and default_storage.exists(name)


def chunk(name: str, *, begin: int, most: int) -> Chunk:
    """Read up to `most` rows from a byte offset."""
    with default_storage.open(name, "rb") as file:
        file.seek(begin)  # and `readline` below: iterating Django's File begins again at 0
        rows = []
        for raw in islice(iter(file.readline, b""), most):
            rows.append(_row(raw))
            begin += len(raw)
        return Chunk(rows, begin)


def after(name: str, line: int) -> int:
    """Return the byte offset of the first row after a line of the original."""
    offset = 0
    with default_storage.open(name, "rb") as file:
        for raw in iter(file.readline, b""):
            offset += len(raw)
            if _row(raw)[0] >= line:
                break
    return offset


def _row(raw: bytes) -> Row:
    line, cells = json.loads(raw)
    return line, cells
