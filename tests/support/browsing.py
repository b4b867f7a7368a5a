"""A real Chromium: found on the machine, driven by Playwright, strict about errors on the page."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.chromium import find_chromium
from tests.support.databases import WORK
from tests.support.installations import Server

QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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
