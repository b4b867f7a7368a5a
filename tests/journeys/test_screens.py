"""Every screen over the demonstration: accessible, within its width and its weight, light and dark, desk and phone."""

from __future__ import annotations

import gzip
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stage import DESK, PHONE, House, Seat

pytestmark = [pytest.mark.browser, pytest.mark.journey]

GC, EC, EET, PM, AUDITOR = "Diego Altamirano", "Martina Sosa", "Ramiro Paz", "Nicolás Herrera", "Elsa Raimondi"
SCREENS = {
    GC: (
        "/",
        "/tablero/",
        "/prospectos/",
        "/prospectos/?vista=todos&q=nadie+se+llama+asi",
        "/prospectos/nuevo/",
        "/prospectos/1/",
        "/prospectos/1/datos/",
        "/prospectos/1/personas/nueva/",
        "/prospectos/personas/1/",
        "/prospectos/personas/1/poderes/nuevo/",
        "/prospectos/importar/",
        "/agenda/",
        "/documentos/",
        "/documentos/PE-CM-01/01/",
        "/documentos/PE-CM-01/00/",
        "/documentos/PE-CM-01/01/comparar/00/",
        "/pitch/",
        "/contrato-modelo/",
        "/calidad/",
        "/auditoria/",
        "/ajustes/",
        "/ajustes/catalogos/",
        "/ajustes/catalogos/sector/",
        "/buscar/?q=bodega",
        "/buscar/?q=nadie+se+llama+asi",
        "/cuenta/",
        "/no-existe/",
        "8.1.1", "8.1.2", "8.1.3", "8.1.4", "8.2.1", "8.2.2", "8.2.4", "8.2.5", "8.2.7", "8.2.8", "8.2.9",
        "8.3.1", "8.3.2", "8.4.1", "8.4.2", "8.4.3", "Contratado", "Cerrado sin contratación",
    ),
    EC: ("/", "/prospectos/?vista=mios", "8.2.1", "8.2.7", "8.2.9", "8.4.1"),
    EET: ("/", "/tablero/", "8.2.3"),
    PM: ("/", "8.4.4", "Contratado"),
    AUDITOR: ("/", "/tablero/", "/prospectos/?vista=todos", "/auditoria/", "/calidad/", "8.2.9", "Contratado"),
}  # fmt: skip
STATES = ("Contratado", "Cerrado sin contratación", "Esperando al cliente")
LISTS = (
    "/",
    "/tablero/",
    "/prospectos/",
    "/prospectos/?vista=todos",
    "/agenda/",
    "/documentos/",
    "/ajustes/catalogos/",
)
LIST_BYTES, STAFF_JS, PORTAL_JS, CSS = 60_000, 35_000, 8_000, 25_000
SHIFT = 0.02
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast"]
JUDGE = """only => axe.run(document, {resultTypes: ["violations"], runOnly: only}).then(({violations}) =>
  violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`)))"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(element => `too wide: ${element.outerHTML.slice(0, 160)}`)"""
WATCH_SHIFTS = """window.shifted = 0
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value
}).observe({type: "layout-shift", buffered: true})"""


@pytest.fixture(scope="module")
def told(browser: Any, make_installation: Any, make_server: Any, request: pytest.FixtureRequest) -> Generator[House]:
    """The demonstration, told and served; once, for the screens do not depend on the database."""
    if request.config.getoption("--database") != "sqlite":
        pytest.skip("the screens are the same on both databases; they are judged on SQLite")
    installation = make_installation(TRATO_DEMO="1")
    installation.trato("demo")
    server = make_server(installation)
    house = House(server, browser)
    failed_before = request.session.testsfailed
    yield house
    errors = house.leave(failed=request.session.testsfailed > failed_before)
    server.stop()
    assert not errors, f"errors on the pages: {errors}"


@pytest.fixture(scope="module")
def cycles(told: House) -> dict[str, str]:
    """A cycle for each step it may stand at, by section, and one for each ending."""
    gc = told.seat(GC)
    found: dict[str, str] = {}
    address = "/prospectos/?vista=todos"
    while address:
        gc.open(address)
        for row in gc.page.locator("main tbody tr").filter(has=gc.page.locator("a")).all():
            text = row.inner_text()
            section = re.search(r"\b8\.\d\.\d\b", text)
            state = next((word for word in STATES if word in text), "")
            address_of = str(row.locator("a").first.get_attribute("href"))
            found.setdefault(section[0] if section else state, address_of)
            found.setdefault(f"{section[0] if section else ''} {state}".strip(), address_of)
        following = gc.page.get_by_role("main").get_by_role("link", name="Siguientes")
        address = f"/prospectos/{following.get_attribute('href')}" if following.count() else ""
    return found


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_is_accessible_and_fits(told: House, cycles: dict[str, str], axe_source: str, name: str) -> None:
    seat = told.seat(name)
    seat.page.emulate_media(reduced_motion="reduce")
    wrong = []
    for screen in SCREENS[name]:
        address = screen if screen.startswith("/") else cycles[screen]
        seat.page.set_viewport_size(DESK)
        answer = seat.page.goto(address)
        assert answer is not None
        assert answer.status == (404 if "no-existe" in address else 200), address
        wrong += [f"{address} {problem}" for problem in judged(seat, axe_source)]
    assert wrong == []


def test_the_pages_of_a_client_are_accessible_and_fit(told: House, cycles: dict[str, str], axe_source: str) -> None:
    ec = told.seat(EC)
    client = told.phone("Cliente")
    client.page.emulate_media(reduced_motion="reduce")
    wrong = []
    for section in ("8.2.7", "8.2.9"):
        ec.open(cycles[f"{section} Esperando al cliente"])
        ec.do("Enviar el enlace de nuevo")
        link = ec.page.get_by_role("link", name="Enlace para copiar").get_attribute("href")
        client.open(str(link))
        wrong += [f"{section} {problem}" for problem in judged(client, axe_source)]
        scripts, _styles = weights(client)
        assert scripts <= PORTAL_JS
        client.page.locator("main form button").first.click()
        client.page.get_by_role("button", name="Mandarme el código").wait_for()
        wrong += [f"{section}, code {problem}" for problem in judged(client, axe_source)]
    client.page.goto("/e/nadie-tiene-este-enlace/")
    wrong += [f"unknown link {problem}" for problem in judged(client, axe_source)]
    assert wrong == []


def test_lists_and_the_front_end_are_light_and_stand_still(told: House, cycles: dict[str, str]) -> None:
    gc = told.seat(GC)
    gc.page.context.add_init_script(WATCH_SHIFTS)
    gc.page.set_viewport_size(DESK)
    asked: list[str] = []
    gc.page.on("request", lambda request: asked.append(request.url))
    for address in (*LISTS, cycles["8.2.1"], cycles["8.2.7"]):
        answer = gc.page.goto(address, wait_until="networkidle")
        assert answer is not None
        if address in LISTS:
            assert len(answer.body()) <= LIST_BYTES, address
        scripts, styles = weights(gc)
        assert scripts <= STAFF_JS, address
        assert styles <= CSS, address
        assert gc.page.evaluate("window.shifted") <= SHIFT, address
    assert all(url.startswith((told.server.url, "data:")) for url in asked), "nothing comes from another host"


@pytest.fixture(scope="session")
def axe_source() -> str:
    import axe_playwright_python

    return next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")


def judged(seat: Seat, axe: str) -> Iterator[str]:
    """Tell what is wrong with the page at both widths and in both schemes of colour."""
    page = seat.page
    page.evaluate(axe)
    for size, scheme, rules in (
        (DESK, "light", STANDARD),
        (DESK, "dark", COLOURS),
        (PHONE, "dark", STANDARD),
        (PHONE, "light", COLOURS),
    ):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        # Laid out whole, so that what sticks to an edge of the window covers nothing.
        page.set_viewport_size(size)
        whole = int(page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({**size, "height": max(whole, size["height"])})
        for problem in (*page.evaluate(JUDGE, rules), *page.evaluate(TOO_WIDE)):
            yield f"({size['width']}, {scheme}) {problem}"


def weights(seat: Seat) -> tuple[int, int]:
    """Return the bytes of the page's scripts and of its style sheets, compressed."""
    found = {"script": 0, "link": 0}
    sources = seat.page.evaluate(
        """[...document.querySelectorAll("script[src], link[rel=stylesheet]")]
           .map(element => [element.localName, element.src || element.href])"""
    )
    for kind, source in sources:
        found[kind] += len(gzip.compress(seat.page.request.get(source).body()))
    return found["script"], found["link"]
