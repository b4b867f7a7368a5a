"""Two organisations side by side, and everything in the house that points to them.

Whatever table has a key to an organisation moves by itself; a table with one row per organisation says here which of
its fields are chosen one by one. Nobody has to remember a merge when adding a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import apps
from django.db.models import Field, ManyToOneRel, Model, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.ledger.entries import last_seqs
from trato.organisations.cuit import Cuit
from trato.organisations.models import Contact, Identifier, Merge, Organisation, Pair
from trato.organisations.names import name_key
from trato.organisations.places import HOME, country_name, province_name
from trato.organisations.reach import phone_key

type Side = Literal["survivor", "absorbed"]
type Columns = tuple[str, ...]

# Lines of the comparison: the columns of each are taken together.
LINES: dict[str, Columns] = {
    "name": ("name",),
    "legal_name": ("legal_name",),
    "cuit": ("cuit",),
    "domain": ("domain",),
    "place": ("country", "province", "locality"),
}
# Rebuilt from the others, or the merges themselves.
DERIVED: tuple[type[Model], ...] = (Identifier, Pair, Merge)
FILLED = ("position", "part", "mail", "phone", "is_whatsapp")

_profiles: dict[str, Columns] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One datum of both: what each says, which one stays, and whether there is something to choose."""

    key: str
    label: str
    survivor: str
    absorbed: str
    winner: Side
    choice: bool


def register_profile(model: type[Model], columns: Columns) -> None:
    """Say that a table keeps one row per organisation (its key is called `organisation`), chosen field by field."""
    _profiles[model._meta.label_lower] = columns


def compare(survivor: Organisation, absorbed: Organisation) -> list[Line]:
    """Return every datum of the two; what only one has stays, what differs is to be chosen."""
    lines = [
        _line(key, _label(key), _said(survivor, columns), _said(absorbed, columns)) for key, columns in LINES.items()
    ]
    for label, columns in _profiles.items():
        rows = profile_rows(label, survivor, absorbed)
        if len(rows) > 1:
            one, other = rows[survivor.pk], rows[absorbed.pk]
            for column in columns:
                said = (_shown(one, column), _shown(other, column))
                lines.append(_line(f"{label}.{column}", str(_verbose(one, column)), *said))
    return lines


def columns_of(key: str) -> tuple[str, Columns]:
    """Return the table ("" for the organisation's own) and the columns that a line of the comparison stands for."""
    if key in LINES:
        return "", LINES[key]
    label, _dot, column = key.rpartition(".")
    return label, (column,)


def profile_rows(label: str, *organisations: Organisation) -> dict[int, Any]:
    """Return the row of each organisation in a table of one row per organisation."""
    rows = apps.get_model(label)._base_manager.filter(organisation__in=organisations)
    return {row.organisation_id: row for row in rows}


def relations() -> list[tuple[str, type[Model], Field[Any, Any]]]:
    """Return the name, the model and the key of everything that points to an organisation and moves with it."""
    found: dict[str, tuple[type[Model], Field[Any, Any]]] = {}
    for relation in Organisation._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.related_model not in DERIVED:
            model: Any = relation.related_model
            found[f"{model._meta.label_lower}.{relation.field.name}"] = (model, relation.field)
    return [(name, *found[name]) for name in sorted(found)]


def movable(model: type[Model], field: Field[Any, Any], survivor: Organisation, absorbed: Organisation) -> list[Any]:
    """Return the keys of the rows that may point to the survivor; one that would repeat a row there stays."""
    rows = model._base_manager.filter(**{field.name: absorbed.pk})
    there = model._base_manager.filter(**{field.name: survivor.pk})
    if field.unique and there.exists():
        return []
    for others in _unique_beside(model, field.name):
        taken = Q(pk__in=[])
        for values in there.values(*others):
            taken |= Q(**values)
        rows = rows.exclude(taken)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def twin_of(person: Contact, others: Sequence[Contact]) -> Contact | None:
    """Return who among the others is the same person beyond doubt: one mail, or one name and nothing against it."""
    for other in others:
        same_name = name_key(person.name) == name_key(other.name)
        pairs = ((person.mail, other.mail), (phone_key(person.phone), phone_key(other.phone)))
        against = any(one and another and one != another for one, another in pairs)
        if same_name and not against:
            return other
    return None


def is_repeated(person: Contact) -> bool:
    """Tell whether a person may give way to their twin: who signs, or has powers, stays as they are."""
    return not person.is_signatory and not person.powers.exists()


def fingerprint(survivor: Organisation, absorbed: Organisation) -> str:
    """Return what changes when the data of either do: a preview carries it."""
    last = last_seqs([survivor.stream, absorbed.stream])
    return f"{last.get(survivor.stream, 0)}-{last.get(absorbed.stream, 0)}"


def choices(lines: Sequence[Line], chosen: Mapping[str, str]) -> dict[str, Side]:
    """Return which side stays for each line, as chosen where there is something to choose."""
    return {
        line.key: "absorbed"
        if (chosen.get(line.key, line.winner) if line.choice else line.winner) == "absorbed"
        else "survivor"
        for line in lines
    }


def _line(key: str, label: str, survivor: str, absorbed: str) -> Line:
    only_there = bool(absorbed and not survivor)
    return Line(
        key=key,
        label=label,
        survivor=survivor,
        absorbed=absorbed,
        winner="absorbed" if only_there else "survivor",
        choice=bool(survivor and absorbed and survivor != absorbed),
    )


def _said(organisation: Organisation, columns: Columns) -> str:
    if columns == LINES["place"]:
        language = "en" if (get_language() or "es").startswith("en") else "es"
        country = organisation.country if organisation.country not in {"", HOME} else ""
        region = country_name(country, language) if country else province_name(organisation.province)
        return ", ".join(dict.fromkeys(filter(None, (organisation.locality, region))))
    if columns == ("cuit",):
        return str(Cuit(organisation.cuit)) if organisation.cuit else ""
    return str(getattr(organisation, columns[0]) or "")


def _shown(row: Model, column: str) -> str:
    display = getattr(row, f"get_{column}_display", None)
    return str(display() if display else getattr(row, column) or "")


def _verbose(row: Model, column: str) -> Any:
    return getattr(row._meta.get_field(column), "verbose_name", column)


def _label(key: str) -> str:
    labels = {
        "name": _("name"),
        "legal_name": _("legal name"),
        "cuit": "CUIT",
        "domain": _("web site"),
        "place": _("place"),
    }
    return labels[key]


def _unique_beside(model: type[Model], name: str) -> list[Columns]:
    """Return the other columns of each rule that forbids two rows alike for one organisation."""
    sets = [tuple(one) for one in model._meta.unique_together]
    sets += [tuple(rule.fields) for rule in model._meta.total_unique_constraints]
    return [tuple(column for column in one if column != name) for one in sets if name in one and len(one) > 1]
