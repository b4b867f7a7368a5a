"""The product's processes at work on an installation, and the memory they take."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from benchmarks.places import ROOT, Place

WORKERS = 2
PATIENCE = 60  # seconds to start or to stop


class DoesNotServe(Exception):
    """A server ended, or did not answer in time."""


@dataclass(frozen=True)
class Serving:
    """A server at `url`, and the process it began with."""

    url: str
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def web(place: Place, **settings: str) -> Generator[Serving]:
    """Run the production server; `settings` choose other settings of Django, as the floor does."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    words = ("serve", "--port", str(port), "--workers", str(WORKERS))
    with process(place, *words, TRATO_BASE_URL=url, **settings) as started:
        _wait(url, started)
        yield Serving(url, started)


@contextlib.contextmanager
def process(place: Place, *words: str, **settings: str) -> Generator[subprocess.Popen[bytes]]:
    """Run `trato WORDS` until the block ends; what it prints stays in the installation's folder."""
    environment = place.environment | settings
    with (place.folder / f"{words[0]}.log").open("ab") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "trato.cli", *words],
            env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)  # whatever outlived the leader of its group


def memory_mib(started: subprocess.Popen[bytes]) -> float | None:
    """Return the memory of a process and all it started, shared pages counted once; None where Linux does not say."""
    sizes = [_pss(pid) for pid in (started.pid, *_descendants(started.pid))]
    known = [size for size in sizes if size is not None]
    return round(sum(known) / 1024, 1) if known else None


@dataclass
class Peak:
    """The most memory some processes took while a block ran; MiB, each process with its own descendants."""

    started: Iterable[subprocess.Popen[bytes]]
    most: dict[int, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def watched(self) -> Generator[None]:
        """Look every fifth of a second."""
        done = threading.Event()

        def watch() -> None:
            while True:
                for one in self.started:
                    self.most[one.pid] = max(self.most.get(one.pid, 0.0), memory_mib(one) or 0.0)
                if done.wait(0.2):
                    return

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def _pss(pid: int) -> int | None:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), None)


def _descendants(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(path.parent.name))
    return _below(pid, parents)


def _below(pid: int, children: Mapping[int, list[int]]) -> list[int]:
    return [found for child in children.get(pid, ()) for found in (child, *_below(child, children))]


def _wait(url: str, started: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and started.poll() is None:
        try:
            urlopen(url + "/", timeout=PATIENCE).close()  # noqa: S310 -- the address is ours
        except HTTPError as answer:
            if answer.code < 500:  # noqa: PLR2004
                return
            raise DoesNotServe(f"the first page answered {answer.code}") from None
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise DoesNotServe("the server did not get ready")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
