"""A file becomes an import: kept, its columns matched, its rows checked, doubts decided. PE-CM-01 §8.1.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import File as Content
from django.db import transaction
from django.utils.translation import gettext as _

from trato.documents.files import IMPORT_LIMIT, refuse_file, store_file, use_file
from trato.documents.files.sniffing import extension_of
from trato.jobs.actions import enqueue
from trato.ledger.actors import Actor
from trato.people.actors import user_of
from trato.people.models import User
from trato.people.roles import Role
from trato.prospects.imports import staging
from trato.prospects.imports.headers import FIELDS, SEVERAL, guess, header_key
from trato.prospects.imports.keeping import (
    CHECK_JOB,
    CannotImport,
    importer,
    lay_out_again,
    lay_out_file,
    record,
    require_own,
    staged,
)
from trato.prospects.imports.looking import check_again, check_next
from trato.prospects.imports.reading import CARDS, LONGEST_CELL, SPREADSHEETS, Reading, Wishes
from trato.prospects.models import Import, ImportRow

LISTS = SPREADSHEETS | CARDS | {"csv", "tsv", "txt"}
MEGABYTE = 1024 * 1024
BATCH = 500


def upload(*, file: Content[bytes], by: Actor, at: datetime) -> Import:
    """Keep a file and find out how it reads; raise FileRefused or CannotImport, having kept nothing.

    Call it outside a transaction: reading a big file takes seconds in which nobody else's writing should wait.
    """
    by = importer(by)
    name = refuse_list(file)
    with TemporaryDirectory(prefix="trato-") as folder:
        out = Path(folder) / "rows"
        reading = lay_out_file(file, out, name=name, wishes=Wishes())
        with transaction.atomic():
            kept = store_file(file, by=by, at=at, limit=IMPORT_LIMIT)
            batch = Import(file=kept, name=name, owner=_default_owner(by), uploaded_by=by.key, uploaded_at=at)
            take_reading(batch, reading, staging.keep(out))
            batch.save()
            use_file(kept, stream=batch.stream, by=by, at=at)
            record(batch, "import.uploaded", facts={"rows": reading.total}, by=by, at=at, attachments=(kept.sha256,))
    return batch


def refuse_list(file: Content[bytes]) -> str:
    """Raise FileRefused or CannotImport for what is plainly no list, or too big a one; return its name."""
    if file.size > IMPORT_LIMIT:
        raise CannotImport(
            _("The list is bigger than %(limit)s MB: cut it into several files, each with its titles.")
            % {"limit": IMPORT_LIMIT // MEGABYTE}
        )
    refuse_file(file, limit=IMPORT_LIMIT)
    name = (file.name or "")[-200:]
    if extension_of(name) not in LISTS:
        raise CannotImport(_("A list comes as CSV, as a spreadsheet (xlsx, xls, ods) or as vCard: export it as one."))
    return name


def reread(*, batch: Import, wishes: Wishes, by: Actor) -> Import:
    """Read the file as told, before its columns are matched; raise CannotImport. Outside a transaction, as upload."""
    require_own(batch, by)
    reading, rows = lay_out_again(batch, wishes)
    with transaction.atomic():
        batch = _lock(batch, by, stage="columns")
        before = batch.staged
        take_reading(batch, reading, rows)
        batch.save()
    staging.forget(before)
    return batch


@transaction.atomic
def match_columns(
    *, batch: Import, mapping: Sequence[str], source: str, owner: User | None, by: Actor, at: datetime
) -> Import:
    """Say which column is what, and check the rows: the first ones now, the rest in the background.

    Raise CannotImport when no column has the organisation's name or one field is given twice.
    """
    batch = _lock(batch, by, stage="columns")
    refuse_mapping(mapping, width=len(batch.header))
    batch.mapping, batch.source, batch.mapped_at = list(mapping), source, at
    batch.owner = owner if Role.GC in by.roles else _default_owner(by)
    batch.save(update_fields=["mapping", "source", "owner", "mapped_at"])
    check_next(batch, at=at)
    if batch.checked_at is None:
        batch.job = enqueue(CHECK_JOB, {"import": batch.pk}, by=by, at=at)
        batch.save(update_fields=["job"])
    return batch


@transaction.atomic
def decide(*, batch: Import, choices: Mapping[int, str], by: Actor) -> int:
    """Decide about rows that look like somebody already here: "new", "skip", "", "first" or "use:<organisation>".

    Only an organisation the row was found to resemble can be used. Return how many rows were decided.
    """
    batch = _lock(batch, by, stage="review")
    changed = []
    for row in ImportRow.objects.filter(batch=batch, pk__in=choices).doubtful():
        said = f"use:{row.matches[0][0]}" if choices[row.pk] == "first" else choices[row.pk]
        choice, _colon, key = said.partition(":")
        if choice == "use" and key.isdecimal() and int(key) in {pk for pk, _why in row.matches}:
            row.choice, row.chosen_id = "use", int(key)
        elif choice in {"new", "skip", ""}:
            row.choice, row.chosen_id = choice, None
        else:
            continue
        changed.append(row)
    ImportRow.objects.bulk_update(changed, ["choice", "chosen"], batch_size=BATCH)
    followed = _followed(batch, changed)
    for row in changed:
        if row.pk in followed:
            ImportRow.objects.filter(batch=batch, joins=row.number).update(choice=row.choice, chosen=row.chosen_id)
    return len(changed)


def _followed(batch: Import, rows: Sequence[ImportRow]) -> set[int]:
    """Return which of the rows have others that join them."""
    numbers = {row.number: row.pk for row in rows}
    joined = ImportRow.objects.filter(batch=batch, joins__in=numbers).values_list("joins", flat=True).distinct()
    return {numbers[number] for number in joined}


@transaction.atomic
def correct(*, batch: Import, cells: Mapping[int, Mapping[int, str]], by: Actor, at: datetime) -> int:
    """Put corrected cells, by row key and place, into rows not yet in and check those again; return how many are right.

    The file stays as it came.
    """
    batch = _lock(batch, by, stage="review")
    changed = {}
    for row in ImportRow.objects.filter(batch=batch, pk__in=cells, entered=False):
        fresh = [*row.cells, *[""] * (len(batch.header) - len(row.cells))]
        for place, text in cells[row.pk].items():
            if place < len(fresh):
                fresh[place] = text.replace("\0", "")[: LONGEST_CELL + 1]
        while len(fresh) > len(batch.header) and not fresh[-1].strip():
            fresh.pop()
        changed[row.pk] = fresh
    return check_again(batch, changed, at=at)


def with_rows(batch: Import) -> str:
    """Return the name of the file's rows in the storage, made again and noted when they are gone."""
    before = batch.staged
    if staged(batch) != before:
        batch.save(update_fields=["staged"])
    return batch.staged


def mapping_used_before(key: str) -> tuple[list[str], str] | None:
    """Return how somebody matched these same columns the last time, and the source they gave; None for never."""
    found = Import.objects.filter(header_key=key).exclude(mapped_at=None).order_by("-id").first()
    return (list(found.mapping), found.source) if found else None


def refuse_mapping(mapping: Sequence[str], *, width: int) -> None:
    """Raise CannotImport unless the columns, `width` of them, say which one names the organisation, and none twice."""
    used = [field for field in mapping if field]
    sentences = []
    if "name" not in used:
        sentences.append(_("Say which column has the name of the organisation."))
    sentences += [
        _("Two columns say they are «%(field)s»: leave one.") % {"field": FIELDS[field]}
        for field in dict.fromkeys(used)
        if used.count(field) > 1 and field not in SEVERAL
    ]
    if len(mapping) != width or not set(used) <= FIELDS.keys():
        sentences.append(_("The columns are no longer those of the file: open it again."))
    if sentences:
        raise CannotImport(sentences)


def take_reading(batch: Import, reading: Reading, rows: str) -> None:
    """Note how the file reads, and how its columns were matched before or look like being matched."""
    batch.encoding, batch.separator = reading.encoding, reading.separator
    batch.sheet, batch.sheets, batch.header_line = reading.sheet, list(reading.sheets), reading.header_line
    batch.header, batch.total, batch.staged = reading.header, reading.total, rows
    batch.header_key, batch.read_to = header_key(reading.header), 0
    before = mapping_used_before(batch.header_key)
    if before and len(before[0]) == len(batch.header):
        batch.mapping, batch.source = before
    else:
        batch.mapping = guess(reading.header)


def _lock(batch: Import, by: Actor, *, stage: str) -> Import:
    locked = Import.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)
    require_own(locked, by)
    if locked.stage != stage:
        raise CannotImport(_("Somebody already went on with this import: look at where it stands."))
    return locked


def _default_owner(by: Actor) -> User | None:
    return user_of(by) if Role.EC in by.roles else None
