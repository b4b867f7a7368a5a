"""`trato backup`: one archive of the installation, and the keys apart."""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from trato import __version__
from trato.cli.archives import ArchiveRefused, Manifest, kept_files, snapshot, write_archive
from trato.project.environment import Environment, environment


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("backup", help="write one archive: database, files, checkpoints, mail")
    parser.add_argument("archive", type=Path, help="file to write, such as trato-2026-11-24.tar")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="also write the keys, to a file kept somewhere else")
    parser.set_defaults(func=back_up)


def back_up(options: argparse.Namespace) -> int:
    """Write the archive while the installation works; refuses to overwrite."""
    settings = environment()
    try:
        for target in filter(None, (options.archive, options.keys)):
            if target.exists():
                raise ArchiveRefused(f"{target} exists already; backups are never overwritten.")
            if not target.resolve().parent.is_dir():
                raise ArchiveRefused(f"There is no folder {target.resolve().parent}.")
        written = _write(settings, options.archive)
        if options.keys:
            _write_keys(settings, options.keys)
    except (ArchiveRefused, OSError) as refused:
        print(f"No backup was made. {refused}", file=sys.stderr)
        return 1
    if not options.keys:
        print(f"The keys are not in it: copy {settings.keys_dir} to another place, or use --keys FILE.")
    print(f"{options.archive} holds the database and {written} files.")
    return 0


def _write(settings: Environment, target: Path) -> int:
    # Order matters: checkpoints before the database, for one that vouches for more than the copy holds would accuse
    # the copy; files after it, for every row's file was on disk before the row.
    checkpoints = settings.data_dir / "checkpoints"
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.resolve().parent) as folder:
        work = Path(folder)
        members: list[tuple[str, Path]] = []
        for path in (path for path in kept_files(settings) if path.is_relative_to(checkpoints)):
            name = path.relative_to(settings.data_dir).as_posix()
            copy = work / "data" / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
            members.append((f"data/{name}", copy))
        database = snapshot(settings.database, work)
        members.append((database, work / database))
        members += [
            (f"data/{path.relative_to(settings.data_dir).as_posix()}", path)
            for path in kept_files(settings)
            if not path.is_relative_to(checkpoints)
        ]
        write_archive(target, members, manifest=_manifest("an installation", settings), private=True)
    return len(members) - 1


def _write_keys(settings: Environment, target: Path) -> None:
    keys = [(f"keys/{path.name}", path) for path in sorted(settings.keys_dir.iterdir()) if path.is_file()]
    write_archive(target, keys, manifest=_manifest("keys", settings), private=True)


def _manifest(kind: str, settings: Environment) -> Manifest:
    return Manifest(
        kind=kind,
        engine=settings.database.engine,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=__version__,
        sha256={},
    )
