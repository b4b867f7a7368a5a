"""Fifty more cycles over every phase, told by one parametric story; the same every day, dated relative to today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum.ar import cuit as cuit_number

from trato.demo import words
from trato.demo.stage import Story, Teller, World
from trato.demo.tale import HALF_AND_HALF, Tale
from trato.organisations.actions import NewContact, NewOrganisation
from trato.procedure import Money
from trato.proposals.actions import Offer
from trato.prospects.actions import NewProspect, list_prospects

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
CLOCKS = ("09:10", "09:45", "10:20", "11:05", "11:50", "12:30", "14:15", "15:00", "15:40", "16:25", "17:10")

CROWD: tuple[Extra, ...] = (
    Extra(
        "Hotel Cerro Pelado SA",
        "AR-D",
        "Merlo",
        "Inés Funes",
        "Gerenta",
        "Sitio con reservas",
        "site",
        4200,
        "pitched",
        3,
    ),
    Extra(
        "Óptica Luz del Sur",
        "AR-B",
        "Bahía Blanca",
        "Marcos Iriarte",
        "Dueño",
        "Landing page",
        "landing",
        900,
        "classified",
        4,
    ),
    Extra(
        "Frigorífico Las Tunas SA",
        "AR-X",
        "Río Cuarto",
        "Delia Borda",
        "Administración",
        "Sitio",
        "site",
        3900,
        "talked",
        6,
    ),
    Extra(
        "Colegio Santa Brígida",
        "AR-B",
        "Tandil",
        "Hna. Rosa Paz",
        "Rectora",
        "Sitio y novedades",
        "site",
        2800,
        "scheduled",
        0,
    ),
    Extra("Cervecería Nahuel Pan", "AR-U", "Esquel", "Bruno Rey", "Socio", "Tienda", "shop", 4100, "listed", 1),
    Extra(
        "Granja Los Teros SH", "AR-E", "Colón", "Elvira Challier", "Socia", "Landing page", "landing", 800, "listed", 2
    ),
    Extra(
        "Librería del Pasaje SRL",
        "AR-C",
        "CABA",
        "Pablo Zeni",
        "Encargado",
        "Tienda de libros",
        "shop",
        3100,
        "scheduled",
        1,
    ),
    Extra(
        "Club Barrio Norte",
        "AR-T",
        "San Miguel de Tucumán",
        "Jorge Auad",
        "Presidente",
        "Sitio del club",
        "site",
        2300,
        "classified",
        1,
    ),
    Extra(
        "Muebles Lapacho SRL",
        "AR-N",
        "Posadas",
        "Soledad Krause",
        "Gerenta",
        "Tienda de muebles",
        "shop",
        4800,
        "offered",
        5,
    ),
    Extra(
        "Panificadora El Ceibal SA",
        "AR-S",
        "Rosario",
        "Nora Benítez",
        "Dueña",
        "Tienda mayorista",
        "shop",
        4700,
        "presented",
        2,
    ),
    Extra(
        "Imprenta La Minerva",
        "AR-B",
        "Bahía Blanca",
        "Oscar Pintos",
        "Dueño",
        "Sitio con presupuestos",
        "site",
        4150,
        "surveyed",
        0,
    ),
    Extra(
        "Laboratorio Aguaribay SA",
        "AR-X",
        "Córdoba",
        "Irene Sáenz",
        "Directora técnica",
        "Portal de resultados",
        "portal",
        4900,
        "depth",
        2,
    ),
    Extra(
        "Editorial Tinta Brava",
        "AR-C",
        "CABA",
        "Mora Quintana",
        "Editora",
        "Tienda de libros",
        "shop",
        4300,
        "signed",
        1,
    ),
    Extra(
        "Aserradero El Quebracho", "AR-H", "Sáenz Peña", "Hugo Acosta", "Dueño", "Sitio", "site", 2600, "handed-over", 1
    ),
    Extra(
        "Vivero Flor de Ceibo",
        "AR-B",
        "Escobar",
        "Nélida Sato",
        "Dueña",
        "Tienda de plantas",
        "shop",
        3600,
        "client-signed",
        1,
    ),
    Extra(
        "Estudio Jurídico Paz y Roldán",
        "AR-S",
        "Santa Fe",
        "Andrea Roldán",
        "Socia",
        "Landing page",
        "landing",
        1200,
        "answered",
        8,
    ),
    Extra(
        "Distribuidora Pampa Sur SRL",
        "AR-L",
        "Santa Rosa",
        "Rubén Haag",
        "Gerente",
        "Portal de pedidos",
        "portal",
        4600,
        "rtp",
        1,
    ),
    Extra(
        "Hostería Valle Escondido",
        "AR-Q",
        "Villa La Angostura",
        "Carla Mennini",
        "Dueña",
        "Sitio con reservas",
        "site",
        2900,
        "accepted",
        1,
    ),
    Extra(
        "Talleres Metalúrgicos Don Bosco SA",
        "AR-B",
        "San Nicolás",
        "Aldo Ferri",
        "Gerente",
        "Sitio",
        "site",
        3300,
        "answered",
        15,
    ),
    Extra(
        "Academia de Danza Arrabal",
        "AR-C",
        "CABA",
        "Lía Demarco",
        "Directora",
        "Landing page",
        "landing",
        700,
        "talked",
        2,
    ),
    Extra(
        "Cabaña La Matrera", "AR-B", "Azul", "Esteban Uriburu", "Dueño", "Sitio de remates", "site", 3100, "reviewed", 1
    ),
    Extra(
        "Farmacia del Parque",
        "AR-M",
        "Godoy Cruz",
        "Gisela Orozco",
        "Farmacéutica",
        "Tienda",
        "shop",
        2700,
        "surveyed",
        4,
    ),
    Extra(
        "Cooperativa Agrícola El Progreso",
        "AR-E",
        "Crespo",
        "Darío Schmidt",
        "Gerente",
        "Portal de socios",
        "portal",
        4800,
        "planned",
        0,
    ),
    Extra("Mueblería Roble Viejo", "AR-J", "San Juan", "Ester Castro", "Dueña", "Tienda", "shop", 2500, "paid", 0),
    Extra(
        "Agencia de Viajes Sol de Mayo",
        "AR-A",
        "Salta",
        "Martín Zuviría",
        "Socio",
        "Sitio con cotizador",
        "site",
        3700,
        "answered",
        22,
    ),
    Extra(
        "Consultorio Odontológico Sonrisas",
        "AR-X",
        "Villa María",
        "Paola Giraudo",
        "Odontóloga",
        "Landing page",
        "landing",
        950,
        "asked",
        3,
    ),
    Extra(
        "Textil Hilos del Norte SRL",
        "AR-K",
        "Catamarca",
        "Nahuel Vega",
        "Gerente",
        "Tienda mayorista",
        "shop",
        4400,
        "drafted",
        2,
    ),
    Extra(
        "Café Tres Esquinas", "AR-C", "CABA", "Emilia Franco", "Dueña", "Landing page", "landing", 650, "presented", 5
    ),
    Extra("Náutica Río Manso", "AR-R", "Bariloche", "Lucas Kohl", "Dueño", "Tienda", "shop", 3900, "offered", 1),
    Extra(
        "Seguros La Esperanza SA",
        "AR-S",
        "Rafaela",
        "Mónica Bertoni",
        "Productora",
        "Sitio",
        "site",
        2900,
        "answered",
        30,
    ),
    Extra(
        "Jardín Maternal Pequeños Pasos",
        "AR-B",
        "Quilmes",
        "Romina Lugo",
        "Directora",
        "Landing page",
        "landing",
        700,
        "pitched",
        0,
    ),
    Extra(
        "Bodega Piedra Mora",
        "AR-M",
        "Luján de Cuyo",
        "Ignacio Suárez",
        "Enólogo",
        "Tienda",
        "shop",
        4500,
        "lost-price",
        9,
    ),
    Extra(
        "Constructora Paraná Guazú SA",
        "AR-E",
        "Paraná",
        "Silvia Noir",
        "Gerenta",
        "Sitio de obras",
        "site",
        4100,
        "lost-price",
        25,
    ),
    Extra(
        "Gimnasio Fuerza Viva",
        "AR-T",
        "Yerba Buena",
        "Diego Paliza",
        "Dueño",
        "Landing page",
        "landing",
        800,
        "lost-silent",
        3,
    ),
    Extra(
        "Inmobiliaria Plaza Mayor",
        "AR-W",
        "Corrientes",
        "Graciela Esquivel",
        "Martillera",
        "Sitio",
        "site",
        3000,
        "lost-silent",
        12,
    ),
    Extra(
        "Radio Comunitaria La Loma",
        "AR-Y",
        "Tilcara",
        "Wilma Cruz",
        "Coordinadora",
        "Sitio",
        "site",
        1500,
        "lost-never",
        2,
    ),
    Extra(
        "Heladería Monte Blanco",
        "AR-B",
        "Mar del Plata",
        "Franco Tassi",
        "Dueño",
        "Tienda",
        "shop",
        2600,
        "lost-price",
        40,
    ),
    Extra(
        "Repuestos El Cardán SRL",
        "AR-X",
        "San Francisco",
        "Omar Peretti",
        "Gerente",
        "Tienda mayorista",
        "shop",
        4900,
        "received",
        1,
    ),
    Extra(
        "Escuela de Cocina La Olla",
        "AR-C",
        "CABA",
        "Camila Ríos",
        "Directora",
        "Landing page",
        "landing",
        1100,
        "signed",
        0,
    ),
    Extra(
        "Veterinaria Huellas",
        "AR-G",
        "Santiago del Estero",
        "Silvana Juárez",
        "Veterinaria",
        "Landing page",
        "landing",
        850,
        "reviewed",
        0,
    ),
    Extra(
        "Maderera Alto Uruguay SA",
        "AR-N",
        "Oberá",
        "Werner Kunz",
        "Gerente",
        "Portal de pedidos",
        "portal",
        4700,
        "surveyed",
        1,
    ),
    Extra(
        "Fundación Manos Abiertas",
        "AR-P",
        "Formosa",
        "Teresa Ayala",
        "Coordinadora",
        "Sitio con donaciones",
        "site",
        2000,
        "offered",
        3,
    ),
    Extra("Pinturería Arcoíris", "AR-F", "La Rioja", "Adrián Luna Vera", "Dueño", "Tienda", "shop", 3200, "talked", 1),
    Extra(
        "Centro Cultural Andén",
        "AR-Z",
        "Río Gallegos",
        "Abril Mansilla",
        "Gestora",
        "Sitio",
        "site",
        1800,
        "scheduled",
        2,
    ),
)
IMPORTED: tuple[tuple[str, str, str, str], ...] = (
    ("Tornería La Precisa", "AR-B", "Lanús", "Héctor Ponce"),
    ("Dietética Semilla", "AR-C", "CABA", "Vanesa Olmos"),
    ("Lavadero Espuma", "AR-S", "Rosario", "Ricardo Ledo"),
    ("Kiosco Multimarca SRL", "AR-X", "Córdoba", "Yanina Prado"),
    ("Ferretería El Tornillo", "AR-M", "Maipú", "Alberto Sosa Díaz"),
    ("Peluquería Tijera de Oro", "AR-B", "Morón", "Karina Vélez"),
)


def tellers() -> Iterator[Teller]:
    """Return the stories of the crowd, and that of an imported list."""
    yield _imported
    for number, extra in enumerate(CROWD):
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
            cuit=invented_cuit(number) if number % 5 else "",
            place=(extra.province, extra.town),
            person=(extra.person, extra.position, f"contacto{number}@cliente.example", f"+54911555{number:05d}"),
            title=extra.title,
        )
        if extra.end.startswith("lost-"):
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
        "scheduled": lambda at: tale.scheduled(at, world.day(day + 2, ("10:00", "11:30", "15:00")[number % 3])),
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
    at = yield world.day(-2, "09:05")
    list_prospects(
        news=[
            NewProspect(
                organisation=NewOrganisation(
                    name=name, province=province, locality=town, contacts=(NewContact(name=person),)
                ),
                source="list",
                owner=world.cast.tomas.user if place % 2 else world.cast.martina.user,
            )
            for place, (name, province, town, person) in enumerate(IMPORTED)
        ],
        imported=True,
        by=world.cast.diego.actor,
        at=at,
    )


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
