"""The stage of a journey: an installation at work, and people who sit at their browsers and read Spanish."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page
from playwright.sync_api import TimeoutError as TooLong

from tests.support.databases import ROOT, WORK
from tests.support.installations import Installation, Server, stop

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 10_000
NO_FAULT = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
CAST = """
import django, os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.project.settings")
django.setup()
from django.utils import timezone
from trato.demo.cast import summon
summon(at=timezone.now())
"""

type Value = str | Path | bool | Sequence[str] | Mapping[str, Value]


def today(days: int = 0) -> str:
    """Return the day as the house writes it, so many days from now."""
    return f"{local_day(days):%d/%m/%Y}"


def local_day(days: int = 0) -> date:
    return datetime.now(ZONE).date() + timedelta(days=days)


def an_hour_ago() -> tuple[str, str]:
    """Return day and hour of an hour ago, as they are typed."""
    then = datetime.now(ZONE) - timedelta(hours=1)
    return f"{then:%d/%m/%Y}", f"{then:%H:%M}"


@dataclass
class Seat:
    """Somebody at a browser. What the page says wrong in the console, or CSP refuses, is collected in `errors`."""

    page: Page
    name: str = ""
    errors: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Go to an address; it must answer well."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.ok, f"{self.name} opened {address}: {answer.status}\n{self.text()[:1500]}"
        return self.page

    def enter(self) -> Page:
        """Sign in by the one click the demonstration offers to each of its cast."""
        self.open("/entrar/")
        self.page.get_by_role("button", name=self.name).click()
        self.page.wait_for_url(lambda url: "/entrar" not in url)
        return self.page

    def cycle(self, code: str, section: str = "") -> Page:
        return self.open(f"/ciclos/{code}/{section}/" if section else f"/ciclos/{code}/")

    def form(self, button: str) -> Locator:
        """Return the form that ends in the button, unfolded if it was folded away, asked for if it was not there."""
        form = self.page.locator("main form").filter(has=self.page.get_by_role("button", name=button, exact=False))
        hidden = self.page.locator("main form").filter(has=self.page.locator(f'button:has-text("{button}")'))
        if not form.count() and hidden.count():
            _unfold(hidden.first)
        later = self.page.locator('main a[href*="?abrir="]').filter(has_text=button)
        if not hidden.count() and later.count():
            later.first.click()
        try:
            form.first.wait_for(timeout=PATIENCE / 2)
        except TooLong:
            raise AssertionError(f"{self.name}: no «{button}» at {self.page.url}, but {self.buttons()}") from None
        return form.first

    def do(self, button: str, values: Mapping[str, Value] | None = None, *, says: str = "") -> str:
        """Fill in the form that ends in the button, send it, and return what the page then says was done."""
        form = self.form(button)
        fill_in(form, values or {})
        return self.send(form, button, says=says)

    def add_row(self, button: str, add: str, row: str, values: Mapping[str, Value]) -> None:
        """Add a row to the form that ends in `button`, wait for it and fill it in."""
        self.form(button).get_by_role("button", name=add).click()
        added = self.form(button).get_by_role("group", name=row, exact=True)
        added.wait_for()
        fill_in(added, values)

    def send(self, form: Locator, button: str, *, says: str = "") -> str:
        """Press the button and wait for the page that answers; it must not be a refusal."""
        method = (form.get_attribute("method") or "get").upper()
        with self.page.expect_response(lambda answer: answer.request.method == method) as answered:
            form.get_by_role("button", name=button).first.click()
        self.page.wait_for_load_state()
        status = answered.value.status
        assert status < 400, f"{self.name}, «{button}»: {status}\n" + "\n".join(self.refusals())
        said = " ".join(self.page.locator("[role=status], .msgs").all_inner_texts())
        if says:
            assert says in self.text(), f"{self.name}, «{button}»: «{says}» is not on the page, which says: {said}"
        return said

    def refused(self, button: str, values: Mapping[str, Value] | None = None) -> tuple[int, str]:
        """Send a form that is to be refused; return the status and the page's text."""
        form = self.form(button)
        fill_in(form, values or {})
        with self.page.expect_response(lambda answer: answer.request.method == "POST") as posted:
            form.get_by_role("button", name=button).first.click()
        self.page.wait_for_load_state()
        return posted.value.status, self.text()

    def buttons(self) -> list[str]:
        return [text.strip() for text in self.page.locator("main button").all_text_contents()]

    def main(self) -> str:
        return self.page.locator("main").inner_text()

    def refusals(self) -> list[str]:
        return self.page.locator("[role=alert], .err, .errs").all_inner_texts() or [self.text()[:2000]]

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def sees(self, text: str) -> None:
        try:
            self.page.locator("main").filter(has_text=text).wait_for(timeout=PATIENCE / 2)
        except TooLong:
            raise AssertionError(f"{self.name}: no «{text}» at {self.page.url}\n{self.main()[:2500]}") from None


def fill_in(form: Locator, values: Mapping[str, Value]) -> None:
    """Answer the questions named by their labels; a group of choices with the choice's label, a row with a mapping."""
    for label, value in values.items():
        question = _question(label)
        if isinstance(value, Mapping):
            fill_in(form.get_by_role("group", name=question).first, value)
            continue
        group = form.get_by_role("group", name=question, include_hidden=True)
        control = form.get_by_label(question)
        assert group.count() or control.count(), f"no question «{label}» in:\n{form.inner_text()}"
        _unfold((group if group.count() else control).first)
        if group.count():
            _choose(group.last, value)  # of two with one name, the inner one
        else:
            _answer(control.first, value)


def _question(label: str) -> re.Pattern[str]:
    words = re.sub(r"[^\w\s«»,:;]", ".", label).replace(":", r"\s*:").replace(" ", r"\s+")
    return re.compile(rf"^\s*{words}(\s+opcional)?\s*$")


def _unfold(what: Locator) -> None:
    for fold in what.locator("xpath=ancestor::details[not(@open)]").all():
        fold.locator("> summary").click()


def _choose(group: Locator, value: Value) -> None:
    boxes = group.locator("input:not([type=hidden]), select, textarea")
    if boxes.first.get_attribute("type") in {"radio", "checkbox"}:
        for choice in [value] if isinstance(value, str) else value:  # type: ignore[union-attr]
            words = re.sub(r"[^\w\s]", ".", str(choice))
            group.locator("label").filter(has_text=re.compile(rf"^\s*{words}")).first.click()
        return
    parts = [value] if isinstance(value, str) else value
    for box, part in zip(boxes.all(), parts, strict=False):  # type: ignore[arg-type]
        _answer(box, part)


def _answer(control: Locator, value: Value) -> None:
    if isinstance(value, Path):
        control.set_input_files(value)
    elif isinstance(value, bool):
        control.set_checked(value)
    elif isinstance(value, str):
        if control.evaluate("control => control.tagName") == "SELECT":
            control.select_option(label=value)
        else:
            control.fill(value)
    else:
        pair = control.locator("xpath=..").locator("input, select")
        for box, part in zip(pair.all(), value, strict=False):
            _answer(box, part)


@dataclass
class House:
    """An installation at work: its server, its worker, and whoever sat down at a browser."""

    server: Server
    browser: Browser
    seats: dict[str, Seat] = field(default_factory=dict)
    everybody: list[Seat] = field(default_factory=list)

    @property
    def installation(self) -> Installation:
        return self.server.installation

    def seat(self, name: str) -> Seat:
        """Return the seat of somebody of the house, signed in the first time."""
        if name not in self.seats:
            self.seats[name] = self.sit(name)
            self.seats[name].enter()
        return self.seats[name]

    def phone(self, name: str) -> Seat:
        """Return the telephone of somebody outside, without an account."""
        if name not in self.seats:
            self.seats[name] = self.sit(name, viewport=PHONE, is_mobile=True, has_touch=True)
        return self.seats[name]

    def sit(self, name: str, **options: Any) -> Seat:
        """Open a browser of its own; its console is watched."""
        settings = {"viewport": DESK, **options}
        context = self.browser.new_context(
            base_url=self.server.url, locale="es-AR", timezone_id="America/Argentina/Buenos_Aires", **settings
        )
        context.set_default_timeout(PATIENCE)
        seat = Seat(context.new_page(), name)
        seat.page.on("pageerror", lambda error: seat.errors.append(str(error)))
        seat.page.on("console", lambda message: _note(seat, message))
        self.everybody.append(seat)
        return seat

    def letter(self, to: str, saying: str) -> str:
        """Return the text of the latest mail to somebody that says so, waiting for it to be sent."""
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline:
            for text in self._mail(to):
                if saying in text:
                    return text
            time.sleep(0.05)
        raise AssertionError(f"no mail to {to} says «{saying}»; there are: {[text[:60] for text in self._mail(to)]}")

    def link(self, to: str, saying: str) -> str:
        """Return the personal link in the latest mail to somebody that says so."""
        found = re.search(r"https?://\S+/e/\S+", self.letter(to, saying))
        assert found, self.letter(to, saying)
        return found[0]

    def prove(self, seat: Seat, mail: str, purpose: str) -> None:
        """Ask for a code, read it in the mail, and type it."""
        seat.do("Mandarme el código")
        code = re.search(r"\b\d{3} \d{3}\b", self.letter(mail, f"para: {purpose}"))
        assert code
        seat.do("Seguir", {"Código": code[0]})

    def leave(self, *, failed: bool) -> list[str]:
        """Close every browser, keeping a picture of each if the story failed; return what their consoles said."""
        for number, seat in enumerate(self.everybody):
            if failed:
                folder = WORK / "screenshots"
                folder.mkdir(parents=True, exist_ok=True)
                seat.page.screenshot(path=folder / f"{number}-{seat.name}.png", full_page=True)
            seat.page.context.close()
        if failed:
            log = self.server.log.read_text(encoding="utf-8").splitlines()
            print("\n".join(line for line in log if '"exception"' in line)[-3000:])
        return [f"{seat.name}: {error}" for seat in self.everybody for error in seat.errors]

    def _mail(self, to: str) -> Iterator[str]:
        files = (self.installation.data_dir / "mail").glob("*.eml")
        for path in sorted(files, key=lambda path: path.stat().st_mtime_ns, reverse=True):
            mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
            body = mail.get_body(("plain",))
            if to in str(mail["To"]):
                yield f"{mail['Subject']}\n{body.get_content() if body else ''}"


@contextmanager
def at_work(installation: Installation, server: Server) -> Generator[None]:
    """Let the worker send mail and do jobs for as long as the story takes."""
    with (installation.data_dir / "worker.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "trato.cli", "worker"],
            env={**installation.environment, "TRATO_BASE_URL": server.url},
            cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield
    finally:
        stop(process)


def _note(seat: Seat, message: ConsoleMessage) -> None:
    # The browser also logs each answer of 4xx as an error of the console; those are the test's to judge. A search
    # that a later key overtook is given up on purpose, and htmx says so with two events.
    if message.type == "error" and not any(words in message.text for words in NO_FAULT):
        seat.errors.append(message.text)
