#!/usr/bin/env python3
"""Install, run and test Trato: `python3 start.py`, `python3 start.py test`.

Standard library only, Python 3.9 or newer: this file runs before anything is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import glob
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".start"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
MINIMUM = (3, 12)
FRAMEWORKS = "/Library/Frameworks/Python.framework/Versions"
OFF = ("0", "false", "no", "off")
UV_VERSIONS = "uv>=0.8,<1"

DESCRIPTION = """\
Install, run and test Trato. Everything is installed inside this folder; nothing else on the machine is changed,
except that `test` installs a Chromium when there is none.

  python3 start.py                     install what is missing, then run on http://127.0.0.1:8000
  python3 start.py run [--port N]      the same; the first run tells a demonstration, --empty starts without it
  python3 start.py setup [--dev]       install, compile the translations, bring the database up to date
  python3 start.py test [ARGUMENTS]    install and test everything; ARGUMENTS go to pytest
  python3 start.py test --fast         rules, actions and pages on SQLite only, no browser, no other database
  python3 start.py bench               measure it; --sizes 10000,100000 --databases sqlite,postgresql --json FILE
  python3 start.py exec -- CMD ...     run a command in the installation, such as: exec -- trato ledger verify

The settings (TRATO_DATA_DIR, TRATO_DATABASE_URL, ...) are listed in docs/operations.md.
"""


class Failure(Exception):
    """What went wrong, in one sentence for the person at the keyboard."""


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 9):
        raise Failure("start.py needs Python 3.9 or newer; this is {}.{}.".format(*sys.version_info[:2]))
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments = ["run", *arguments]
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="start.py", description=DESCRIPTION, formatter_class=raw)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    run = commands.add_parser("run", help="install what is missing and run")
    run.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (8000)")
    run.add_argument("--empty", action="store_true", help="start without the demonstration")
    setup = commands.add_parser("setup", help="install and prepare, without running")
    setup.add_argument("--dev", action="store_true", help="with the tools that test and check the code")
    setup.add_argument("--empty", action="store_true", help="without the demonstration")
    test = commands.add_parser("test", help="install and test everything", add_help=False)
    test.add_argument("--fast", action="store_true")
    commands.add_parser("bench", help="measure it with many cycles, over HTTP", add_help=False)
    execute = commands.add_parser("exec", help="run a command in the installation: exec -- CMD ...")
    execute.add_argument("words", nargs=argparse.REMAINDER, metavar="-- CMD ...")
    if arguments[0] == "test":
        options, rest = parser.parse_known_args(arguments)
        if rest in (["--help"], ["-h"]):
            print(DESCRIPTION)
            return 0
        return run_tests(rest[1:] if rest[:1] == ["--"] else rest, fast=options.fast)
    if arguments[0] == "bench":
        install(dev=True)
        return execute_command(["python", "-m", "benchmarks", *arguments[1:]])
    options = parser.parse_args(arguments)
    if options.command == "run":
        return run_product(port=options.port, empty=options.empty)
    if options.command == "setup":
        install(dev=options.dev)
        prepare(empty=options.empty)
        say("Trato is installed. Run it with: python3 start.py")
        return 0
    words = options.words[1:] if options.words[:1] == ["--"] else options.words
    if not words:
        raise Failure("exec needs a command, as in: python3 start.py exec -- trato ledger verify")
    install(dev=False)
    return execute_command(words)


# --- Running -------------------------------------------------------------------------------------------------------


def run_product(*, port: int, empty: bool) -> int:
    """Supervise the web server and the worker until told to stop; restart a worker that died."""
    if not 0 < port < 65536:
        raise Failure("--port must be between 1 and 65535.")
    with socket.socket() as probe:
        if not WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            other = "python3 start.py run --port {}".format(port + 1 if port < 65535 else 8001)
            raise Failure("Port {} is taken; stop what uses it or choose another: {}".format(port, other)) from None
    install(dev=False)
    prepare(empty=empty)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    environment, here = product_environment(), "http://127.0.0.1:{}".format(port)
    url = environment.setdefault("TRATO_BASE_URL", here)
    web = start_process(["serve", "--port", str(port)], environment)
    worker = start_process(["worker"], environment)
    status = 0
    try:
        if wait_until_ready(here, web, stopping):
            announce(url, environment)
        elif not stopping.is_set() and web.poll() is None:
            say("The web server does not answer yet; the lines above may say why. It keeps trying.")
        deaths = []
        while not stopping.wait(0.3):
            if web.poll() is not None:
                status = 1
                say("The web server ended with status {}; see the lines above.".format(web.returncode))
                break
            if worker.poll() is not None:
                now = time.monotonic()
                deaths = [at for at in deaths if now - at < 60] + [now]
                say("The worker ended with status {}; starting it again.".format(worker.returncode))
                stopping.wait(min(len(deaths) - 1, 10))
                worker = start_process(["worker"], environment)
    finally:
        stop_processes([web, worker])
    say("Trato has stopped.")
    return status


def start_process(words: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this supervisor alone, which then stops both in order.
    command = [str(PYTHON), "-m", "trato.cli", *words]
    return subprocess.Popen(command, env=environment, cwd=str(ROOT), start_new_session=not WINDOWS)


def stop_processes(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in [process for process in processes if process.poll() is None]:
        process.terminate()
    deadline = time.monotonic() + 20
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if not WINDOWS:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # whatever outlived the leader of its group


def wait_until_ready(url: str, web: subprocess.Popen[bytes], stopping: threading.Event) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and web.poll() is None and not stopping.is_set():
        try:
            urllib.request.urlopen(url + "/salud/listo", timeout=5).close()  # noqa: S310 -- the address is ours
        except urllib.error.HTTPError as answer:
            # Another installation's host name, say: it answers, which is all that is asked here.
            return answer.code < 500
        except OSError:
            stopping.wait(0.1)
        else:
            return True
    return False


def announce(url: str, environment: dict[str, str]) -> None:
    how = "Invite the first person with: python3 start.py exec -- trato people invite --help"
    if demo_marker(environment).exists() and environment.get("TRATO_DEMO", "1") not in OFF:
        how = "Enter with one click as any of the demonstration's people."
    print("\n  Trato is running at  {}\n  {}\n  Stop it with Ctrl-C.\n".format(url, how), flush=True)


# --- Installing ----------------------------------------------------------------------------------------------------


def install(*, dev: bool) -> None:
    """Make `.venv` hold exactly what the lock says; does nothing when it already does."""
    kind = "dev" if dev or current_stamp().startswith("dev ") else "run"
    lock = ROOT / ("requirements-dev.lock" if kind == "dev" else "requirements.lock")
    stamp = "{} {} {}".format(kind, hashlib.sha256(lock.read_bytes()).hexdigest(), ROOT)
    if current_stamp() == stamp and works(PYTHON):
        return
    interpreter = None if works(PYTHON) else find_python()
    if interpreter:
        say("Making the environment with {} ...".format(interpreter))
        if VENV.exists():
            shutil.rmtree(str(VENV))
        call([interpreter, "-m", "venv", "--without-pip", str(VENV)], "The environment .venv could not be made")
    uv = find_uv()
    say("Installing from {} ...".format(lock.name))
    words = [uv, "pip", "sync", "--quiet", "--python", str(PYTHON), "--require-hashes", "--compile-bytecode", str(lock)]
    call(words, "The packages could not be installed; is the network there?")
    link_product()
    (VENV / "trato-stamp").write_text(stamp, encoding="utf-8")


def current_stamp() -> str:
    try:
        return (VENV / "trato-stamp").read_text(encoding="utf-8")
    except OSError:
        return ""


def link_product() -> None:
    """Make `import trato` and the command `trato` work in the environment without building a package."""
    ask = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]
    folder = subprocess.run(ask, check=True, stdout=subprocess.PIPE).stdout.decode().strip()
    Path(folder, "trato.pth").write_text(str(ROOT) + "\n", encoding="utf-8")
    if WINDOWS:
        (BIN / "trato.cmd").write_text('@"%~dp0python.exe" -m trato.cli %*\n', encoding="utf-8")
        return
    command = BIN / "trato"
    code = '#!/bin/sh\n\'\'\'exec\' "$(dirname -- "$(readlink -f -- "$0")")/python" "$0" "$@"\n\' \'\'\'\n'
    code += "import sys\n\nfrom trato.cli import main\n\nsys.exit(main())\n"
    command.write_text(code, encoding="utf-8")
    command.chmod(0o755)


def find_python() -> str:
    """Return the full path of the newest Python that fits, past shims that only pretend to be one."""
    names = ["python3.{}".format(minor) for minor in range(30, MINIMUM[1] - 1, -1)] + ["python3", "python"]
    candidates = [sys.executable] + [found for found in map(shutil.which, names) if found]
    pyenvs = [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")]
    for pattern in ["versions/*/bin/python3", "pyenv-win/versions/*/python.exe"]:
        candidates += [str(found) for pyenv in pyenvs if pyenv for found in Path(pyenv).glob(pattern)]
    for folder in ["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"]:
        candidates += glob.glob(folder + "/python@3.*/bin/python3.*[0-9]")
    for pattern in ["/usr/bin/python3.*[0-9]", "/usr/local/bin/python3.*[0-9]", FRAMEWORKS + "/3.*/bin/python3"]:
        candidates += sorted(glob.glob(pattern))
    if WINDOWS and shutil.which("py"):
        listing = subprocess.run(["py", "-0p"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        candidates += re.findall(r"[A-Za-z]:\\.*?python\.exe", listing.stdout.decode(errors="replace"))
    found = {}
    for candidate in dict.fromkeys(candidates):
        version = version_of(candidate)
        if version and version[:2] >= MINIMUM:
            found.setdefault(version, candidate)
    if not found:
        raise Failure(
            "Trato needs Python {0}.{1} or newer and none was found; install one (python.org, pyenv, Homebrew or "
            "your system's packages) and run this again.".format(*MINIMUM)
        )
    return found[max(found)]


def version_of(python: str) -> tuple[int, ...] | None:
    ask = [python, "-I", "-c", "import sys, venv, ensurepip; print(*sys.version_info[:3], sys.version_info[3])"]
    try:
        answer = subprocess.run(ask, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20, check=True)
        *numbers, level = answer.stdout.decode().split()
        return tuple(int(number) for number in numbers) if level == "final" else None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def works(python: Path) -> bool:
    return Path(python).exists() and (version_of(str(python)) or (0,))[:2] >= MINIMUM


def find_uv() -> str:
    """Return uv from PATH, or install it into a folder of its own."""
    on_path = shutil.which("uv")
    if on_path and succeeds([on_path, "pip", "sync", "--help"]):
        return on_path
    own = TOOLS / ("Scripts/uv.exe" if WINDOWS else "bin/uv")
    if not (own.exists() and succeeds([str(own), "--version"])):
        say("Installing uv, which installs the rest ...")
        if TOOLS.exists():
            shutil.rmtree(str(TOOLS))
        call([find_python(), "-m", "venv", str(TOOLS)], "The folder .start could not be made")
        pip = [str(TOOLS / ("Scripts/python.exe" if WINDOWS else "bin/python")), "-m", "pip", "install", "--quiet"]
        call([*pip, "--disable-pip-version-check", UV_VERSIONS], "uv could not be installed; is the network there?")
    return str(own)


def prepare(*, empty: bool) -> None:
    """Bring translations, static files and database up to date; tell the demonstration on the first run."""
    environment = product_environment()
    words = [str(PYTHON), "-m", "trato.cli", "prepare"]
    words += ["--empty"] if empty or environment.get("TRATO_DEMO") in OFF else []
    status = subprocess.call(words, env=environment, cwd=str(ROOT))
    if status:
        raise Failure("Trato could not be prepared (status {}); the lines above say why.".format(status), status)


def product_environment() -> dict[str, str]:
    environment = dict(os.environ)
    environment["PATH"] = str(BIN) + os.pathsep + environment.get("PATH", "")
    environment["VIRTUAL_ENV"] = str(VENV)
    environment.pop("PYTHONHOME", None)
    return environment


def demo_marker(environment: dict[str, str]) -> Path:
    return Path(environment.get("TRATO_DATA_DIR") or ROOT / "var") / "demo"


def execute_command(words: list[str]) -> int:
    environment = product_environment()
    program = shutil.which(words[0], path=environment["PATH"])
    if not program:
        raise Failure("There is no command {!r} in the installation.".format(words[0]), 127)
    if not WINDOWS:
        os.execve(program, [program, *words[1:]], environment)  # noqa: S606 -- the person's own command
    return subprocess.call([program, *words[1:]], env=environment)


# --- Testing -------------------------------------------------------------------------------------------------------


def run_tests(arguments: list[str], *, fast: bool) -> int:
    """Check the code, then run every test on SQLite and on PostgreSQL; say which parts passed."""
    install(dev=True)
    environment, python = product_environment(), str(PYTHON)
    for name in [name for name in environment if name.startswith("TRATO_") and not name.startswith("TRATO_TEST_")]:
        del environment[name]
    pytest = [python, "-m", "pytest", "-q", *(arguments or ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"])]
    steps = [] if arguments else checks_of_code(python, types=not fast)
    if fast:
        steps.append(("tests, fast", [*pytest, "-m", "not browser"]))
    else:
        call([python, "-m", "tests.support.chromium"], "Chromium could not be looked for", environment)
        named = any(word.startswith("--database") for word in arguments)
        for title in [""] if named else ["SQLite", "PostgreSQL"]:
            steps.append(("tests " + title, [*pytest, *(["--database", title.lower()] if title else [])]))
    results = []
    for name, words in steps:
        say("== {}".format(name))
        started = time.monotonic()
        status = subprocess.call(words, env=environment, cwd=str(ROOT))
        if arguments and status == 5 and "PostgreSQL" in name:
            status = 0  # the chosen tests are rules: they run once, on SQLite
        results.append((name, status, time.monotonic() - started))
    print()
    for name, status, seconds in results:
        print("  {:<22} {:<8} {:>6.1f} s".format(name, "passed" if status == 0 else "FAILED", seconds))
    failed = [name for name, status, _ in results if status]
    print("\n{}".format("FAILED: " + ", ".join(failed) if failed else "Everything passed."), flush=True)
    return 1 if failed else 0


def checks_of_code(python: str, *, types: bool) -> list[tuple[str, list[str]]]:
    templates = [str(path) for path in sorted((ROOT / "trato").glob("*/templates/**/*.html"))]
    return [
        ("ruff check", [python, "-m", "ruff", "check", "--quiet"]),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "--quiet"]),
        ("templates", [str(BIN / "djade"), "--check", "--target-version", "6.1", *templates]),
        *([("types", [python, "-m", "mypy"])] if types else []),
    ]


# --- Small tools ---------------------------------------------------------------------------------------------------


def call(words: list[str], refusal: str, environment: dict[str, str] | None = None) -> None:
    try:
        status = subprocess.call(words, env=environment, cwd=str(ROOT))
    except OSError as wrong:
        raise Failure("{} ({}).".format(refusal, wrong)) from None
    if status:
        raise Failure("{} (status {}).".format(refusal.rstrip("."), status))


def succeeds(words: list[str]) -> bool:
    try:
        return subprocess.call(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        print(str(failure.args[0]), file=sys.stderr)
        sys.exit(failure.args[1] if len(failure.args) > 1 else 1)
    except KeyboardInterrupt:
        sys.exit(130)
