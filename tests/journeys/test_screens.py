"""Every screen over the demonstration: accessible, within its width and its weight, light and dark, desk and phone."""

from __future__ import annotations

import gzip
import re
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.guards.test_addresses import addresses
from tests.journeys.crawling import crawl
from tests.journeys.stage import DESK, PHONE, House, Seat
from tests.journeys.stories import differences

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.once]

GC, EC, EET, PM, AUDITOR = "Diego Altamirano", "Martina Sosa", "Ramiro Paz", "Nicolás Herrera", "Elsa Raimondi"
SGC, ADMIN = "Carla Ocampo", "Omar Luna"
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
        "/prospectos/duplicados/",
        "/prospectos/importar/1/",
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
LISTS = (
    "/",
    "/tablero/",
    "/prospectos/",
    "/prospectos/?vista=todos",
    "/agenda/",
    "/documentos/",
    "/ajustes/catalogos/",
)
# Addresses no link leads to, by how they begin, each with its reason.
NO_LINKS = {
    "salud/": "for whoever watches the installation",
    "e/": "a link of the client's, in their mail",
    "portal/": "the client's pages, behind their links",
    "invitacion/": "a link in the mail of who is invited",
    "entrar/": "before signing in",
    "^entrar/": "the same",
    "cuenta/": "asked for again by the sign-in itself, or of an account with a password, which the demo's cast has not",
    "lo-que-escribiste/": "offered when a session ended in the middle of a form",
    "ciclos/<slug:code>/version/": "offered when another version is in force",
    "ciclos/otra-version/": "the same",
    "documentos/<slug:code>/": "what is printed beside a QR code; it leads to the version in force",
    "documentos/<slug:code>/<slug:version>/aprobacion/": "offered while a version waits for approval",
    "idioma/": "no page offers it: accounts keep their language",
    "ajustes/personas/<int:user_id>/enlace/": "offered for accounts that sign in for themselves, not for the demo's",
    "ajustes/personas/<int:user_id>/reapertura/": "offered on a closed account",
    "prospectos/duplicados/<int:pk>/restitucion/": "offered on a pair put aside",
    "prospectos/etiquetas/": "offered over the list once the catalogue has a tag, which the demo has not",
    "prospectos/<int:pk>/etiquetas/": "the same, on an organisation",
    "prospectos/exportaciones/": "the export just asked for",
    "prospectos/importar/<int:pk>/": "one or another, as far as an import is",
    "prospectos/notas/": "offered on a note",
    "prospectos/poderes/": "offered on a power that nobody verified",
    "prospectos/vistas/<int:pk>/": "offered on a view somebody saved",
    "trabajos/<int:job_id>/": "the jobs somebody asked for",
    "correo/<int:outbox_id>/adjuntos/": "offered on a mail with a file",
    "correo/<int:outbox_id>/reintento/": "offered on a mail that could not be sent",
}
LIST_BYTES, STAFF_JS, PORTAL_JS, CSS = 60_000, 35_000, 8_000, 25_000
SHIFT = 0.02
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Of rows built alike, to the last class and kind of control, two are judged: the rest take most of the time and can
# only repeat what they say.
ALIKE = """most => {
  const build = element => [element, ...element.querySelectorAll("*")]
    .map(each => [each.localName, each.getAttribute("class"), each.getAttribute("type")].join(".")).join(" ")
  for (const parent of document.querySelectorAll("main, main *")) {
    const seen = {}
    for (const child of parent.children) {
      const own = build(child)
      seen[own] = (seen[own] || 0) + 1
      if (seen[own] > most) child.setAttribute("data-alike", "")
    }
  }
}"""
JUDGE = """([only, known]) => axe
  .run(
    {include: [["html"]], exclude: ["[data-alike]", ...known].map(part => [part])},
    {resultTypes: ["violations"], runOnly: only})
  .then(({violations}) => violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`)))"""
# What every page and every cycle shows alike is judged on the first that somebody opens.
OF_EVERY_PAGE = (".side", ".keys", ".tabbar", "dialog")
OF_EVERY_CYCLE = (".rail", ".time")
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
    installation = make_installation(TRATO_DEMO="1")
    installation.trato("demo")
    server = make_server(installation)
    house = House(server, browser)
    _upload_a_list(house)
    failed_before = request.session.testsfailed
    yield house
    errors = house.leave(failed=request.session.testsfailed > failed_before)
    server.stop()
    assert not errors, f"errors on the pages: {errors}"


def test_the_ten_stories_are_told_as_they_were_written(told: House) -> None:
    assert not (wrong := differences(told.server.installation)), "\n".join(wrong)


def _upload_a_list(house: House) -> None:
    """Leave an import waiting to be checked, with a row that has two mistakes."""
    gc = house.seat(GC)
    gc.open("/prospectos/importar/")
    content = "Empresa;Contacto;CUIT;Correo\nMolinos del Este;Ana Ruiz;30-11111111-1;no es un correo\n"
    form = gc.page.locator("main form").filter(has=gc.page.locator("input[type=file]")).first
    form.locator("input[type=file]").set_input_files(
        {"name": "lista.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    assert sent(gc, form) < 400


def sent(seat: Seat, form: Any) -> int:
    """Send a form as it stands, whatever the browser thinks of it, and return the status of the answer."""
    with seat.page.expect_navigation() as answered:
        form.evaluate("form => { form.noValidate = true; form.requestSubmit() }")
    return int(answered.value.status)


@pytest.fixture(scope="module")
def cycles(told: House) -> dict[str, list[str]]:
    """The cycles of each step they stand at, by section, and those of each ending."""
    gc = told.seat(GC)
    found: dict[str, list[str]] = {}
    address = "/prospectos/?vista=todos"
    while address:
        gc.open(address)
        for row in gc.page.locator("main tbody tr").filter(has=gc.page.locator("a")).all():
            text = row.inner_text()
            section = re.search(r"\b8\.\d\.\d\b", text)
            ending = next((word for word in ("Contratado", "Cerrado sin contratación") if word in text), "")
            address = str(row.locator("a").first.get_attribute("href"))
            found.setdefault(section[0] if section else ending, []).append(address)
        older = gc.page.get_by_role("main").get_by_role("link", name="Siguiente")
        address = gc.page.url.partition("?")[0] + str(older.get_attribute("href")) if older.count() else ""
    return found


def test_an_installation_without_prospects_is_accessible_and_fits(
    browser: Any, make_installation: Any, make_server: Any, axe_source: str
) -> None:
    installation = make_installation(TRATO_DEMO="1")
    installation.python(
        "-c",
        "import django; django.setup()\n"
        "from datetime import UTC, datetime\nfrom trato.demo.cast import summon\nsummon(at=datetime.now(UTC))",
    )
    server = make_server(installation)
    house = House(server, browser)
    gc, wrong = house.seat(GC), []
    for address in ("/", "/tablero/", "/prospectos/", "/prospectos/importar/", "/agenda/", "/documentos/", "/calidad/"):
        gc.open(address)
        wrong += [f"{address} {problem}" for problem in judged(gc, axe_source)]
    assert house.leave(failed=bool(wrong)) == []
    server.stop()
    assert wrong == []


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_is_accessible_and_fits(
    told: House, cycles: dict[str, list[str]], axe_source: str, name: str
) -> None:
    seat = told.seat(name)
    wrong: list[str] = []
    known: list[str] = []
    for screen in SCREENS[name]:
        address = screen if screen.startswith("/") else cycles[screen][0]
        seat.page.set_viewport_size(DESK)
        answer = seat.page.goto(address)
        assert answer is not None
        if answer.status != (404 if "no-existe" in address else 200):
            wrong.append(f"{address} answers {answer.status}")
        wrong += [f"{address} {problem}" for problem in judged(seat, axe_source, known)]
        known += [part for part in OF_EVERY_PAGE if part not in known]
        known += [part for part in OF_EVERY_CYCLE if address != screen and part not in known]
    assert wrong == []


def test_every_address_is_reached_by_links_and_none_leads_nowhere(told: House) -> None:
    """Walk the desk from its first page as each role that sees it otherwise."""
    reached: set[str] = set()
    wrong: list[str] = []
    for name in (GC, SGC, EC, PM, AUDITOR, ADMIN):
        routes, broken = crawl(told.seat(name).page.request)
        reached |= routes
        wrong += [f"{name}: {problem}" for problem in broken]
    known = {route for route, _pattern in addresses()}
    wrong += [f"no link leads to {route}" for route in sorted(known - reached) if not route.startswith(tuple(NO_LINKS))]
    unused = [start for start in NO_LINKS if not any(route.startswith(start) for route in known - reached)]
    assert (wrong, unused) == ([], [])


def test_the_pages_of_a_client_are_accessible_and_fit(
    told: House, cycles: dict[str, list[str]], axe_source: str
) -> None:
    ec = told.seat(EC)
    client = told.phone("Cliente")
    wrong = []
    waiting = [address for section in ("8.2.7", "8.2.9", "8.4.2") for address in cycles.get(section, ())]
    links = [link for link in (sent_again(ec, address) for address in waiting) if link]
    assert links
    for link in links[:3]:
        client.open(link)
        wrong += [f"{link} {problem}" for problem in judged(client, axe_source)]
        scripts, _styles = weights(client)
        assert scripts <= PORTAL_JS
        client.page.locator("main form button").first.click()
        client.page.get_by_role("button", name="Mandarme el código").wait_for()
        wrong += [f"{link}, code {problem}" for problem in judged(client, axe_source)]
    client.page.goto("/e/nadie-tiene-este-enlace/")
    wrong += [f"unknown link {problem}" for problem in judged(client, axe_source)]
    assert wrong == []


def sent_again(seat: Seat, address: str) -> str | None:
    """Send a client's link again and return it; None where nobody waits for one."""
    seat.open(address)
    if not any(text.startswith("Enviar el enlace de nuevo") for text in seat.buttons()):
        return None
    form = seat.form("Enviar el enlace de nuevo")
    with seat.page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        form.get_by_role("button", name="Enviar el enlace de nuevo").click()
    seat.page.wait_for_load_state()
    if answered.value.status == 409:  # its signatory's power has expired: that page is judged, too
        return None
    return seat.page.get_by_role("link", name="Enlace para copiar").get_attribute("href")


def test_lists_and_the_front_end_are_light_and_stand_still(told: House, cycles: dict[str, list[str]]) -> None:
    gc = told.seat(GC)
    gc.page.context.add_init_script(WATCH_SHIFTS)
    gc.page.set_viewport_size(DESK)
    asked: list[str] = []
    gc.page.on("request", lambda request: asked.append(request.url))
    wrong = []
    for address in (*LISTS, cycles["8.2.1"][0], cycles["8.2.7"][0]):
        answer = gc.page.goto(address, wait_until="networkidle")
        assert answer is not None
        scripts, styles = weights(gc)
        for name, found, budget in (
            ("bytes of HTML", len(answer.body()), LIST_BYTES),
            ("bytes of scripts", scripts, STAFF_JS),
            ("bytes of styles", styles, CSS),
            ("of layout shift", gc.page.evaluate("window.shifted"), SHIFT),
        ):
            if found > budget:
                wrong.append(f"{address}: {found} {name}, more than {budget}")
    assert wrong == []
    assert all(url.startswith((told.server.url, "data:")) for url in asked), "nothing comes from another host"


def test_what_is_refused_is_shown_accessibly(told: House, axe_source: str) -> None:
    gc, wrong = told.seat(GC), []
    for address in ("/prospectos/nuevo/", "/prospectos/1/datos/", "/prospectos/1/personas/nueva/"):
        gc.open(address)
        form = gc.page.locator("main form[method=post]").last
        form.evaluate("form => form.querySelectorAll('input:not([type=hidden])').forEach(input => input.value = '')")
        assert sent(gc, form) == 422, address
        wrong += [f"{address} refused {problem}" for problem in judged(gc, axe_source)]
    assert wrong == []


@pytest.fixture(scope="session")
def axe_source() -> str:
    import axe_playwright_python

    return next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")


def judged(seat: Seat, axe: str, known: Sequence[str] = ()) -> Iterator[str]:
    """Tell what is wrong with the page, but for its `known` parts, on a light desk and on a dark telephone."""
    page = seat.page
    page.evaluate(axe)
    page.evaluate(ALIKE, 2)
    for size, scheme in ((DESK, "light"), (PHONE, "dark")):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        # Laid out whole, so that what sticks to an edge of the window covers nothing.
        page.set_viewport_size(size)
        whole = int(page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({**size, "height": max(whole, size["height"])})
        for problem in (*page.evaluate(JUDGE, [STANDARD, list(known)]), *page.evaluate(TOO_WIDE)):
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
