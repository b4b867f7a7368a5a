"""The auditor's ZIP: everything needed to verify the history with a stock Python, away from the product."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trato.ledger.archive import offline, seals
from trato.ledger.archive.readme import README
from trato.ledger.checkpoints import CannotCheckpoint, folder, verifiers, write_checkpoint
from trato.ledger.models import Entry
from trato.ledger.queries import head

PAGE = 4_000
_NAME = re.compile(r"[a-z]+/[A-Za-z0-9][A-Za-z0-9._-]{0,120}")


@dataclass(frozen=True, slots=True)
class Archive:
    """What was written: how many entries and further files; `refusal` says why no new checkpoint could be signed."""

    path: Path
    entries: int
    files: int
    refusal: str


def export(output: Path, *, extra: Iterable[tuple[str, bytes]] = (), at: datetime) -> Archive:
    """Write the ZIP: bodies one a line, checkpoints, public key, the verifier, and `extra` files.

    `extra` are (name, bytes) such as ("definitions/<sha256>.json", …) or ("attachments/<sha256>.pdf", …): a name that
    is a hash is checked against the content by the verifier. A damaged history is exported too, and says so there.
    """
    refusal = ""
    try:
        write_checkpoint(at=at)
    except CannotCheckpoint as refused:
        refusal = str(refused)
    size = head().size
    making = output.with_name(f".{output.name}.making")
    try:
        with zipfile.ZipFile(making, "w", zipfile.ZIP_DEFLATED) as archive:
            stamp = at.astimezone(UTC).timetuple()[:6]
            entries = _write_entries(archive, stamp, size)
            files = 0
            for name, content in (*_own_files(), *_checked(extra)):
                archive.writestr(_info(name, stamp), content)
                files += 1
        making.replace(output)
    finally:
        making.unlink(missing_ok=True)
    return Archive(output, entries, files, refusal)


def _write_entries(archive: zipfile.ZipFile, stamp: tuple[int, ...], size: int) -> int:
    """Write one body a line: canonical JSON holds no line feed."""
    last = written = 0
    with archive.open(_info("entries.jsonl", stamp), "w", force_zip64=True) as file:
        while True:
            rows = Entry.objects.filter(pos__gt=last, pos__lte=size).order_by("pos").values_list("pos", "body")
            page = list(rows[:PAGE])
            for pos, body in page:
                file.write(bytes(body).replace(b"\n", b" ") + b"\n")
                last, written = pos, written + 1
            if len(page) < PAGE:
                return written


def _own_files() -> Iterator[tuple[str, bytes]]:
    yield "README.txt", README.encode()
    yield "public-key.txt", "".join(f"{key}\n" for key in verifiers()).encode()
    for module, name in ((offline, "verify.py"), (seals, "seals.py")):
        yield name, Path(str(module.__file__)).read_bytes()
    for path in sorted(folder().glob("checkpoint-*.txt")):
        yield f"checkpoints/{path.name}", path.read_bytes()


def _checked(extra: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    seen = set()
    for name, content in extra:
        if not _NAME.fullmatch(name):
            raise ValueError(f"A file of the archive is named folder/file; got {name!r}.")
        if name not in seen:
            seen.add(name)
            yield name, content


def _info(name: str, stamp: tuple[int, ...]) -> zipfile.ZipInfo:
    year, month, day, hour, minute, second = stamp
    info = zipfile.ZipInfo(name, (year, month, day, hour, minute, second))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
