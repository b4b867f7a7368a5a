"""The catalogues of PE-CM-01 §8.1.1: the procedure's base, and what the house added or put in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.cycles.opening import CODE
from trato.cycles.refusals import Refusal
from trato.documents.definitions import by_hash, current, versions_of
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.people.roles import Role
from trato.prepared import Prepared
from trato.procedure import Definition
from trato.prospects.models import CatalogueEntry
from trato.search.folding import fold

EDITABLE = ("client-type", "origin", "scale", "sector", "need", "tag")
OF_THE_HOUSE = frozenset({"tag"})  # the procedure has no options of these, and none has to be offered
CLOSED = ("priority", "source", "contact-role")
STREAM = "setting/catalogue"
EVENTS = ("catalogue.option-added", "catalogue.option-amended")

_LONGEST_CODE = 40


class CannotChangeCatalogue(Refusal):
    """The option cannot be added or changed."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option as the reader sees it; `own` when the house added it, `active` while it is offered."""

    code: str
    label: str
    label_es: str
    label_en: str
    position: int
    active: bool
    own: bool


class _Row(NamedTuple):
    """What the house wrote of one option."""

    code: str
    label: str
    label_en: str
    position: int
    active: bool


_ENTRIES = Prepared(
    lambda: CatalogueEntry.objects.filter(catalogue__in=EDITABLE).values_list("catalogue", *_Row._fields)
)

type Catalogues = Mapping[str, tuple[Option, ...]]


def definition_for_lists(at: datetime) -> Definition | None:
    """Return the procedure in force, or before the first approval the newest version known."""
    governing = current(CODE, at)
    if governing is not None:
        return governing
    known = versions_of(CODE)
    return by_hash(known[0].hash) if known else None


def catalogues(definition: Definition, names: Iterable[str] = (*EDITABLE, *CLOSED)) -> dict[str, tuple[Option, ...]]:
    """Return the options of several catalogues with one query, those put away included, in the order shown."""
    rows: dict[str, list[_Row]] = {}
    for catalogue, *row in _ENTRIES.rows():
        rows.setdefault(catalogue, []).append(_Row(*row))
    english = (get_language() or "es").startswith("en")
    return {
        name: _merged(definition, name, tuple(rows.get(name, ())), english)
        for name in names
        if name in definition.choices or name in OF_THE_HOUSE
    }


def choices(found: Catalogues, name: str, *, keep: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return (code, label) of the options offered; those in `keep` stay though they were put away."""
    kept = set(keep)
    return [(option.code, option.label) for option in found.get(name, ()) if option.active or option.code in kept]


def label_of(found: Catalogues, name: str, code: str) -> str:
    """Return the label of a code, or the code itself."""
    return next((option.label for option in found.get(name, ()) if option.code == code), code)


def code_for(found: Catalogues, name: str, text: str) -> str:
    """Return the code of the offered option a text names, in either language, or an empty string."""
    wanted = fold(text)
    for option in found.get(name, ()):
        if option.active and wanted in {fold(option.code), fold(option.label_es), fold(option.label_en)}:
            return option.code
    return ""


@transaction.atomic
def add_option(
    *, catalogue: str, label: str, label_en: str = "", position: int = 100, by: Actor, at: datetime
) -> CatalogueEntry:
    """Add an option to an editable catalogue; its code is made from its name. Raise CannotChangeCatalogue."""
    by = _require_editor(catalogue, by)
    label = " ".join(label.split())[:80]
    code = re.sub(r"\s+", "-", fold(label))[:_LONGEST_CODE].strip("-")
    if not re.search(r"[a-z]", code):
        raise CannotChangeCatalogue(_("Write a name with letters."))
    definition = definition_for_lists(at)
    present = catalogues(definition, [catalogue]).get(catalogue, ()) if definition else ()
    if any(option.code == code or fold(option.label_es) == fold(label) for option in present):
        raise CannotChangeCatalogue(_("«%(label)s» is already in the catalogue.") % {"label": label})
    row = CatalogueEntry.objects.create(
        catalogue=catalogue, code=code, label=label, label_en=label_en.strip()[:80], position=position
    )
    _record("catalogue.option-added", row, by=by, at=at)
    return row


@transaction.atomic
def amend_option(*, catalogue: str, code: str, changes: Mapping[str, Any], by: Actor, at: datetime) -> CatalogueEntry:
    """Rename, reorder, put away or offer again an option; `changes` maps label, label_en, position, active.

    Raise CannotChangeCatalogue. What was classified with it keeps its code.
    """
    by = _require_editor(catalogue, by)
    definition = definition_for_lists(at)
    present = catalogues(definition, [catalogue]).get(catalogue, ()) if definition else ()
    option = next((one for one in present if one.code == code), None)
    if option is None:
        raise CannotChangeCatalogue(_("There is no such option in the catalogue."))
    fields = {name: getattr(option, name) for name in ("label_en", "position", "active")}
    fields["label"] = option.label_es
    fields |= {name: value for name, value in changes.items() if name in fields}
    fields["label"] = " ".join(str(fields["label"]).split())[:80]
    if not fields["label"]:
        raise CannotChangeCatalogue(_("Write a name with letters."))
    last = catalogue not in OF_THE_HOUSE and not any(one.active and one.code != code for one in present)
    if not fields["active"] and last:
        raise CannotChangeCatalogue(_("One option at least has to be offered."))
    row, _created = CatalogueEntry.objects.update_or_create(catalogue=catalogue, code=code, defaults=fields)
    _record("catalogue.option-amended", row, by=by, at=at)
    return row


@lru_cache(maxsize=256)
def _merged(definition: Definition, name: str, rows: tuple[_Row, ...], english: bool) -> tuple[Option, ...]:
    found = []
    own = {row.code: row for row in rows}
    base = () if name in OF_THE_HOUSE else definition.choice(name).options
    for place, option in enumerate(base, start=1):
        code = option.code
        row = own.pop(code, None)
        spanish = row.label if row else option.label
        other = (row.label_en if row else "") or option.label_en or spanish
        position, active = (row.position, row.active) if row else (place, True)
        label = other if english else spanish
        found.append(Option(code, label, spanish, other, position, active, own=False))
    for code, row in own.items():
        label = (row.label_en or row.label) if english else row.label
        found.append(Option(code, label, row.label, row.label_en, row.position, row.active, own=True))
    return tuple(sorted(found, key=lambda option: option.position))


def _require_editor(catalogue: str, by: Actor) -> Actor:
    if catalogue not in EDITABLE:
        raise CannotChangeCatalogue(_("The procedure itself uses this catalogue: it changes with a new version."))
    for role in (Role.GC, Role.ADMIN):
        if role in by.roles:
            return by.exercising(role)
    raise CannotChangeCatalogue(_("Only the Commercial Manager and an administrator change the catalogues."))


def _record(event: str, row: CatalogueEntry, *, by: Actor, at: datetime) -> None:
    facts: dict[str, int | bool | str] = {
        "catalogue": row.catalogue,
        "option": row.code,
        "position": row.position,
        "active": row.active,
    }
    append([Draft(stream=STREAM, event=event, occurred_at=at, actor=by, facts=facts)], at=at)
