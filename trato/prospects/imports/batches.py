"""A file becomes an import: kept, its columns matched, its rows checked, doubts decided. PE-CM-01 §8.1.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.files.base import File as Content
from django.db import transaction
from django.utils.translation import gettext as _

from trato.documents.files import store_file, use_file
from trato.jobs.actions import enqueue
from trato.ledger.actors import Actor
from trato.people.actors import user_of
from trato.people.models import User
from trato.people.roles import Role
from trato.prospects.imports.headers import FIELDS, guess
from trato.prospects.imports.keeping import (
    CHECK_JOB,
    CannotImport,
    content_at,
    content_of,
    importer,
    reading_of,
    record,
    require_own,
)
from trato.prospects.imports.looking import check_next
from trato.prospects.models import Import, ImportRow

BATCH = 500


@transaction.atomic
def upload(*, file: Content[bytes], by: Actor, at: datetime) -> Import:
    """Keep a file and find out how it reads; raise FileRefused or CannotImport."""
    by = importer(by)
    kept = store_file(file, by=by, at=at)
    reading = reading_of(content_at(kept.path))
    batch = Import.objects.create(
        file=kept,
        name=(file.name or "")[:200],
        encoding=reading.encoding,
        separator=reading.separator,
        header=list(reading.header),
        mapping=guess(reading.header),
        total=reading.total,
        owner=_default_owner(by),
        uploaded_by=by.key,
        uploaded_at=at,
    )
    use_file(kept, stream=batch.stream, by=by, at=at)
    record(batch, "import.uploaded", facts={"rows": reading.total}, by=by, at=at, attachments=(kept.sha256,))
    return batch


@transaction.atomic
def reread(*, batch: Import, encoding: str, separator: str, by: Actor) -> Import:
    """Read the file with another encoding or separator, before its columns are matched; raise CannotImport."""
    batch = _lock(batch, by, stage="columns")
    reading = reading_of(content_of(batch), encoding=encoding, separator=separator)
    batch.encoding, batch.separator, batch.total = reading.encoding, reading.separator, reading.total
    batch.header, batch.mapping = list(reading.header), guess(reading.header)
    batch.save(update_fields=["encoding", "separator", "total", "header", "mapping"])
    return batch


@transaction.atomic
def match_columns(
    *, batch: Import, mapping: Sequence[str], source: str, owner: User | None, by: Actor, at: datetime
) -> Import:
    """Say which column is what, and check the rows: the first ones now, the rest in the background.

    Raise CannotImport when no column has the organisation's name or one field is given twice.
    """
    batch = _lock(batch, by, stage="columns")
    used = [field for field in mapping if field]
    sentences = []
    if "name" not in used:
        sentences.append(_("Say which column has the name of the organisation."))
    sentences += [
        _("Two columns say they are «%(field)s»: leave one.") % {"field": FIELDS[field]}
        for field in dict.fromkeys(used)
        if used.count(field) > 1
    ]
    if len(mapping) != len(batch.header) or not set(used) <= FIELDS.keys():
        sentences.append(_("The columns are no longer those of the file: open it again."))
    if sentences:
        raise CannotImport(sentences)
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
    """Decide about rows that look like somebody already here: "new", "skip", "" or "use:<organisation>".

    Only an organisation the row was found to resemble can be used. Return how many rows were decided.
    """
    batch = _lock(batch, by, stage="review")
    changed = []
    for row in ImportRow.objects.filter(batch=batch, pk__in=choices).doubtful():
        choice, _colon, key = choices[row.pk].partition(":")
        if choice == "use" and key.isdecimal() and int(key) in {pk for pk, _why in row.matches}:
            row.choice, row.chosen_id = "use", int(key)
        elif choice in {"new", "skip", ""}:
            row.choice, row.chosen_id = choice, None
        else:
            continue
        changed.append(row)
    ImportRow.objects.bulk_update(changed, ["choice", "chosen"], batch_size=BATCH)
    return len(changed)


def _lock(batch: Import, by: Actor, *, stage: str) -> Import:
    locked = Import.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)
    require_own(locked, by)
    if locked.stage != stage:
        raise CannotImport(_("Somebody already went on with this import: look at where it stands."))
    return locked


def _default_owner(by: Actor) -> User | None:
    return user_of(by) if Role.EC in by.roles else None
