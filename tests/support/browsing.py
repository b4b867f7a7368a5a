"""A real Chromium: found on the machine, driven by Playwright, strict about errors on the page."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.databases import WORK
from tests.support.installations import Server

KNOWN_PLACES = (
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None; installs nothing."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).exists() else None
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    return next((place for place in KNOWN_PLACES if Path(place).exists()), None) or _of_playwright()


def install_chromium() -> str | None:
    """Get a Chromium: Playwright's own, else the distribution's when this is root on Debian."""
    _quietly(sys.executable, "-m", "playwright", "install", "chromium")
    if found := find_chromium():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _quietly("apt-get", "update", "-q")
        _quietly("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium")
    return find_chromium()


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


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    """One Chromium for the session; without any: a failure where CI is set, a loud skip elsewhere."""
    path = find_chromium()
    if path is None:
        sentence = "no Chromium: set CHROMIUM to its path or run `python3 start.py test`, which installs it"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def browser_page(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Generator[Page]:
    """A page on `server`, as a person in Buenos Aires sees it; errors on the page or refused by CSP fail the test."""
    context = browser.new_context(
        base_url=server.url,
        locale="es-AR",
        timezone_id="America/Argentina/Buenos_Aires",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    # The browser also logs each answer of 4xx as an error of the console; those are the test's to judge.
    page.on(
        "console",
        lambda message: (
            errors.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    yield page
    report = request.node.stash.get(outcome, None)
    if report is None or report.failed:
        folder = WORK / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{request.node.name}.png", full_page=True)
    context.close()
    assert not errors, f"errors on the page: {errors}"


outcome = pytest.StashKey[pytest.TestReport]()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Judge a page's accessibility: `assert axe(page) == []`."""
    import axe_playwright_python

    source = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")

    def judge(page: Page) -> list[str]:
        page.evaluate(source)
        found: list[dict[str, Any]] = page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)"
        )
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']}: " + "; ".join(node["html"] for node in rule["nodes"])
            for rule in found
        ]

    return judge
