"""Installations to measure: a seed kept in the cache, and a copy of it that one run may write into."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.support.postgresql import PostgreSQL

ROOT = Path(__file__).resolve().parents[1]
SQLITE = "trato.sqlite3"


class CannotSeed(Exception):
    """The seed could not be made, or does not hold what it should."""


@dataclass(frozen=True)
class Place:
    """An installation: its folder and the address of its database."""

    folder: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRATO_")}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "trato.project.settings",
            "PYTHONPATH": str(ROOT),
            "TRATO_DATA_DIR": str(self.folder),
            "TRATO_DATABASE_URL": self.database_url,
            "TRATO_DEMO": "1",
            "TRATO_LOG_LEVEL": "WARNING",
        }

    def python(self, *words: str) -> str:
        """Run Python on this installation and return what it prints; raise CannotSeed with it when it fails."""
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CannotSeed(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done.stdout


def cache_folder() -> Path:
    """Return where seeds are kept: TRATO_BENCH_DIR, else the cache of the person, or of the machine for root."""
    if named := os.environ.get("TRATO_BENCH_DIR"):
        return Path(named)
    if hasattr(os, "getuid") and os.getuid() == 0:  # PostgreSQL runs as nobody then, who may not enter root's home
        return Path("/var/cache/trato-bench")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trato-bench"


@contextlib.contextmanager
def server_of(database: str) -> Generator[str]:
    """Give the maintenance address of a PostgreSQL that writes safely, "" for SQLite."""
    if database == "sqlite":
        yield ""
        return
    cache_folder().mkdir(parents=True, exist_ok=True)
    server = PostgreSQL.find_or_start(kept=cache_folder() / "postgresql")
    try:
        yield server.url
    finally:
        server.stop()


@contextlib.contextmanager
def place_for(database: str, size: int, server: str) -> Generator[Place]:
    """Give a fresh copy of the seed of that size, seeding first when there is none or it no longer holds."""
    seed = _seed(database, size, server)
    mark = secrets.token_hex(6)
    folder = cache_folder() / f"run-{mark}"
    copy = Place(folder, _url(server, folder, f"trato_run_{mark}"))
    try:
        shutil.copytree(seed.folder, copy.folder)
        if server:
            _create(server, copy.database_url, template=seed.database_url)
        yield copy
    finally:
        if server:
            _drop(server, copy.database_url)
        shutil.rmtree(copy.folder, ignore_errors=True)


def _seed(database: str, size: int, server: str) -> Place:
    name = f"{database}-{size}-{schema_hash()}"
    folder = cache_folder() / name
    seed = Place(folder, _url(server, folder, f"trato_seed_{size}_{schema_hash()}"))
    if folder.exists():
        try:
            seed.python("-m", "benchmarks.seeding", "0")
        except CannotSeed as stale:
            print(f"The seed {name} no longer holds; seeding anew.\n{stale}", flush=True)
        else:
            return seed
    print(f"Seeding {size} cycles on {database} ...", flush=True)
    making = Place(cache_folder() / f"{name}-making", seed.database_url)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(making.folder, ignore_errors=True)
    making.folder.mkdir(parents=True)
    if server:
        _drop(server, seed.database_url)
        _create(server, seed.database_url)
    else:
        making = Place(making.folder, _url("", making.folder, ""))
    making.python("-m", "trato.cli", "migrate")
    making.python("-m", "benchmarks.seeding", str(size))
    making.folder.rename(folder)
    return seed


def schema_hash() -> str:
    """Name what a seed depends on: the migrations, the procedures, and how the seed is made."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _sources() -> Iterator[Path]:
    yield from ROOT.glob("trato/*/migrations/*.py")
    yield from ROOT.glob("procedures/**/*.toml")
    yield from (ROOT / "benchmarks" / name for name in ("crowd.py", "names.py", "seeding.py"))


def _url(server: str, folder: Path, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}")) if server else f"sqlite:///{folder / SQLITE}"


def _create(server: str, url: str, *, template: str = "") -> None:
    source = f' TEMPLATE "{_name(template)}"' if template else ""
    _administer(server, f'CREATE DATABASE "{_name(url)}"{source}')
    if template:
        _administer(url, "VACUUM ANALYZE")


def _drop(server: str, url: str) -> None:
    _administer(server, f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')


def _administer(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
