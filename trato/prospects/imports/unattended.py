"""Bring a whole list in without anybody looking on: what is plainly here is added to, what is doubtful stays out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File as Content
from django.core.files.storage import default_storage
from django.db import transaction

from trato.documents.models import File
from trato.ledger.actors import Actor
from trato.prospects.imports import staging
from trato.prospects.imports.batches import decide, match_columns, upload
from trato.prospects.imports.looking import check_next
from trato.prospects.imports.running import import_next, locked, start_import
from trato.prospects.models import Import, ImportRow

# What says beyond doubt that an organisation is the one already here.
PLAIN = frozenset({"cuit", "mail", "name"})
BATCH = 500


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
    """Say what importing a file would do, and leave everything as it was. Others wait to write meanwhile on SQLite."""
    with transaction.atomic():
        batch = _checked(file, by=by, at=at)
        rows = ImportRow.objects.filter(batch=batch)
        ready = rows.ready().count()
        merged = (rows.ready().filter(choice="use") | rows.ready().exclude(joins=0)).count()
        path, rejected = batch.file.path, rows.count() - ready
        transaction.set_rollback(True)
    staging.forget(batch.staged)
    if not File.objects.filter(path=path).exists():
        default_storage.delete(path)
    return Outcome(ready - merged, merged, rejected, None)


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
