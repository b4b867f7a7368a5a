"""`trato restore`: bring an archive back, and say in the ledger what was lost."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from trato.cli.archives import POSTGRESQL_DUMP, SQLITE_COPY, ArchiveRefused, put_back, read_archive
from trato.project.environment import Environment, environment


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("restore", help="bring back an archive; stop web server and worker first")
    parser.add_argument("archive", type=Path, help="file written by `trato backup`")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="also bring back the keys from this file")
    parser.add_argument("--replace", action="store_true", help="replace the history that is there now")
    parser.set_defaults(func=restore)


def restore(options: argparse.Namespace) -> int:
    """Check the whole archive, then put it in place; the event `ledger.restored` names the lost range."""
    settings = environment()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.data_dir) as folder:
            lost_to = _put_in_place(settings, options, Path(folder))
        from trato.cli.migrate import migrate

        if migrate(options):
            raise ArchiveRefused("The database is back but could not be brought up to date; the line above says why.")
        _record(lost_to)
    except (ArchiveRefused, OSError) as refused:
        print(f"Not restored. {refused}", file=sys.stderr)
        return 1
    print(f"{options.archive} is back; `trato ledger verify` proves it.")
    return 0


def _put_in_place(settings: Environment, options: argparse.Namespace, work: Path) -> int:
    """Replace database, files and keys; return the size of the history that was there before."""
    archive, keys = work / "archive", work / "keys"
    manifest = read_archive(options.archive, archive, kind="an installation")
    if options.keys:
        read_archive(options.keys, keys, kind="keys")
    if manifest.engine != settings.database.engine:
        raise ArchiveRefused(
            f"The archive is of {manifest.engine} and this installation uses {settings.database.engine}."
        )
    size = _size_now(settings)
    if size and not options.replace:
        raise ArchiveRefused(
            f"This installation holds a history of {size} entries; give --replace to lose what the archive lacks."
        )
    copy = archive / (SQLITE_COPY if manifest.engine == "sqlite" else POSTGRESQL_DUMP)
    if not copy.exists():
        raise ArchiveRefused("The archive holds no database.")
    put_back(settings.database, copy)
    if (archive / "data").exists():
        # Files are named by content and newer checkpoints still bear witness: nothing is taken away.
        shutil.copytree(archive / "data", settings.data_dir, dirs_exist_ok=True)
    if options.keys:
        settings.keys_dir.mkdir(mode=0o700, exist_ok=True)
        for key in (keys / "keys").iterdir():
            shutil.copyfile(key, settings.keys_dir / key.name)
            (settings.keys_dir / key.name).chmod(0o600)
    return size


def _size_now(settings: Environment) -> int:
    """Answer how many entries the history here has, by its database or by its farthest checkpoint."""
    if settings.database.engine == "sqlite" and not Path(settings.database.name).exists():
        return 0
    import django
    from django.db import DatabaseError, connection

    django.setup()
    from trato.ledger.checkpoints import covered
    from trato.ledger.queries import head

    try:
        size = head().size if "ledger_entry" in connection.introspection.table_names() else 0
    except DatabaseError:
        size = 0  # a damaged database is what people restore for; its checkpoints still speak
    finally:
        connection.close()
    return max(size, covered())


def _record(lost_to: int) -> None:
    from trato.ledger.actors import SYSTEM
    from trato.ledger.checkpoints import write_checkpoint
    from trato.ledger.restorations import record_restoration

    now = datetime.now(UTC)
    record_restoration(lost_to=lost_to, by=SYSTEM, at=now)
    write_checkpoint(at=now)
