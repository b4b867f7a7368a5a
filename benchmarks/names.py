"""Organisations by number, every one another: what the seed, the forms and the file to import are filled with. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum.ar import cuit as check

KINDS = (
    "Panadería", "Ferretería", "Óptica", "Librería", "Corralón", "Clínica", "Estudio Gómez", "Imprenta", "Vivero",
    "Farmacia", "Hotel", "Bodega", "Gimnasio", "Carpintería", "Distribuidora", "Inmobiliaria", "Taller", "Academia",
)  # fmt: skip
SYLLABLES = (
    "ba", "co", "du", "fe", "gui", "lo", "ma", "ne", "ño", "pa", "que", "ri", "sa", "te", "vi", "za", "mé", "rol",
)  # fmt: skip
TOWNS = (
    ("AR-X", "Río Cuarto"), ("AR-B", "Bahía Blanca"), ("AR-S", "Rosario"), ("AR-M", "Godoy Cruz"), ("AR-C", "CABA"),
    ("AR-T", "San Miguel de Tucumán"), ("AR-Q", "Neuquén"), ("AR-N", "Posadas"), ("AR-A", "Salta"),
)  # fmt: skip
PEOPLE = ("Ana Pérez", "Raúl Núñez", "Inés Gómez", "Hugo Ávila", "Marta Ibáñez", "Luis Díaz", "Sofía Muñoz")
RARE = "Zapatería Wulfenita Única"


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation and the person one talks to there; `cuit` is "" for every other one."""

    name: str
    cuit: str
    province: str
    town: str
    person: str
    mail: str
    phone: str


def named(number: int) -> Named:
    """Return the organisation of a number; only 0 has the rare name."""
    province, town = TOWNS[number % len(TOWNS)]
    name = f"{KINDS[number % len(KINDS)]} {_surname(number)} {number + 1}"
    return Named(
        name=RARE if number == 0 else name,
        cuit=_cuit(number) if number % 2 else "",
        province=province,
        town=town,
        person=PEOPLE[number % len(PEOPLE)],
        mail=f"contacto{number}@medida{number}.example",
        phone=f"+54911{10_000_000 + number}",
    )


def _surname(number: int) -> str:
    places = (number, number // len(SYLLABLES), number // 7, number // 300)
    return "".join(SYLLABLES[place % len(SYLLABLES)] for place in places).capitalize()


def _cuit(number: int) -> str:
    """Return a CUIT with a valid check digit and of a prefix that the demonstration does not use."""
    base = f"33{20_000_000 + number:08d}"
    return base + str(check.calc_check_digit(base))
