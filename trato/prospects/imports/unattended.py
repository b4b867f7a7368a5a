"""Bring a whole list in without anybody looking on: what is plainly here is added to, what is doubtful stays out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from django.core.files.base import File as Content
from django.db import transaction

from trato.ledger.actors import Actor
from trato.organisations.duplicates import Match, likely_duplicates_of
from trato.prospects.catalogues import catalogues, definition_for_lists
from trato.prospects.imports import staging
from trato.prospects.imports.batches import (
    decide,
    match_columns,
    refuse_list,
    refuse_mapping,
    take_reading,
    upload,
)
from trato.prospects.imports.checking import Checked
from trato.prospects.imports.keeping import importer, lay_out_file
from trato.prospects.imports.looking import Trace, check_next, repeated, sellers, traces_of, understood
from trato.prospects.imports.reading import Wishes
from trato.prospects.imports.running import import_next, locked, start_import
from trato.prospects.imports.staging import Row
from trato.prospects.models import Import, ImportRow
from trato.prospects.visibility import changeable

# What says beyond doubt that an organisation is the one already here.
PLAIN = frozenset({"cuit", "mail", "name"})
BATCH = 500

type Verdict = Literal["created", "merged", "rejected"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows became a prospect, were added to somebody already here, stayed out; `batch` None after a trial."""

    created: int
    merged: int
    rejected: int
    batch: Import | None


def bring(*, file: Content[bytes], by: Actor, at: datetime) -> Outcome:
    """Import a file to its end; raise FileRefused or CannotImport. If it is interrupted, a worker goes on with it."""
    batch = _checked(file, by=by, at=at)
    rows = ImportRow.objects.filter(batch=batch)
    if rows.ready().exists():
        start_import(batch=batch, by=by, at=at)
        while True:
            with transaction.atomic():
                batch = locked(batch)
                if batch.stage != "importing":
                    break
                import_next(batch, by=by, at=at)
    merged = rows.merged().count()
    came_in = rows.filter(entered=True).count()
    return Outcome(came_in - merged, merged, rows.left_out().count(), batch)


def rehearse(*, file: Content[bytes], by: Actor, at: datetime) -> Outcome:
    """Say what importing a file would do, writing nothing anywhere: whoever works meanwhile waits for nobody.

    Raise as `bring`.
    """
    by = importer(by)
    name = refuse_list(file)
    with TemporaryDirectory(prefix="trato-") as folder:
        out = Path(folder) / "rows"
        reading = lay_out_file(file, out, name=name, wishes=Wishes())
        batch = Import(name=name)
        take_reading(batch, reading, "")
        refuse_mapping(batch.mapping, width=len(batch.header))
        rows = (row for row in staging.read_local(out) if row[0] > reading.header_line)
        return _tried(batch, rows, by=by, at=at)


def _tried(batch: Import, rows: Iterator[Row], *, by: Actor, at: datetime) -> Outcome:
    """Check rows a chunk at a time, remembering of those gone by only what a later one may join."""
    definition = definition_for_lists(at)
    known = catalogues(definition) if definition else {}
    owners = sellers(at)
    by_cuit: dict[str, Trace] = {}
    by_name: dict[str, Trace] = {}
    verdicts: dict[int, Verdict] = {}
    counts: Counter[Verdict] = Counter()
    for chunk in batched(rows, BATCH):
        found = [(line, understood(batch, cells, known, owners)) for line, cells in chunk]
        earlier = [by_cuit[one.cuit] for _line, one in found if one.cuit in by_cuit]
        earlier += [by_name[one.name_key] for _line, one in found if one.name_key in by_name]
        joins = repeated(found, earlier)
        alike = likely_duplicates_of([traces_of(one.values) for line, one in found if _leads(one, joins[line])])
        theirs = changeable([some[0].organisation for some in alike if some], by)
        matches = iter(alike)
        for line, one in found:
            verdict: Verdict = "rejected"
            if _leads(one, joins[line]):
                some = next(matches)
                verdict = verdicts[line] = _verdict(some[0] if some else None, theirs)
                trace = (line, one.cuit, one.name_key, one.values.get("province", ""))
                if one.cuit:
                    by_cuit.setdefault(one.cuit, trace)
                by_name.setdefault(one.name_key, trace)
            elif joins[line] and verdicts[joins[line]] != "rejected":
                verdict = "merged"
            counts[verdict] += 1
    return Outcome(counts["created"], counts["merged"], counts["rejected"], None)


def _leads(row: Checked, joins: int) -> bool:
    return not row.problems and not joins


def _verdict(match: Match | None, theirs: Collection[int]) -> Verdict:
    """Say what becomes of a row that is right: `match` is the organisation most like it, `theirs` they may change."""
    if match is None:
        return "created"
    return "merged" if PLAIN & set(match.why) and match.organisation.pk in theirs else "rejected"


def _checked(file: Content[bytes], *, by: Actor, at: datetime) -> Import:
    """Upload, match the columns as guessed or as the last time, check every row, add what is plainly here to it."""
    batch = upload(file=file, by=by, at=at)
    batch = match_columns(batch=batch, mapping=batch.mapping, source=batch.source, owner=batch.owner, by=by, at=at)
    while batch.checked_at is None:
        with transaction.atomic():
            batch = locked(batch)
            if batch.checked_at is None:
                check_next(batch, at=at)
    doubtful = ImportRow.objects.filter(batch=batch).undecided().filter(joins=0).order_by("number")
    plain = [pk for pk, matches in doubtful.values_list("pk", "matches") if PLAIN & set(matches[0][1])]
    for begin in range(0, len(plain), BATCH):
        decide(batch=batch, choices=dict.fromkeys(plain[begin : begin + BATCH], "first"), by=by)
    return batch
