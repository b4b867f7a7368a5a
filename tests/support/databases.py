"""Databases for the tests, each a copy of one migrated template: no test waits for migrations, none flushes tables."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "tests"
DATABASE_FILE = "trato.sqlite3"

# What cannot change the migrated database: leaving it out keeps the template while pages are being written.
PAGES = frozenset({"ui", "desk", "portal", "demo", "cli"})
PAGE_FILES = ("views", "forms", "urls", "steps")


def environment_of_process(database: str, work: Path) -> dict[str, str]:
    """Name the settings of the installation that this test process works on; its database is made when first used."""
    data_dir = work / "data"
    static = work / "static"
    data_dir.mkdir()
    static.mkdir()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return {
        "TRATO_DATA_DIR": str(data_dir),
        "TRATO_STATIC_DIR": str(static),
        "TRATO_SECRET_KEY": "tests-only-" * 4,
        "TRATO_LOG_LEVEL": "ERROR",
        "TRATO_BASE_URL": "http://127.0.0.1:8000",
        "TRATO_ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        "TRATO_DATABASE_URL": f"sqlite:///{data_dir / DATABASE_FILE}"
        if database == "sqlite"
        else _named(f"trato_test_{worker}_{os.getpid()}"),
    }


def copy_template(*, database_url: str, data_dir: Path) -> None:
    """Make `data_dir` and the database at `database_url` a fresh, migrated, empty installation."""
    if database_url.startswith("sqlite"):
        shutil.copytree(_sqlite_template(), data_dir, dirs_exist_ok=True)
        return
    with locked("postgresql"):
        source, folder = _postgresql_template()
        _administer(f'CREATE DATABASE "{_name(database_url)}" TEMPLATE "{source}"')
    shutil.copytree(folder, data_dir, dirs_exist_ok=True)


def drop(database_url: str) -> None:
    """Remove a database made by `copy_template`; a SQLite file goes with its folder."""
    if not database_url.startswith("sqlite"):
        _administer(f'DROP DATABASE IF EXISTS "{_name(database_url)}" WITH (FORCE)')


def new_url(database: str, *, data_dir: Path, name: str) -> str:
    return f"sqlite:///{data_dir / DATABASE_FILE}" if database == "sqlite" else _named(f"trato_{name}")


def _sqlite_template() -> Path:
    final = WORK / f"sqlite-{_digest()}"
    if final.exists():
        return final
    with locked("sqlite"):
        if not final.exists():
            making = WORK / "sqlite-making"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir(parents=True)
            _migrate(making, f"sqlite:///{making / DATABASE_FILE}")
            with closing(sqlite3.connect(making / DATABASE_FILE)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for old in sorted(WORK.glob("sqlite-*"), key=lambda path: path.stat().st_mtime)[:-3]:
                if old != making:
                    shutil.rmtree(old, ignore_errors=True)
            making.rename(final)
    return final


def _postgresql_template() -> tuple[str, Path]:
    """Migrate once per server; the caller holds the lock, for a template being copied takes no other copy."""
    name = f"trato_template_{_digest()}"
    server = hashlib.sha256(os.environ["TRATO_TEST_SERVER"].encode()).hexdigest()[:12]
    folder = WORK / f"postgresql-{server}-{_digest()}"
    if not folder.exists():
        for old in WORK.glob("postgresql-*"):
            shutil.rmtree(old, ignore_errors=True)
        making = WORK / "making-postgresql"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _administer(f'CREATE DATABASE "{name}"')
        _migrate(making, _named(name))
        making.rename(folder)
    return name, folder


def _migrate(data_dir: Path, database_url: str) -> None:
    environment = {
        **os.environ,
        "TRATO_DATA_DIR": str(data_dir),
        "TRATO_DATABASE_URL": database_url,
        "TRATO_LOG_LEVEL": "WARNING",
    }
    done = subprocess.run(
        [sys.executable, "-W", "default", "-m", "trato.cli", "migrate"],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the template database could not be migrated:\n{done.stdout}\n{done.stderr}")


@cache
def _digest() -> str:
    digest = hashlib.sha256()
    sources = [*_sources(ROOT / "trato"), *sorted((ROOT / "procedures").rglob("*.toml")), ROOT / "requirements.lock"]
    for source in sources:
        digest.update(str(source.relative_to(ROOT)).encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def _sources(trato: Path) -> Iterator[Path]:
    for source in sorted(trato.rglob("*.py")):
        parts = source.relative_to(trato).parts
        if parts[0] not in PAGES and "tests" not in parts and not any(p.startswith(PAGE_FILES) for p in parts[1:]):
            yield source


@contextmanager
def locked(name: str) -> Generator[None]:
    """Let one process of the suite at a time do what `name` says."""
    WORK.mkdir(parents=True, exist_ok=True)
    with (WORK / f".lock-{name}").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _named(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["TRATO_TEST_SERVER"])._replace(path=f"/{name}"))


def _name(database_url: str) -> str:
    return urlsplit(database_url).path.removeprefix("/")


def _administer(statement: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["TRATO_TEST_SERVER"], autocommit=True) as connection:
        connection.execute(statement.encode())
