"""One archive of an installation: database, files, checkpoints, mail. Keys travel apart, in another archive."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from trato.project.environment import Database, Environment

FORMAT = 1
SERVER_BINARIES = Path("/usr/lib/postgresql")
SQLITE_ENDS = ("", "-wal", "-shm", "-journal")
MANIFEST = "manifest.json"
SQLITE_COPY = "database.sqlite3"
POSTGRESQL_DUMP = "database.dump"


class ArchiveRefused(Exception):
    """The archive cannot be made, or must not be restored; the text says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    kind: str
    engine: str
    made_at: str
    version: str
    sha256: dict[str, str]


def snapshot(database: Database, target: Path) -> str:
    """Copy the database as of one moment, while others write; return the name it has in the archive."""
    if database.engine == "postgresql":
        _run(["pg_dump", "--format=custom", "--no-owner", f"--file={target / POSTGRESQL_DUMP}"], database)
        return POSTGRESQL_DUMP
    if not Path(database.name).exists():
        raise ArchiveRefused(f"There is no database at {database.name}; nothing to back up.")
    with (
        closing(sqlite3.connect(f"file:{database.name}?mode=ro", uri=True, timeout=20)) as source,
        closing(sqlite3.connect(target / SQLITE_COPY)) as copy,
    ):
        source.backup(copy)
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise ArchiveRefused("The copy of the database is damaged: the disk or the database is failing.")
    return SQLITE_COPY


def put_back(database: Database, copy: Path) -> None:
    """Make the database what `copy` holds; what was there is gone."""
    if database.engine == "postgresql":
        _run(["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
              "--command=DROP SCHEMA public CASCADE; CREATE SCHEMA public;"], database)  # fmt: skip
        _run(["pg_restore", "--no-owner", "--single-transaction", "--exit-on-error",
              f"--dbname={database.name}", str(copy)], database)  # fmt: skip
        return
    target = Path(database.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    making = target.with_name(f"{target.name}.restoring")
    shutil.copyfile(copy, making)
    for leftover in ("-wal", "-shm"):
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    making.replace(target)


def kept_files(settings: Environment) -> list[Path]:
    """List what the data directory holds besides database and keys, in a fixed order."""
    database = Path(settings.database.name)
    apart = {settings.keys_dir, settings.static_dir, *(database.with_name(database.name + end) for end in SQLITE_ENDS)}
    found: list[Path] = []
    for entry in sorted(settings.data_dir.iterdir()) if settings.data_dir.exists() else []:
        if entry not in apart and not entry.name.startswith(("replaced-", ".backup-")):
            found += _files_under(entry)
    return found


def write_archive(target: Path, members: Sequence[tuple[str, Path]], *, manifest: Manifest, private: bool) -> None:
    """Write members and manifest to a new file, whole or not at all; `private` files are readable by their owner."""
    making = target.with_name(f".{target.name}.making")
    making.unlink(missing_ok=True)
    sums: dict[str, str] = {}
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o640)
    try:
        with (
            os.fdopen(descriptor, "wb") as file,
            tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar,
        ):
            for name, path in members:
                sums[name] = _add(tar, name, path)
            described = Manifest(manifest.kind, manifest.engine, manifest.made_at, manifest.version, sums)
            _add_manifest(tar, _json(described))
            file.flush()
            os.fsync(file.fileno())
        making.replace(target)
    finally:
        making.unlink(missing_ok=True)


def read_archive(source: Path, target: Path, *, kind: str) -> Manifest:
    """Unpack an archive into the empty folder `target` and check every byte against its manifest."""
    try:
        with tarfile.open(source, mode="r:") as tar:
            tar.extractall(target, filter="data")
    except FileNotFoundError:
        raise ArchiveRefused(f"There is no file {source}.") from None
    except (tarfile.TarError, OSError) as wrong:
        raise ArchiveRefused(f"{source} is not an archive of Trato, or is damaged: {wrong}.") from None
    manifest = _manifest(target / MANIFEST, source)
    if manifest.kind != kind:
        raise ArchiveRefused(f"{source} holds {manifest.kind}, not {kind}.")
    present = {path.relative_to(target).as_posix() for path in _files_under(target)} - {MANIFEST}
    if odd := min(present.symmetric_difference(manifest.sha256), default=None):
        raise ArchiveRefused(f"{source} is incomplete or was changed: {odd} does not agree with its manifest.")
    for name, wanted in manifest.sha256.items():
        if _sum(target / PurePosixPath(name)) != wanted:
            raise ArchiveRefused(
                f"{source} was changed or is damaged: {name} has another content than when it was made."
            )
    return manifest


def _manifest(path: Path, source: Path) -> Manifest:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        if read["format"] != FORMAT:
            raise ArchiveRefused(f"{source} was made by another version of Trato (format {read['format']}).")
        return Manifest(read["kind"], read["engine"], read["made_at"], read["version"], dict(read["sha256"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise ArchiveRefused(f"{source} is not an archive of Trato: it has no readable manifest.") from None


def _json(manifest: Manifest) -> bytes:
    described = {
        "format": FORMAT,
        "kind": manifest.kind,
        "engine": manifest.engine,
        "made_at": manifest.made_at,
        "version": manifest.version,
        "sha256": manifest.sha256,
    }
    return json.dumps(described, indent=1, sort_keys=True).encode()


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    stat = path.stat()
    info = tarfile.TarInfo(name)
    info.mode, info.mtime, info.size = 0o600, int(stat.st_mtime), stat.st_size
    with path.open("rb") as file:
        tar.addfile(info, file)
    return _sum(path)


def _add_manifest(tar: tarfile.TarFile, content: bytes) -> None:
    info = tarfile.TarInfo(MANIFEST)
    info.mode, info.size = 0o600, len(content)
    tar.addfile(info, io.BytesIO(content))


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files_under(entry: Path) -> Iterator[Path]:
    if entry.is_dir() and not entry.is_symlink():
        yield from (path for path in sorted(entry.rglob("*")) if path.is_file() and not path.is_symlink())
    elif entry.is_file() and not entry.is_symlink():
        yield entry


def _run(words: list[str], database: Database) -> None:
    """Run one of PostgreSQL's programs on the database; the password goes by the environment, never by arguments."""
    installed = [str(path) for path in SERVER_BINARIES.glob(f"*/bin/{words[0]}")]
    program = shutil.which(words[0]) or max(installed, default=None)
    if program is None:
        raise ArchiveRefused(f"{words[0]} is missing; install PostgreSQL's client programs.")
    given = {
        "PGDATABASE": database.name,
        "PGHOST": database.host,
        "PGPORT": str(database.port or ""),
        "PGUSER": database.user,
        "PGPASSWORD": database.password,
    }
    environment = {**os.environ, **{name: value for name, value in given.items() if value}}
    done = subprocess.run([program, *words[1:]], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ArchiveRefused(f"{words[0]} failed: {done.stderr.strip() or done.stdout.strip()}")
