"""A Chromium for the tests: found on the machine, or installed before them by `python -m tests.support.chromium`."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

# Without the windows of a browser, which nobody sees, a page takes a third of the processor's time.
SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
KNOWN_PLACES = (
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# A build for machines where nothing can be installed: npm carries it, compressed, with the libraries it needs.
NPM_PACKAGE = "@sparticuz/chromium"
UNPACKED = Path(__file__).resolve().parents[2] / ".start" / "chromium"


def main() -> int:
    """Find or install a Chromium; without one the browser's tests decide: they fail where CI is set, skip elsewhere."""
    if _shell() or _of_debian("chromium-headless-shell") or find_chromium() or install_chromium():
        return 0
    print("No Chromium was found and none could be installed: tests in a browser will not run.", file=sys.stderr)
    return 0


def find_chromium() -> str | None:
    """Return the path of a Chromium, the lightest there is, or None; installs nothing."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).exists() else None
    if light := _shell():
        return light
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    return next((place for place in KNOWN_PLACES if Path(place).exists()), None) or _of_playwright() or _unpacked()


def install_chromium() -> str | None:
    """Get a Chromium: Playwright's own, the distribution's when this is root on Debian, else the one npm carries."""
    _quietly(sys.executable, "-m", "playwright", "install", "chromium")
    return find_chromium() or _of_debian("chromium") or _from_npm()


def _shell() -> str | None:
    return next(filter(None, map(shutil.which, SHELLS)), None)


def _of_debian(package: str) -> str | None:
    """Install a package of the distribution's and return the Chromium then found; not on CHROMIUM, not without root."""
    if os.environ.get("CHROMIUM") or os.name == "nt" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    install = ("apt-get", "install", "-q", "-y", "--no-install-recommends", package)
    _quietly(*install)
    if not shutil.which(package):  # the lists of packages may be missing, or old
        _quietly("apt-get", "update", "-q")
        _quietly(*install)
    return shutil.which(package) and find_chromium()


def _quietly(*words: str) -> None:
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            words,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            check=False, timeout=600, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def _of_playwright() -> str | None:
    folders = [os.environ.get("PLAYWRIGHT_BROWSERS_PATH"), "~/.cache/ms-playwright", "~/Library/Caches/ms-playwright"]
    for folder in filter(None, folders):
        for pattern in (
            "chromium-*/chrome-linux*/chrome",
            "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
        ):
            for found in Path(folder).expanduser().glob(pattern):
                return str(found)
    return None


def _unpacked() -> str | None:
    return str(UNPACKED / "run") if (UNPACKED / "run").exists() else None


def _from_npm() -> str | None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return None
    with tempfile.TemporaryDirectory() as name, contextlib.suppress(OSError, subprocess.SubprocessError):
        folder = Path(name)
        _checked(npm, "pack", "--silent", NPM_PACKAGE, cwd=folder)
        with tarfile.open(next(folder.glob("*.tgz"))) as package:
            package.extractall(folder, filter="data")
        made = folder / "made"
        made.mkdir()
        for packed in ("chromium.br", "al2023.tar.br"):
            _unbrotli(node, folder / "package" / "bin" / packed, made / packed.removesuffix(".br"))
        with tarfile.open(made / "al2023.tar") as libraries:
            libraries.extractall(made, filter="data")
        (made / "al2023.tar").unlink()
        (made / "chromium").chmod(0o755)
        (made / "run").write_text(
            '#!/bin/sh\nhere=$(dirname "$0")\n'
            'export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/lib"\n'
            'exec "$here/chromium" --no-sandbox --headless "$@"\n'
        )
        (made / "run").chmod(0o755)
        shutil.rmtree(UNPACKED, ignore_errors=True)
        UNPACKED.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, UNPACKED)
    return _unpacked()


def _unbrotli(node: str, packed: Path, target: Path) -> None:
    program = "process.stdin.pipe(require('zlib').createBrotliDecompress()).pipe(process.stdout)"
    with packed.open("rb") as source, target.open("wb") as sink:
        subprocess.run([node, "-e", program], stdin=source, stdout=sink, check=True, timeout=600)


def _checked(*words: str, cwd: Path) -> None:
    subprocess.run(words, cwd=cwd, check=True, timeout=600, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
