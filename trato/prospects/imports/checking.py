"""Understand one row: every datum normalised, everything wrong named. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trato.organisations.cuit import Cuit, NotACuit
from trato.organisations.names import name_key
from trato.organisations.places import HOME, country_code, province_code
from trato.organisations.reach import NotReachable, is_mobile, mail_address, phone_number, web_domain
from trato.prospects.catalogues import Catalogues, code_for
from trato.prospects.clae import activities, called, find_activities
from trato.prospects.imports.headers import FIELDS
from trato.prospects.imports.reading import LONGEST_CELL
from trato.prospects.rules import NOTES, origin_of

CATALOGUED = {"priority": "priority", "client_type": "client-type", "scale": "scale", "sector": "sector"}
LENGTHS = {"name": 200, "legal_name": 200, "locality": 120, "title": 160, "contact_position": 120}

_SCIENTIFIC = re.compile(r"(\d)[.,](\d{10})[eE]\+?0?10")

type Problem = tuple[str, dict[str, Any]]


@dataclass(slots=True)
class Checked:
    """What a row says: `values` normalised by field, `problems` that keep it out."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def cuit(self) -> str:
        return str(self.values.get("cuit", ""))

    @property
    def name_key(self) -> str:
        return name_key(str(self.values.get("name", "")))[:200]


def check(
    cells: Sequence[str],
    *,
    width: int,
    mapping: Sequence[str],
    catalogues: Catalogues,
    owners: Mapping[str, int],
    header: Sequence[str] = (),
    strict: bool = True,
) -> Checked:
    """Understand one row. `width` is the header's; `owners` maps folded names and mails of ECs to their keys.

    `strict` refuses rows shorter than the header, which in a spreadsheet only end in empty cells.
    """
    checked = Checked()
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > width or (len(cells) < width and strict):
        checked.problems.append(("ragged", {"cells": len(cells), "width": width}))
        return checked
    if any(len(cell) > LONGEST_CELL for cell in cells):
        checked.problems.append(("too-long", {"most": LONGEST_CELL}))
        return checked
    cells = [*cells, *[""] * (width - len(cells))]
    text = {name: " ".join(cell.split()) for name, cell in zip(mapping, cells, strict=True) if name in FIELDS}
    text["notes"] = _notes(cells, mapping, header)
    _organisation(text, checked)
    _person(text, checked)
    _classification(text, checked, catalogues)
    if said := text.get("owner"):
        owner = owners.get(said.lower()) or owners.get(name_key(said))
        if owner is None:
            checked.problems.append(("unknown-owner", {"text": said}))
        else:
            checked.values["owner"] = owner
    return checked


def _notes(cells: Sequence[str], mapping: Sequence[str], header: Sequence[str]) -> str:
    """Join what goes to the notes; of several columns each says its title."""
    places = [place for place, name in enumerate(mapping) if name == "notes" and cells[place].strip()]
    if mapping.count("notes") == 1 or not header:
        return "\n".join(cells[place].strip() for place in places)
    return "\n".join(f"{header[place]}: {cells[place].strip()}" for place in places)


def _written_out(cuit: str) -> str:
    """Return a CUIT that a spreadsheet wrote as 3,0852177434E+10 with its eleven figures, when all are there."""
    found = _SCIENTIFIC.fullmatch(cuit.replace(" ", ""))
    return f"{found[1]}{found[2]}" if found else cuit


def _organisation(text: Mapping[str, str], checked: Checked) -> None:
    values, problems = checked.values, checked.problems
    for name in ("name", "legal_name", "locality", "title"):
        if said := text.get(name):
            values[name] = said[: LENGTHS[name]]
    if "name" not in values:
        if "legal_name" in values:
            values["name"] = values.pop("legal_name")
        else:
            problems.append(("no-name", {}))
    if said := text.get("cuit"):
        try:
            values["cuit"] = Cuit.parse(_written_out(said)).digits
        except NotACuit as wrong:
            fault = "cuit-rounded" if "e+" in said.lower() else f"cuit-{wrong.fault}"
            problems.append((fault, {"text": said[:40]}))
    if said := text.get("domain"):
        try:
            values["domain"] = web_domain(said)
        except NotReachable:
            problems.append(("domain", {"text": said[:80]}))
    _place(text, checked)


def _place(text: Mapping[str, str], checked: Checked) -> None:
    values = checked.values
    values["country"] = HOME
    if said := text.get("country"):
        code = country_code(said)
        if not code:
            checked.problems.append(("country", {"text": said[:60]}))
        values["country"] = code or HOME
    said = text.get("province", "")
    if said and values["country"] == HOME:
        values["province"] = province_code(said)
        if not values["province"]:
            checked.problems.append(("province", {"text": said[:60]}))
    elif said and not values.get("locality"):
        values["locality"] = said[: LENGTHS["locality"]]
    if origin := origin_of(values["country"], values.get("province", "")):
        values["origin"] = origin


def _person(text: Mapping[str, str], checked: Checked) -> None:
    values, problems = checked.values, checked.problems
    if said := text.get("contact_mail"):
        try:
            values["contact_mail"] = mail_address(said)
        except NotReachable:
            problems.append(("mail", {"text": said[:80]}))
    _phones(text, checked)
    name = " ".join(filter(None, (text.get("contact_name"), text.get("contact_surname"))))
    name = name or values.get("contact_mail", "") or values.get("contact_phone", "")
    if name:
        values["contact_name"] = name[:120]
    if said := text.get("contact_position"):
        values["contact_position"] = said[: LENGTHS["contact_position"]]


def _phones(text: Mapping[str, str], checked: Checked) -> None:
    """Set the telephone of the person, the mobile one first, and the other beside it."""
    values = checked.values
    for name in ("contact_mobile", "contact_phone"):
        if not (said := text.get(name)):
            continue
        try:
            phone = phone_number(said, mobile=name == "contact_mobile" or None)
        except NotReachable:
            if "contact_phone" not in values:
                checked.problems.append(("phone", {"text": said[:40]}))
            continue
        if "contact_phone" not in values:
            values["contact_phone"], values["contact_whatsapp"] = phone, is_mobile(phone)
        elif phone != values["contact_phone"]:
            values["contact_others"] = [["phone", phone, is_mobile(phone)]]


def _classification(text: Mapping[str, str], checked: Checked, catalogues: Catalogues) -> None:
    """Set the draft of the classification; what no catalogue knows is kept among the notes, never lost."""
    values = checked.values
    unknown = []
    for name, catalogue in CATALOGUED.items():
        if said := text.get(name):
            if code := code_for(catalogues, catalogue, said):
                values[name] = code
            else:
                unknown.append(f"{FIELDS[name]}: {said}")
    _activity(text, values, unknown, catalogues)
    if said := text.get("needs"):
        parts = [part.strip() for part in said.replace("/", ",").replace(";", ",").split(",") if part.strip()]
        codes = [code_for(catalogues, "need", part) for part in parts]
        values["needs"] = list(dict.fromkeys(code for code in codes if code))
        unknown += [f"{FIELDS['needs']}: {part}" for part, code in zip(parts, codes, strict=True) if not code]
    if said := text.get("source"):
        if code := code_for(catalogues, "source", said):
            values["source"] = code
        values["source_detail"] = said[:160]
    notes = "\n".join(filter(None, (text.get("notes", ""), *unknown)))
    if notes:
        values["notes"] = notes[:NOTES]


def _activity(text: Mapping[str, str], values: dict[str, Any], unknown: list[str], catalogues: Catalogues) -> None:
    """Set the activity a row names by code or name, and the sector it falls into where the row names none.

    A sector that no catalogue knows may be the name of an activity.
    """
    if said := text.get("activity"):
        found = find_activities(said)
        if len(found) == 1:
            values["activity"] = found[0].code
        else:
            unknown.append(f"{FIELDS['activity']}: {said}")
    elif (
        (said := text.get("sector"))
        and "sector" not in values
        and (named := [one for one in find_activities(said) if called(one, said)])
    ):
        values["activity"] = named[-1].code
        unknown.remove(f"{FIELDS['sector']}: {said}")
    if "sector" not in values and (one := activities().get(values.get("activity", ""))):
        offered = {option.code for option in catalogues.get("sector", ()) if option.active}
        if one.sector in offered:
            values["sector"] = one.sector
