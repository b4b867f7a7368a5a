"""Read vCard 2.1, 3.0 and 4.0 as rows of a list, one card a row. RFC 2426, RFC 6350. Pure."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

HEADER = (
    "Organización", "Nombre", "Apellido", "Cargo", "Correo", "Teléfono", "Celular", "Sitio web", "Localidad",
    "Provincia", "País", "Notas",
)  # fmt: skip
MOBILE = {"cell", "mobile", "whatsapp", "iphone"}
LONGEST_LINE = 1_000_000  # letters of one unfolded line: a photograph is skipped, not kept

_NAMED = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(slots=True)
class Card:
    """What one card says: the values of each property, with their types in lower case."""

    line: int
    values: dict[str, list[tuple[frozenset[str], str]]] = field(default_factory=dict)


def cards(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of each card, the cells in the order of HEADER; a card never closed ends with the file."""
    card: Card | None = None
    for number, text in unfolded(lines):
        found = _NAMED.match(text)
        if found is None:
            continue
        name, parameters, value = found[1].upper(), found[2].lower(), found[3]
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            if card and card.values:
                yield card.line, cells_of(card)
            card = Card(number)
        elif name == "END" and card is not None:
            if card.values:
                yield card.line, cells_of(card)
            card = None
        elif card is not None:
            if "quoted-printable" in parameters:
                value = decoded(value, parameters)
            card.values.setdefault(name, []).append((types_of(parameters), value))
    if card and card.values:
        yield card.line, cells_of(card)


def unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Join lines that were folded, by a space or by the soft break of quoted-printable."""
    begins, text = 0, ""
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\r\n")
        if text and line[:1] in {" ", "\t"}:
            text += line[1:] if len(text) < LONGEST_LINE else ""
        elif text.endswith("=") and "quoted-printable" in text.partition(":")[0].lower():
            text = text[:-1] + line
        else:
            if text:
                yield begins, text
            begins, text = number, line
    if text:
        yield begins, text


def cells_of(card: Card) -> list[str]:
    """Return the cells of one card; what has no column of its own is kept among the notes."""
    full = first(card, "FN")
    surname, given = (*parts(first_raw(card, "N")), "", "")[:2]
    if not given and not surname:
        given = full
    organisation = ", ".join(part for part in parts(first_raw(card, "ORG")) if part) or full or f"{given} {surname}"
    mobiles, phones = telephones(card)
    mails = [plain(value).removeprefix("mailto:") for _types, value in card.values.get("EMAIL", [])]
    address = (*parts(first_raw(card, "ADR")), *[""] * 7)[:7]
    notes = [plain(value) for _types, value in card.values.get("NOTE", [])]
    notes += [f"Otro correo: {mail}" for mail in mails[1:]]
    notes += [f"Otro teléfono: {phone}" for phone in (*phones[1:], *mobiles[1:])]
    notes += [", ".join(part for part in (address[2], address[5]) if part)]
    notes += [plain(value) for _types, value in card.values.get("CATEGORIES", [])]
    return [
        organisation.strip(), given, surname, first(card, "TITLE") or first(card, "ROLE"), *(mails[:1] or [""]),
        *(phones[:1] or [""]), *(mobiles[:1] or [""]), first(card, "URL"), address[3], address[4], address[6],
        "\n".join(note for note in notes if note.strip()),
    ]  # fmt: skip


def telephones(card: Card) -> tuple[list[str], list[str]]:
    """Return the mobile numbers and the others; with none of the others a mobile is only a mobile."""
    mobiles: list[str] = []
    phones: list[str] = []
    for types, value in card.values.get("TEL", []):
        (mobiles if types & MOBILE else phones).append(plain(value).removeprefix("tel:"))
    return mobiles, phones


def first(card: Card, name: str) -> str:
    return plain(first_raw(card, name))


def first_raw(card: Card, name: str) -> str:
    """Return the value marked as preferred, or the first."""
    values = card.values.get(name, [])
    preferred = [value for types, value in values if types & {"pref", "pref=1"}]
    return (preferred or [value for _types, value in values] or [""])[0]


def parts(value: str) -> list[str]:
    """Cut a value at its semicolons that are not escaped."""
    return [plain(part) for part in re.split(r"(?<!\\);", value)]


def plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def types_of(parameters: str) -> frozenset[str]:
    """Return the types of a property: «;TYPE=cell,voice;PREF=1» and the bare «;CELL» of 2.1 alike."""
    words = parameters.replace('"', "").replace("type=", "").replace(",", ";").split(";")
    return frozenset(word.strip() for word in words if word.strip())


def decoded(value: str, parameters: str) -> str:
    """Decode quoted-printable in the charset the property names, UTF-8 unless it says otherwise."""
    content = quopri.decodestring(value.encode("utf-8", "replace"))
    named = re.search(r"charset=([a-z0-9-]+)", parameters)
    try:
        return content.decode(named[1] if named else "utf-8")
    except (LookupError, UnicodeDecodeError):
        return content.decode("windows-1252", "replace")
