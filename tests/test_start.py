"""`start.py` as a person uses it."""

import ast
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.databases import ROOT
from tests.support.installations import free_port


def start(*arguments, **settings):
    return subprocess.run(
        [sys.executable, "start.py", *arguments], cwd=ROOT, env={**os.environ, **settings},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_start_runs_on_python_3_9_with_the_standard_library_alone():
    tree = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name).partition(".")[0]
        for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names
    }  # fmt: skip
    assert imported <= sys.stdlib_module_names


def test_help_names_every_command():
    done = start("--help")
    assert done.returncode == 0
    assert all(f"start.py {command}" in done.stdout for command in ("run", "setup", "test", "bench", "exec"))


def test_taken_port_is_told_before_anything_else():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = start("run", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "is taken; stop what uses it or choose another" in done.stderr


def test_unknown_command_of_exec_is_told():
    done = start("exec", "--", "no-such-command")
    assert done.returncode == 127
    assert "There is no command 'no-such-command'" in done.stderr


def test_exec_returns_the_status_of_the_command():
    assert start("exec", "--", "python", "-c", "raise SystemExit(7)").returncode == 7


def test_wrong_setting_is_told_and_ends_with_status_2(tmp_path):
    done = start("setup", TRATO_DATA_DIR=str(tmp_path), TRATO_TIME_ZONE="Marte", TRATO_DEBUG="maybe")
    assert done.returncode == 2
    assert "TRATO_TIME_ZONE must be a time zone" in done.stderr
    assert "TRATO_DEBUG must be 1 or 0" in done.stderr


def children(pid):
    """Map the subcommand of each child to its process id."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            words = stat.with_name("cmdline").read_text().split("\0")
        except (OSError, ValueError):
            continue
        if parent == pid and "trato.cli" in words:
            found[words[words.index("trato.cli") + 1]] = int(stat.parent.name)
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")
def test_run_restarts_a_dead_worker_and_stops_both(installation, tmp_path):
    port = free_port()
    log = tmp_path / "log"
    with log.open("w") as output:
        run = subprocess.Popen(
            [sys.executable, "start.py", "run", "--port", str(port), "--empty"],
            cwd=ROOT, env={**installation.environment, "TRATO_DEMO": "0"}, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def until(condition):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and run.poll() is None:
            if condition():
                return
            time.sleep(0.1)
        pytest.fail(f"it did not happen in time:\n{log.read_text()}")

    def answers():
        try:
            return urlopen(f"http://127.0.0.1:{port}/salud/listo", timeout=2).status == 200
        except OSError:
            return False

    try:
        until(lambda: {"serve", "worker"} <= children(run.pid).keys())
        worker = children(run.pid)["worker"]
        os.kill(worker, signal.SIGKILL)
        until(lambda: children(run.pid).get("worker", worker) != worker)
        until(answers)
        last = children(run.pid)
        run.send_signal(signal.SIGTERM)
        run.wait(timeout=40)
    finally:
        if run.poll() is None:
            run.terminate()
            run.wait(timeout=40)
    said = log.read_text()
    assert run.returncode == 0
    assert "The worker ended with status -9; starting it again." in said
    assert said.splitlines()[-1] == "Trato has stopped."
    assert not [pid for pid in last.values() if Path(f"/proc/{pid}").exists()]
