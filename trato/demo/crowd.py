"""Fifty more cycles over every phase, told by one parametric story; the same every day, dated relative to today."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile
from stdnum.ar import cuit as cuit_number

from trato.cycles.waivers import request_waiver
from trato.demo import words
from trato.demo.stage import Story, Teller, World
from trato.demo.tale import HALF_AND_HALF, Tale
from trato.jobs.worker import run_here
from trato.organisations.places import PROVINCES
from trato.procedure import Money
from trato.proposals.actions import Offer
from trato.prospects.imports.batches import match_columns, upload
from trato.prospects.imports.running import start_import

PESOS_PER_DOLLAR = 148_000  # centavos


@dataclass(frozen=True, slots=True)
class Extra:
    """One organisation of the crowd: how far it got, and how many business days ago the last step was."""

    name: str
    province: str
    town: str
    person: str
    position: str
    title: str
    kind: str
    dollars: int
    end: str
    lag: int


# kind → what it asks for, sector, client type and scale.
KINDS: dict[str, tuple[tuple[dict[str, str], ...], tuple[str, ...], str, str, str]] = {
    "landing": (words.LANDING, ("landing",), "professional", "professional", "one"),
    "site": (words.SITE, ("site",), "culture", "company", "small"),
    "shop": (words.SHOP[:4], ("shop",), "retail", "shop", "micro"),
    "portal": (words.PORTAL, ("portal", "integration"), "industry", "company", "medium"),
}

# The order in which steps come, with the business days each one takes after the one before.
STEPS: tuple[tuple[str, int], ...] = (
    ("listed", 0),
    ("classified", 1),
    ("talked", 1),
    ("scheduled", 0),
    ("pitched", 1),
    ("presented", 1),
    ("surveyed", 3),
    ("depth", 1),
    ("rtp", 3),
    ("reviewed", 1),
    ("offered", 1),
    ("accepted", 3),
    ("planned", 0),
    ("drafted", 1),
    ("client-signed", 2),
    ("signed", 1),
    ("asked", 0),
    ("paid", 2),
    ("filed", 0),
    ("handed-over", 1),
    ("received", 1),
    ("answered", 2),
)
MEETINGS = ("09:30", "10:30", "11:30", "12:30", "14:30", "15:30", "16:30")
CLOCKS = ("09:10", "09:45", "10:20", "11:05", "11:50", "12:30", "14:15", "15:00", "15:40", "16:25", "17:10")

TABLE = Path(__file__).with_name("crowd.tsv")
IMPORTED = "imported"


def crowd() -> list[Extra]:
    """Read the crowd, one organisation a line."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return [
            Extra(**{**row, "dollars": int(row["dollars"]), "lag": int(row["lag"])})  # type: ignore[arg-type]
            for row in rows
        ]


def tellers() -> Iterator[Teller]:
    """Return the stories of the crowd, and that of an imported list."""
    yield _imported
    for number, extra in enumerate(crowd()):
        if extra.end != IMPORTED:
            yield _teller(number, extra)


def invented_cuit(number: int) -> str:
    """Return a CUIT with a valid check digit, not claimed to exist."""
    base = f"30{86_100_000 + number * 7_919:08d}"
    return base + str(cuit_number.calc_check_digit(base))


def _teller(number: int, extra: Extra) -> Teller:
    def tell(world: World) -> Story:
        tale = Tale(
            world,
            ec=world.cast.martina if number % 2 == 0 else world.cast.tomas,
            name=extra.name,
            cuit=invented_cuit(number),
            place=(extra.province, extra.town),
            person=(extra.person, extra.position, f"contacto{number}@cliente.example", f"+54911555{number:05d}"),
            title=extra.title,
        )
        if extra.end.startswith("asks-"):
            yield from _asking(tale, world, number, extra)
        elif extra.end.startswith("lost-"):
            yield from _lost(tale, world, number, extra)
        else:
            yield from _steps(tale, world, number, extra, until=extra.end, end=-extra.lag)

    return tell


def _steps(tale: Tale, world: World, number: int, extra: Extra, *, until: str, end: int) -> Story:
    rows, needs, sector, client, scale = KINDS[extra.kind]
    price = Money(extra.dollars * 100, "USD")
    deep = extra.kind in {"shop", "portal"}
    names = [name for name, _gap in STEPS]
    gaps = [gap for _name, gap in STEPS[: names.index(until) + 1]]
    day = end - sum(gaps)
    acts: dict[str, Callable[..., None]] = {
        "listed": lambda at: tale.listed(at, source=("inbound", "referral", "social", "search")[number % 4]),
        "classified": lambda at: tale.classified(
            at,
            priority=("high", "medium", "low")[number % 3],
            client=client,
            scale=scale,
            sector=sector,
            needs=needs,
        ),
        "talked": lambda at: tale.talked(
            at, "Contó qué necesita y para cuándo.", medium=("whatsapp", "phone")[number % 2]
        ),
        "scheduled": lambda at: tale.scheduled(at, world.day(day + 2, MEETINGS[number % len(MEETINGS)])),
        "pitched": tale.pitched,
        "presented": lambda at: tale.presented(
            at, "Alcance, plazos y forma de trabajo.", commitments=(("Mandar textos", "client"),)
        ),
        "surveyed": lambda at: tale.surveyed(
            at,
            rows,
            needs=list(needs),
            online_payments=extra.kind == "shop",
            integrations=extra.kind == "portal",
            migration=False,
            sensitive_data=False,
            sections_count=4,
            summary=extra.title,
        ),
        "depth": lambda at: tale.depth(at, "Según los criterios del procedimiento."),
        "reviewed": lambda at: tale.reviewed(at, price),
        "accepted": tale.accepted,
        "planned": tale.planned,
        "client-signed": tale.signed_by_client,
        "signed": tale.signed_by_squad,
        "received": tale.received,
        "answered": lambda at: tale.answered(at, (9, 10, 8, 7)[number % 4]),
    }
    for place, (name, gap) in enumerate(STEPS[: names.index(until) + 1]):
        day += gap
        clock = CLOCKS[(number + place) % len(CLOCKS)] if gap else _after(CLOCKS[(number + place) % len(CLOCKS)], place)
        if name == "rtp" and not deep:
            continue
        at = yield world.day(day, clock) if name != "presented" else world.day(day, "17:30")
        if name == "rtp":
            tale.rtp(at)
            tale.rtp_approved(at)
        elif name == "offered":
            tale.prepared(at, _offer(world, extra, price, day))
            tale.offered(at)
        elif name == "drafted":
            tale.empowered(at)
            tale.drafted(at)
            tale.sent_to_sign(at)
        elif name == "asked":
            tale.payment_asked(
                at, price.times(5000) + price.times(5000).times(2100), invoice=f"A 0001-{500 + number:08d}"
            )
        elif name == "paid":
            tale.payment_verified(at, price.times(5000) + price.times(5000).times(2100))
        elif name == "filed":
            tale.file_confirmed(at)
            tale.asked(at)
        elif name == "handed-over":
            tale.handed_over(at)
        else:
            acts[name](at)


def _asking(tale: Tale, world: World, number: int, extra: Extra) -> Story:
    """Stop where somebody else's word is asked for: the GC's on a review, a price or a waiver, the TO's on an RTP."""
    price, today = Money(extra.dollars * 100, "USD"), -extra.lag
    until = {"asks-waiver": "classified", "asks-to": "depth"}.get(extra.end, "rtp")
    yield from _steps(tale, world, number, extra, until=until, end=today - 1)
    at = yield world.day(today - 1, "19:10")
    if extra.end == "asks-waiver":
        request_waiver(
            tale.cycle,
            action="prepare-pitch",
            reason="evidence-elsewhere",
            text="Ya nos conocen: trabajaron con nosotros en 2024 y piden pasar directo a los requisitos.",
            regularise_by=world.date(5),
            by=tale.ec.actor,
            at=at,
        )
    elif extra.end == "asks-to":
        tale.rtp(at)
    else:
        tale.review_asked(at, price)
        if extra.end == "asks-approval":
            tale.reviewed(at, price, by=world.cast.diego)
            tale.prepared(at, _offer(world, extra, price, today))


def _lost(tale: Tale, world: World, number: int, extra: Extra) -> Story:
    end = -extra.lag
    if extra.end == "lost-price":
        yield from _steps(tale, world, number, extra, until="offered", end=end - 8)
        at = yield world.day(end - 4, "11:00")
        tale.followed(at, "counter-offer", "Le parece caro.")
        at = yield world.day(end, "12:00")
        tale.lost(at, "price", "Mostrar antes qué incluye el precio.")
    elif extra.end == "lost-silent":
        yield from _steps(tale, world, number, extra, until="classified", end=end - 14)
        for offset, medium in ((-13, "whatsapp"), (-9, "phone"), (-4, "whatsapp")):
            at = yield world.day(end + offset, "11:20")
            tale.chased(at, "No contesta.", medium=medium)
        at = yield world.day(end, "12:00")
        tale.lost(at, "no-answer", "Pedir dos medios de contacto al listar.")
        at = yield world.day(end, "12:30")
        tale.file_confirmed(at, pending=1 if number % 2 else 0)
        tale.never_attended(at)
        return
    else:
        yield from _steps(tale, world, number, extra, until="classified", end=end - 1)
        at = yield world.day(end, "12:00")
        tale.lost(at, "not-fit", "El listado traía un rubro equivocado.")
        tale.file_confirmed(at)
        tale.never_attended(at)
        return
    at = yield world.day(end, "12:30")
    tale.file_confirmed(at)
    tale.asked(at)
    at = yield world.day(end + 2, "19:00")
    tale.answered(at, (8, 9, 7)[number % 3])


def _imported(world: World) -> Story:
    """Bring the list of a chamber of commerce; two of its rows stay out, and say why."""
    at = yield world.day(-2, "09:05")
    gc = world.cast.diego.actor
    batch = upload(file=ContentFile(_list_of(world), name="listado-camara-de-comercio.csv"), by=gc, at=at)
    match_columns(batch=batch, mapping=batch.mapping, source="list", owner=None, by=gc, at=at)
    at = yield world.day(-2, "09:12")
    started = start_import(batch=batch, by=gc, at=at)
    assert started.job is not None
    run_here(started.job, at=at)


def _list_of(world: World) -> bytes:
    """Return the file as a spreadsheet saves it here: semicolons, in the Windows encoding of Western Europe."""
    owners = (world.cast.martina.name, world.cast.tomas.name)
    lines = [("Empresa", "CUIT", "Provincia", "Localidad", "Contacto", "Responsable")]
    lines += [
        (extra.name, "", PROVINCES[extra.province], extra.town, extra.person, owners[place % 2])
        for place, extra in enumerate(one for one in crowd() if one.end == IMPORTED)
    ]
    # Without a name, and with a CUIT whose check digit is wrong.
    lines += [("", "", "Córdoba", "Villa María", "Norma Ledesma", owners[0])]
    lines += [("Bazar La Estrella", "30-86100000-0", "Mendoza", "San Rafael", "Pablo Quiroga", owners[1])]
    return "".join(";".join(line) + "\r\n" for line in lines).encode("cp1252")


def _offer(world: World, extra: Extra, price: Money, day: int) -> Offer:
    return Offer(
        lines=((extra.title, price),),
        shares=HALF_AND_HALF,
        currency="USD",
        term_days=20,
        valid_until=world.date(max(day + 12, 3)),
        list_price=True,
    )


def _after(clock: str, place: int) -> str:
    """Return a time after everything of the morning, so that two steps of one day keep their order."""
    return f"18:{(place * 2) % 60:02d}"
