"""Whole installations and production servers for journeys, concurrency, backups and tampering."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

import pytest

from tests.support import databases

type MakeInstallation = Callable[..., Installation]
type MakeServer = Callable[..., Server]


@dataclass(frozen=True)
class Installation:
    """A fresh, migrated, empty installation of its own: a data directory and a database."""

    data_dir: Path
    database_url: str
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "TRATO_DATA_DIR": str(self.data_dir),
            "TRATO_DATABASE_URL": self.database_url,
            "TRATO_STATIC_DIR": str(databases.WORK / "static"),
            **self.settings,
        }

    def trato(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `trato ARGUMENTS` on this installation."""
        return self.python("-m", "trato.cli", *arguments, check=check)

    def python(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run Python on this installation, for code that must see it from a process of its own."""
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment, cwd=databases.ROOT, capture_output=True, text=True, check=False, timeout=180,
        )  # fmt: skip
        if check and done.returncode:
            raise AssertionError(f"{arguments} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    def connect(self) -> Any:
        """Open a plain database connection, past the product, in autocommit."""
        if self.database_url.startswith("sqlite"):
            return closing(sqlite3.connect(self.data_dir / databases.DATABASE_FILE, isolation_level=None))
        import psycopg

        return psycopg.connect(self.database_url, autocommit=True)


@dataclass
class Server:
    """The production server at work on one installation."""

    url: str
    installation: Installation
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        stop(self.process)


@pytest.fixture(scope="session")
def make_installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Generator[MakeInstallation]:
    """Make installations: `make_installation(TRATO_DEMO="1")`; each is removed at the end of the session."""
    made: list[Installation] = []

    def make(**settings: str) -> Installation:
        data_dir = tmp_path_factory.mktemp("installation")
        database = str(request.config.getoption("--database"))
        url = databases.new_url(database, data_dir=data_dir, name=f"installation_{uuid4().hex[:12]}")
        databases.copy_template(database_url=url, data_dir=data_dir)
        made.append(Installation(data_dir, url, settings))
        return made[-1]

    yield make
    for installation in made:
        databases.drop(installation.database_url)


@pytest.fixture
def installation(make_installation: MakeInstallation) -> Installation:
    return make_installation()


@pytest.fixture(scope="session")
def make_server() -> Generator[MakeServer]:
    """Start production servers: `make_server(installation, workers=1)`; each ends with the session at the latest."""
    servers: list[Server] = []

    def make(installation: Installation, *, workers: int = 1) -> Server:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        log = installation.data_dir / f"server-{port}.log"
        with databases.locked("static"):
            installation.python("-c", "from trato.cli.static import gather_if_stale as gather; gather()")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "trato.cli", "serve", "--port", str(port), "--workers", str(workers)],
                env={**installation.environment, "TRATO_BASE_URL": url},
                cwd=databases.ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        servers.append(Server(url, installation, process, log))
        _wait_until_ready(servers[-1])
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def server(installation: Installation, make_server: MakeServer) -> Generator[Server]:
    """The production server over a fresh installation; `server.url` is where it answers."""
    server = make_server(installation)
    yield server
    server.stop()


@pytest.fixture
def worker(installation: Installation) -> Generator[subprocess.Popen[bytes]]:
    """The worker at work on `installation`: for stories in which something happens in the background."""
    with (installation.data_dir / "worker.log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "trato.cli", "worker"],
            env=installation.environment,
            cwd=databases.ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    yield process
    stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # whatever outlived the leader of its group


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urlopen(f"{server.url}/salud/listo", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    server.stop()
    raise AssertionError(f"the server did not get ready:\n{server.log.read_text()[-3000:]}")
