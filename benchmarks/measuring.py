"""Measure one installation: reads by turns with the floor, then writes, then the two jobs."""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import count
from subprocess import Popen
from typing import Any

from benchmarks import scenes
from benchmarks.browser import Browser
from benchmarks.places import Place
from benchmarks.serving import Peak, memory_mib, process, web

ROUNDS, WARM_UP, CLIENTS = 40, 4, 4
SECONDS = 0.05  # for each round, how long several people ask at once
IMPORTED = 10_000


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measure: `ratio` is to the floor of the same round; `rps` with four people at once, for a job its rows a
    second; `rows` are those of a job, `peak_mib` the most memory web and worker took during it.
    """

    database: str
    size: int
    name: str
    median_ms: float
    p95_ms: float
    rps: float
    ratio: float
    rows: int | None = None
    peak_mib: dict[str, float] | None = None

    def plain(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}


def measure(place: Place, *, database: str, size: int, rounds: int = ROUNDS) -> tuple[list[Row], float | None]:
    """Return the rows, and the MiB of the web processes after the reads."""
    floor_settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.floor_settings"}
    with web(place) as product, web(place, **floor_settings) as floor, process(place, "worker") as worker:
        browser = scenes.enter(product.url)
        reads = scenes.reads(browser)
        bare = scenes.Read(("/",), "<td>")
        taken = _by_turns(browser, reads, Browser(floor.url), bare, rounds)
        rates = {name: _rate([browser.twin() for _ in range(CLIENTS)], read, rounds) for name, read in reads.items()}
        rates["floor"] = _rate([Browser(floor.url) for _ in range(CLIENTS)], bare, rounds)
        memory = memory_mib(product.process)
        for name, act in _writes(browser, rounds).items():
            taken[name] = [act() for _ in range(rounds)]
            rates[name] = 1000 / statistics.mean(taken[name])
        taken["provide-alone"] = json.loads(place.python("-m", "benchmarks.providing", str(rounds)))
        rates["provide-alone"] = 1000 / statistics.mean(taken["provide-alone"])
        base = statistics.median(taken["floor"])
        rows = [_row(database, size, name, some, rate=rates[name], base=base) for name, some in taken.items()]
        rows += _jobs(browser, (product.process, worker), database=database, size=size, base=base)
    return rows, memory


def _by_turns(
    browser: Browser, reads: dict[str, scenes.Read], bare: Browser, floor: scenes.Read, rounds: int
) -> dict[str, list[float]]:
    """Ask for every page once a round, the floor among them: whatever else the machine does, it does to all."""
    turns = {name: read.turns() for name, read in reads.items()}
    taken: dict[str, list[float]] = {name: [] for name in (*reads, "floor")}
    for turn in range(WARM_UP + rounds):
        for name, read in reads.items():
            taken[name].append(read.ask(browser, next(turns[name])))
        taken["floor"].append(floor.ask(bare, "/"))
        if turn == WARM_UP - 1:
            taken = {name: [] for name in taken}
    return taken


def _rate(browsers: list[Browser], read: scenes.Read, rounds: int) -> float:
    """Return how many a second are answered to several people who ask without a pause."""
    until = time.perf_counter() + SECONDS * rounds
    answered = count()
    wrong: list[Exception] = []

    def ask(browser: Browser) -> None:
        turns = read.turns()
        try:
            while time.perf_counter() < until:
                read.ask(browser, next(turns))
                next(answered)
        except Exception as refused:  # noqa: BLE001 -- told by the thread that waits
            wrong.append(refused)

    began = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
    return next(answered) / (time.perf_counter() - began)


def _writes(browser: Browser, rounds: int) -> dict[str, Callable[[], float]]:
    codes: Iterator[str] = iter(scenes.unclassified(browser, rounds))
    return {"create": scenes.create(browser, count()), "provide": scenes.provide(browser, codes)}


def _jobs(
    browser: Browser, processes: tuple[Popen[bytes], Popen[bytes]], *, database: str, size: int, base: float
) -> list[Row]:
    rows = []
    wanted = min(IMPORTED, size)
    jobs: dict[str, Callable[[], tuple[float, int]]] = {
        "export-100k": lambda: scenes.take_away(browser),
        "import-10k": lambda: (scenes.bring_in(browser, wanted), wanted),
    }
    for name, job in jobs.items():
        peak = Peak(processes)
        with peak.watched():
            ms, done = job()
        most = {what: peak.most[one.pid] for what, one in zip(("web", "worker"), processes, strict=True)}
        rate = done / ms * 1000
        rows.append(_row(database, size, name, [ms], rate=rate, base=base, rows=done, peak_mib=most))
    return rows


def _row(database: str, size: int, name: str, taken: list[float], *, rate: float, base: float, **more: Any) -> Row:
    some = sorted(taken)
    median = statistics.median(some)
    return Row(
        database=database,
        size=size,
        name=name,
        median_ms=round(median, 2),
        p95_ms=round(some[min(len(some) - 1, int(len(some) * 0.95))], 2),
        rps=round(rate, 1),
        ratio=round(median / base, 2),
        **more,
    )
