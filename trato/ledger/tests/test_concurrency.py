"""Eight processes write at once on one installation: no fork, no gap, nothing lost."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.installations import Installation

WRITERS, ROUNDS = 8, 30

WRITER = """
import sys
from datetime import UTC, datetime
import django
django.setup()
from django.db import transaction
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append

writer, rounds = int(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for round in range(rounds):
    # Alone in its own stream, together with everybody in a shared one, and now and then many at once.
    streams = [f"cycle/{writer}", "setting/shared"] + (["setting/shared"] * 20 if round % 10 == 0 else [])
    at = datetime.now(UTC)
    with transaction.atomic():
        append([
            Draft(stream=one, event="test.written", occurred_at=at, actor=Actor("user", f"user/{writer}"))
            for one in streams
        ], at=at)
"""

VERIFY = """
from datetime import UTC, datetime
import django

if __name__ == "__main__":  # the second process reads this file too
    django.setup()
    from trato.ledger import verification
    from trato.ledger.models import Entry
    from trato.ledger.entries import stream_entries
    verification.WORTH_A_PROCESS = 0  # so that two processes read, however few the entries
    report = verification.verify(at=datetime.now(UTC), processes=2)
    assert report.intact, report.findings
    times = [entry.recorded().recorded_at for entry in Entry.objects.order_by("pos")]
    assert times == sorted(times)
    positions = list(Entry.objects.order_by("pos").values_list("pos", flat=True))
    assert positions == list(range(1, report.size + 1))
    shared = stream_entries("setting/shared")
    assert [entry.seq for entry in shared] == list(range(1, len(shared) + 1))
    print(report.size, len(shared))
"""


@pytest.fixture
def verifier(installation: Installation) -> str:
    path = installation.data_dir / "verify_here.py"
    path.write_text(VERIFY, encoding="utf-8")
    return str(path)


def test_eight_writers_neither_fork_the_ledger_nor_leave_a_gap(installation: Installation, verifier: str) -> None:
    environment = {**installation.environment, "DJANGO_SETTINGS_MODULE": "trato.project.settings", "PYTHONPATH": "."}
    command = [sys.executable, "-c", WRITER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with ExitStack() as all_writers:
        writers = [
            all_writers.enter_context(
                subprocess.Popen([*command, str(number), str(ROUNDS)], env=environment, text=True, **pipes)
            )
            for number in range(WRITERS)
        ]
        for writer in writers:
            assert writer.stdout.readline() == "ready\n", writer.stderr.read()
        for writer in writers:
            writer.stdin.write("go\n")
            writer.stdin.flush()
        ended = [writer.communicate(timeout=150) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS, ended
    done = subprocess.run(
        [sys.executable, verifier], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    each = ROUNDS * 2 + ROUNDS // 10 * 20
    assert done.stdout.split() == [str(WRITERS * each), str(WRITERS * (each - ROUNDS))], done.stderr
