"""Look at the rows of a file, a chunk at a time: what they say, what is wrong, whom they look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from trato.organisations.duplicates import Traces, likely_duplicates_of
from trato.organisations.names import fold
from trato.people.actors import holders
from trato.people.roles import Role
from trato.prospects.catalogues import catalogues, definition_for_lists
from trato.prospects.imports.checking import Checked, check
from trato.prospects.imports.keeping import content_of
from trato.prospects.imports.reading import decode, rows
from trato.prospects.models import Import, ImportRow

CHUNK = 500


def check_next(batch: Import, *, at: datetime, most: int = CHUNK) -> int:
    """Read and check the next rows set-wise; return how many. Sets `checked_at` after the last."""
    text, _encoding = decode(content_of(batch), batch.encoding)
    lines = islice(rows(text, batch.separator), 1 + batch.checked_to, 1 + batch.checked_to + most)
    definition = definition_for_lists(at)
    known = catalogues(definition) if definition else {}
    owners = _owners(at)
    fresh, found = [], []
    for number, cells in lines:
        checked = check(cells, width=len(batch.header), mapping=batch.mapping, catalogues=known, owners=owners)
        found.append(checked)
        fresh.append(
            ImportRow(
                batch=batch,
                number=number,
                cells=cells,
                values=checked.values,
                cuit=checked.values.get("cuit", ""),
                name_key=checked.name_key,
            )
        )
    _mark_repeated(batch, fresh, found)
    _mark_matches(fresh, found)
    ImportRow.objects.bulk_create(fresh, batch_size=CHUNK)
    batch.checked_to += len(fresh)
    if len(fresh) < most or batch.checked_to >= batch.total:
        batch.checked_at = at
    batch.save(update_fields=["checked_to", "checked_at"])
    return len(fresh)


def _owners(at: datetime) -> dict[str, int]:
    found: dict[str, int] = {}
    for user in holders(Role.EC, at):
        found |= {user.email.lower(): user.pk, fold(user.name): user.pk}
    return found


def _mark_repeated(batch: Import, fresh: Sequence[ImportRow], found: Sequence[Checked]) -> None:
    """Mark rows whose CUIT, or name without another CUIT, an earlier line of the file already has."""
    earlier = ImportRow.objects.filter(batch=batch, problems=[])
    cuits = dict(earlier.filter(cuit__in={row.cuit for row in fresh} - {""}).values_list("cuit", "number"))
    names = {
        key: (number, cuit)
        for key, number, cuit in earlier.filter(name_key__in={row.name_key for row in fresh} - {""}).values_list(
            "name_key", "number", "cuit"
        )
    }
    for row, checked in zip(fresh, found, strict=True):
        if not checked.problems:
            if row.cuit and row.cuit in cuits:
                checked.problems.append(("repeated-cuit", {"line": cuits[row.cuit]}))
            elif row.name_key in names and (not row.cuit or names[row.name_key][1] in {"", row.cuit}):
                checked.problems.append(("repeated-name", {"line": names[row.name_key][0]}))
            else:
                cuits.setdefault(row.cuit, row.number)
                names.setdefault(row.name_key, (row.number, row.cuit))
        row.problems = [list(problem) for problem in checked.problems]


def _mark_matches(fresh: Sequence[ImportRow], found: Sequence[Checked]) -> None:
    """Find organisations already here for the rows that are right."""
    good = [(row, checked.values) for row, checked in zip(fresh, found, strict=True) if not checked.problems]
    matches = likely_duplicates_of([traces_of(values) for _row, values in good])
    for (row, _values), some in zip(good, matches, strict=True):
        row.matches = [[match.organisation.pk, list(match.why)] for match in some]


def traces_of(values: Mapping[str, Any]) -> Traces:
    """Return what a row may be recognised by."""
    return Traces(
        name=values.get("name", ""),
        cuit=values.get("cuit", ""),
        mail=values.get("contact_mail", ""),
        phone=values.get("contact_phone", ""),
        domain=values.get("domain", ""),
    )
