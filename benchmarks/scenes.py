"""What is measured, each through the pages a person uses: where they lead, and what must come back."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import cycle, islice
from urllib.parse import quote

from benchmarks.browser import Answer, Browser, UnexpectedAnswer
from benchmarks.names import KINDS, RARE, named

MANAGER, EXECUTIVE = "Diego Altamirano", "Martina Sosa"
CODE = re.compile(r'/ciclos/(C-[^/"]+)/"')
PERSON = re.compile(r'name="person" value="(\d+)"')
WORKING = "every 2s"  # what a page says of itself while the worker is at work for it
PATIENCE = 600  # seconds for a job
GROUPS = {
    "priority": "high", "client_type": "company", "origin": "AR-X", "scale": "small", "sector": "food", "needs": "shop",
}  # fmt: skip
FIRST_NEW, FIRST_IMPORTED = 20_000_000, 30_000_000


@dataclass(frozen=True)
class Read:
    """A page: the addresses asked for by turns, and the text without which it is not the page meant."""

    paths: tuple[str, ...]
    shows: str

    def turns(self) -> Iterator[str]:
        return cycle(self.paths)

    def ask(self, browser: Browser, path: str) -> float:
        """Return the milliseconds the page takes."""
        answer = browser.get(path)
        if answer.status != HTTPStatus.OK or self.shows not in answer.text:
            raise UnexpectedAnswer(f"{path} answered {answer.status} without «{self.shows}»")
        return answer.ms


def enter(url: str) -> Browser:
    """Sign the Commercial Manager in."""
    browser = Browser(url)
    form = browser.form("/entrar/", "/entrar/demo/")
    _sent(browser.post(form.action, form.filled(person=_key_of(browser, MANAGER))))
    return browser


def reads(browser: Browser) -> dict[str, Read]:
    """Return the pages, by name."""
    cards = tuple(dict.fromkeys(CODE.findall(browser.page("/tablero/"))))
    owner = _key_of(Browser(browser.url), EXECUTIVE)
    return {
        "list": Read(("/prospectos/",), "<tr data-row"),
        "filtered": Read((f"/prospectos/?responsable={owner}&fase=8.1",), "<tr data-row"),
        "search-common": _search(KINDS[0], KINDS[0]),
        "search-rare": _search(RARE.split()[1].lower(), RARE),
        "search-part": _search(KINDS[0][2:7].lower(), KINDS[0]),
        "search-accents": _search("gomez", "Gómez"),
        "board": Read(("/tablero/",), "/ciclos/C-"),
        "cycle": Read(tuple(f"/ciclos/{code}/" for code in cards), 'class="cycle"'),
    }


def create(browser: Browser, numbers: Iterator[int]) -> Callable[[], float]:
    """Return the writing of one more prospect; each call measures sending the form."""
    path = "/prospectos/nuevo/"

    def once() -> float:
        new = named(FIRST_NEW + next(numbers))
        form = browser.form(path, path)
        filled = form.filled(name=new.name, source="list", contact_name=new.person, contact_mail=new.mail)
        return _sent(browser.post(path, filled)).ms

    return once


def provide(browser: Browser, codes: Iterator[str]) -> Callable[[], float]:
    """Return the classification of one prospect, a record and its entry; each call measures sending the form."""

    def once() -> float:
        path = f"/ciclos/{next(codes)}/"
        form = browser.form(path, "/clasificar/")
        return _sent(browser.post(form.action, form.filled(**GROUPS))).ms

    return once


def unclassified(browser: Browser, count: int) -> list[str]:
    """Return the codes of cycles that are listed and not classified yet."""
    codes: list[str] = []
    path = f"/prospectos/?vista=sin-contacto&q={quote(KINDS[1])}"  # nobody of this kind was worked on
    while len(codes) < count:
        text = browser.page(path)
        codes += dict.fromkeys(CODE.findall(text))
        older = re.search(r'href="(\?[^"]*despues=[^"]*)"', text)
        if older is None:
            break
        path = "/prospectos/" + older[1].replace("&amp;", "&")
    return list(islice(dict.fromkeys(codes), count))


def bring_in(browser: Browser, count: int) -> float:
    """Import a file of `count` rows the way a person does, the worker included; return the milliseconds."""
    path = "/prospectos/importar/"
    form = browser.form(path, path)
    began = time.perf_counter()
    columns = _sent(browser.post(path, form.fields, file=("file", "lista.csv", _file(count)))).location
    form = browser.form(columns, "/columnas/")
    batch = _sent(browser.post(form.action, form.filled(source="list"))).location
    _rested(browser, batch)
    form = browser.form(batch, "/ingreso/")
    _sent(browser.post(form.action, form.fields))
    text = _rested(browser, batch)
    taken = (time.perf_counter() - began) * 1000
    opened = re.findall(r"<dd>([\d.]+)</dd>", text)
    if not opened or int(opened[0].replace(".", "")) != count:
        raise UnexpectedAnswer(f"of {count} rows came in: {opened[:1]}")
    return taken


def take_away(browser: Browser) -> tuple[float, int]:
    """Export every cycle as CSV, in the page or by the worker; return the milliseconds and the rows of the file."""
    form = browser.form("/prospectos/?vista=todos", "/exportacion/")
    began = time.perf_counter()
    answer = browser.post(form.action, form.filled(formato="csv"))
    if answer.status == HTTPStatus.FOUND:
        page = answer.location
        _rested(browser, page)
        answer = browser.get(f"{page}archivo/")
    if answer.status != HTTPStatus.OK:
        raise UnexpectedAnswer(f"the export answered {answer.status} {answer.location}")
    taken = (time.perf_counter() - began) * 1000
    return taken, answer.body.count(b"\r\n") - 1


def _search(typed: str, shows: str) -> Read:
    return Read((f"/buscar/?q={quote(typed)}",), shows)


def _key_of(browser: Browser, name: str) -> str:
    """Return the key of somebody of the cast, as the sign-in page has it."""
    form = next(part for part in browser.page("/entrar/").split("<form ") if name in part)
    found = PERSON.search(form)
    if found is None:
        raise UnexpectedAnswer(f"{name} has no button to enter with")
    return found[1]


def _sent(answer: Answer) -> Answer:
    if answer.status != HTTPStatus.FOUND:
        raise UnexpectedAnswer(f"a form was answered {answer.status}: {_said(answer.text)}")
    return answer


def _said(text: str) -> str:
    """Return what a refused page says, for whoever looks after this."""
    found = re.findall(r'class="(?:err|errors|notice[^"]*|just[^"]*)"[^>]*>(.{0,300})', text, re.DOTALL)
    return " | ".join(re.sub(r"<[^>]+>", " ", part) for part in found[:3])


def _rested(browser: Browser, path: str) -> str:
    """Return the page once nobody works for it any more."""
    deadline = time.monotonic() + PATIENCE
    while WORKING in (text := browser.page(path)):
        if time.monotonic() > deadline:
            raise UnexpectedAnswer(f"{path} is not done after {PATIENCE} s")
        time.sleep(0.25)
    return text


def _file(count: int) -> bytes:
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";")
    writer.writerow(["Organización", "CUIT", "Provincia", "Localidad", "Contacto", "Correo", "Teléfono"])
    for number in range(FIRST_IMPORTED, FIRST_IMPORTED + count):
        new = named(number)
        writer.writerow([new.name, new.cuit, new.province, new.town, new.person, new.mail, new.phone])
    return lines.getvalue().encode()
