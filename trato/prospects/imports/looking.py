"""Look at the rows of a file, a chunk at a time: what they say, what is wrong, whom they look like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from trato.ledger.inserting import insert_many
from trato.organisations.duplicates import Traces, likely_duplicates_of
from trato.people.actors import holders
from trato.people.roles import Role
from trato.prospects.catalogues import Catalogues, catalogues, definition_for_lists
from trato.prospects.imports import staging
from trato.prospects.imports.checking import Checked, check
from trato.prospects.imports.keeping import staged
from trato.prospects.models import Import, ImportRow
from trato.search.folding import fold

CHUNK = 500

# Line, CUIT, name key and province of a row that is right: what a later one is recognised by.
type Trace = tuple[int, str, str, str | None]


def check_next(batch: Import, *, at: datetime, most: int = CHUNK) -> int:
    """Read and check the next rows set-wise; return how many. Sets `checked_at` after the last."""
    name = staged(batch)
    some = staging.chunk(name, begin=batch.read_to or staging.after(name, batch.header_line), most=most)
    definition = definition_for_lists(at)
    known = catalogues(definition) if definition else {}
    owners = sellers(at)
    fresh, found = [], []
    for number, cells in some.rows:
        checked = understood(batch, cells, known, owners)
        found.append(checked)
        fresh.append(
            ImportRow(
                batch=batch,
                number=number,
                cells=cells,
                values=checked.values,
                cuit=checked.cuit,
                name_key=checked.name_key,
            )
        )
    _mark_repeated(batch, fresh, found)
    _mark_matches(batch, fresh, found)
    insert_many(fresh)
    batch.checked_to, batch.read_to = batch.checked_to + len(fresh), some.ends_at
    if len(fresh) < most or batch.checked_to >= batch.total:
        batch.checked_at = at
        transaction.on_commit(partial(staging.forget, batch.staged))
        batch.staged = ""
    batch.save(update_fields=["checked_to", "checked_at", "read_to", "staged"])
    return len(fresh)


def check_again(batch: Import, changed: Mapping[int, Sequence[str]], *, at: datetime) -> int:
    """Check rows whose cells somebody corrected, by their keys; return how many are right now."""
    rows = list(ImportRow.objects.filter(batch=batch, pk__in=changed, entered=False).order_by("number"))
    definition = definition_for_lists(at)
    known = catalogues(definition) if definition else {}
    owners = sellers(at)
    found = []
    for row in rows:
        row.cells = list(changed[row.pk])
        checked = understood(batch, row.cells, known, owners)
        row.values, row.cuit, row.name_key = checked.values, checked.cuit, checked.name_key
        row.matches, row.choice, row.chosen, row.joins = [], "", None, 0
        found.append(checked)
    _mark_repeated(batch, rows, found)
    _mark_matches(batch, rows, found)
    ImportRow.objects.bulk_update(
        rows,
        ["cells", "values", "cuit", "name_key", "problems", "matches", "choice", "chosen", "joins"],
        batch_size=200,
    )
    return sum(not row.problems for row in rows)


def understood(batch: Import, cells: Sequence[str], known: Catalogues, owners: Mapping[str, int]) -> Checked:
    """Understand one row as the import's columns say."""
    return check(
        cells,
        width=len(batch.header),
        mapping=batch.mapping,
        catalogues=known,
        owners=owners,
        header=batch.header,
        strict=not batch.sheet,
    )


def sellers(at: datetime) -> dict[str, int]:
    """Map the mails and folded names of those who may be given a prospect to their keys."""
    found: dict[str, int] = {}
    for user in holders(Role.EC, at):
        found |= {user.email.lower(): user.pk, fold(user.name): user.pk}
    return found


def _mark_repeated(batch: Import, fresh: Sequence[ImportRow], found: Sequence[Checked]) -> None:
    """Note the rows of an organisation that an earlier line of the file has: another person of it, or nothing new."""
    before = ImportRow.objects.filter(batch=batch, problems=[], joins=0).exclude(pk__in=[row.pk for row in fresh])
    columns = ("number", "cuit", "name_key", "values__province")
    earlier = (
        *before.filter(cuit__in={row.cuit for row in fresh} - {""}).values_list(*columns),
        *before.filter(name_key__in={row.name_key for row in fresh} - {""}).values_list(*columns),
    )
    joins = repeated([(row.number, checked) for row, checked in zip(fresh, found, strict=True)], earlier)
    for row, checked in zip(fresh, found, strict=True):
        row.problems = [list(problem) for problem in checked.problems]
        row.joins = joins[row.number]


def repeated(rows: Sequence[tuple[int, Checked]], earlier: Iterable[Trace]) -> dict[int, int]:
    """Return, by line, the earlier line of the same organisation, or 0; a wrong row is nobody's.

    The same CUIT is the same organisation; so is the same name, unless CUIT or province say otherwise.
    """
    cuits: dict[str, int] = {}
    names: dict[str, tuple[int, str, str]] = {}
    for line, cuit, key, province in earlier:
        cuits.setdefault(cuit, line)
        names.setdefault(key, (line, cuit, province or ""))
    joins = {}
    for line, checked in rows:
        joins[line] = 0
        if checked.problems:
            continue
        cuit, key, province = checked.cuit, checked.name_key, checked.values.get("province", "")
        other, its_cuit, its_province = names.get(key, (0, "", ""))
        agree = (not cuit or its_cuit in {"", cuit}) and (not province or its_province in {"", province})
        if cuit and cuits.get(cuit, line) < line:
            joins[line] = cuits[cuit]
        elif other and other < line and agree:
            joins[line] = other
        else:
            cuits.setdefault(cuit, line)
            names.setdefault(key, (line, cuit, province))
    return joins


def _mark_matches(batch: Import, fresh: Sequence[ImportRow], found: Sequence[Checked]) -> None:
    """Find organisations already here for the rows that are right; a row that joins another follows it."""
    good = [
        (row, checked.values)
        for row, checked in zip(fresh, found, strict=True)
        if not checked.problems and not row.joins
    ]
    matches = likely_duplicates_of([traces_of(values) for _row, values in good])
    for (row, _values), some in zip(good, matches, strict=True):
        row.matches = [[match.organisation.pk, list(match.why)] for match in some]
    joining = [row for row in fresh if row.joins]
    followed = {row.number: row for row in ImportRow.objects.filter(batch=batch, number__in={r.joins for r in joining})}
    followed |= {row.number: row for row in fresh}
    for row in joining:
        leader = followed[row.joins]
        row.matches, row.choice, row.chosen = leader.matches, leader.choice, leader.chosen


def traces_of(values: Mapping[str, Any]) -> Traces:
    """Return what a row may be recognised by."""
    return Traces(
        name=values.get("name", ""),
        cuit=values.get("cuit", ""),
        mail=values.get("contact_mail", ""),
        phone=values.get("contact_phone", ""),
        domain=values.get("domain", ""),
    )
