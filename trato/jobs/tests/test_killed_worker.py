"""Workers in processes of their own: one is killed in the middle of a step, the database is locked, nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.databases import ROOT
from tests.support.installations import Installation

ITEMS = 30

WORKER = f"""
import os, threading, time
from datetime import timedelta
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.project.settings")
django.setup()
from django.db import connection
from trato.jobs import models, registry, ticker, worker
from trato.jobs.actions import enqueue
from trato.ledger.actors import SYSTEM
from django.utils import timezone

models.DEAD_AFTER = timedelta(seconds=1)
registry._periodic.clear()
if connection.vendor == "sqlite":
    connection.settings_dict["OPTIONS"]["timeout"] = 0.2

@registry.job_kind("test.items", label="Items")
def items(job, at):
    number = (job.cursor or 0) + 1
    models.RateCounter.objects.create(key_hash=f"item-{{number}}", window_start="2026-01-01T00:00Z", ends_at=at)
    time.sleep(0.03)
    return registry.Progress(cursor=number, done=number, total={ITEMS}, finished=number == {ITEMS})

def main(what):
    if what == "enqueue":
        print(enqueue("test.items", {{}}, by=SYSTEM, at=timezone.now()).pk)
        return
    stop = threading.Event()
    def until_done():
        while not stop.wait(0.05):
            with open(os.environ["WORKER_STOP"]) as file:
                if file.read():
                    stop.set()
    threading.Thread(target=until_done, daemon=True).start()
    worker.run(stop, idle_seconds=0.1)
    print("stopped")

import sys
main(sys.argv[1])
"""


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


class Workers:
    def __init__(self, installation: Installation, folder: Path) -> None:
        self.script = folder / "worker.py"
        self.script.write_text(WORKER)
        self.stop_file = folder / "stop"
        self.stop_file.write_text("")
        self.installation = installation
        self.environment = {**installation.environment, "WORKER_STOP": str(self.stop_file), "PYTHONPATH": str(ROOT)}

    def start(self, what: str = "run") -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(self.script), what],
            env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def enqueue(self) -> None:
        process = self.start("enqueue")
        _output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors

    def row(self, query: str) -> Any:
        with self.installation.connect() as connection:
            return connection.execute(query).fetchone()

    def done(self) -> int:
        return int(self.row("SELECT done FROM jobs_job")[0])


def test_a_worker_killed_in_the_middle_loses_nothing_and_repeats_nothing(
    installation: Installation, tmp_path: Path
) -> None:
    workers = Workers(installation, tmp_path)
    workers.enqueue()
    victim = workers.start()
    wait_for(lambda: workers.done() >= 5)
    os.kill(victim.pid, signal.SIGKILL)
    victim.communicate()
    kept = workers.done()
    assert kept < ITEMS, "the kill came too late to prove anything"
    assert workers.row("SELECT count(*) FROM jobs_ratecounter")[0] == kept
    heir = workers.start()
    wait_for(lambda: workers.row("SELECT finished_at FROM jobs_job")[0] is not None)
    workers.stop_file.write_text("stop")
    assert heir.communicate(timeout=30)[0].strip() == "stopped"
    assert workers.done() == ITEMS
    assert workers.row("SELECT count(*), count(DISTINCT key_hash) FROM jobs_ratecounter") == (ITEMS, ITEMS)


def test_a_worker_outlives_a_database_that_stays_locked(installation: Installation, tmp_path: Path) -> None:
    workers = Workers(installation, tmp_path)
    workers.enqueue()
    worker = workers.start()
    wait_for(lambda: workers.done() >= 2)
    with installation.connect() as connection:
        if installation.database_url.startswith("sqlite"):
            connection.execute("PRAGMA busy_timeout = 5000")
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(1.5)
            connection.execute("ROLLBACK")
        else:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    wait_for(lambda: workers.row("SELECT finished_at FROM jobs_job")[0] is not None)
    workers.stop_file.write_text("stop")
    assert worker.communicate(timeout=30)[0].strip() == "stopped"
    assert workers.row("SELECT count(*) FROM jobs_ratecounter")[0] == ITEMS
