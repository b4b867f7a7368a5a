"""Make the file of a long list a piece at a time, in the background; deliver it; forget it."""

from __future__ import annotations

import uuid
from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from trato.cycles.calendars import working_calendar
from trato.cycles.models import Progress, ProgressQuerySet
from trato.cycles.refusals import Refusal
from trato.jobs.actions import enqueue
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.procedure import Calendar
from trato.prospects.catalogues import catalogues, definition_for_lists
from trato.prospects.columns import Around, around, chosen_columns, with_organisation
from trato.prospects.exports import sheet
from trato.prospects.exports.sheet import Sums
from trato.prospects.exports.text import BOM, Value, csv_piece
from trato.prospects.exports.values import Field, fields_of, values_of
from trato.prospects.labels import CATALOGUES, action_labels, option_labels
from trato.prospects.models import Export
from trato.prospects.queries import SOON, Listing, in_order, selected

EXPORT_JOB = "prospects.export"
EVENTS = ("export.finished",)
FOLDER = "exportaciones"
CHUNK = 2000
MOST_BYTES = 4_000_000_000  # of a sheet before packing; its format has no room for more
BLOCK = 256 * 1024
ABANDONED = timedelta(hours=1)

type Rows = Sequence[Sequence[Value]]


class CannotExport(Refusal):
    """The list does not fit the file, or the person is having another made."""


def asked(listing: Listing, by: Actor, at: datetime, calendar: Calendar | None = None) -> ProgressQuerySet:
    """Return the rows an address of the list asks for at a moment, as far as the actor may read them, unordered."""
    calendar = calendar or working_calendar()
    today = calendar.local_date(at)
    return selected(listing, by, today=today, soon=calendar.add_business_days(today, SOON))


def short_file(kind: str, keys: Sequence[int], listing: Listing, *, by: Actor, at: datetime) -> Iterator[bytes]:
    """Yield the file of a few rows at once, in the order of their keys."""
    columns = chosen_columns(listing.columns)
    fields = fields_of(columns)
    rows = _values(keys, listing, by=by, at=at)
    if kind == Export.Kind.XLSX:
        return sheet.whole(_titles(fields), [field.width for field in fields], rows)
    return iter([BOM.encode() + csv_piece([_titles(fields)]), csv_piece(rows)])


@transaction.atomic
def ask_for_export(*, kind: str, listing: Listing, by: Actor, at: datetime) -> Export:
    """Have the file of a long list made in the background; raise CannotExport while another of theirs is being made."""
    running = Q(job__finished_at=None, job__failed_at=None, job__cancelled_at=None)
    if Export.objects.filter(running, asked_by=by.key, forgotten_at=None, job__isnull=False).exists():
        raise CannotExport(_("Another export of yours is being made: wait for it, or cancel it."))
    export = Export.objects.create(
        asked_by=by.key,
        asked_at=at,
        kind=kind,
        query=listing.address().removeprefix("?"),
        language=get_language() or "es-ar",
        folder=f"{FOLDER}/{uuid.uuid4().hex}",
    )
    export.job = enqueue(EXPORT_JOB, {"export": export.pk}, by=by, at=at)
    export.save(update_fields=["job"])
    return export


def make_next(export: Export, *, by: Actor, at: datetime, most: int = CHUNK) -> None:
    """Make the next piece: first the keys of the rows, in their order, then some rows at a time.

    A row that changes meanwhile is in the file once, as it is when its turn comes; one that the actor may no longer
    read is left out. Raise CannotExport.
    """
    listing = Listing.of(QueryDict(export.query))
    with override(export.language):
        if export.total is None:
            _begin(export, listing, by=by, at=at)
        else:
            keys = _some_keys(export, most)
            rows = _values(keys, listing, by=by, at=at)
            last = len(keys) < most or export.seen + len(keys) >= export.total
            _add(export, _written(export, rows, last=last), last=last)
            export.seen, export.rows = export.seen + len(keys), export.rows + len(rows)
            if last:
                export.finished_at = at
                facts: dict[str, int | bool | str] = {"rows": export.rows, "format": export.kind}
                append(
                    [Draft(stream=export.stream, event="export.finished", occurred_at=at, actor=by, facts=facts)], at=at
                )
    export.save()


def content_of(export: Export) -> Iterator[bytes]:
    """Yield the file of an export that is made, in blocks."""
    if export.kind == Export.Kind.XLSX:
        yield sheet.before_sheet(_sums(export))
    for number in range(export.pieces):
        with default_storage.open(_piece(export, number), "rb") as file:
            while block := file.read(BLOCK):
                yield block
    if export.kind == Export.Kind.XLSX:
        yield sheet.after_sheet(_sums(export))


def size_of(export: Export) -> int:
    """Return the bytes of the file."""
    return sheet.size_of(_sums(export)) if export.kind == Export.Kind.XLSX else export.packed


def forget_old(*, at: datetime) -> int:
    """Delete the files whose time is over, and what is left of those cancelled or failed; return how many."""
    ended = Q(job__cancelled_at__lt=at - ABANDONED) | Q(job__failed_at__lt=at - ABANDONED) | Q(job=None)
    gone = 0
    for export in Export.objects.filter(forgotten_at=None).filter(Q(finished_at__isnull=False) | ended):
        if export.expires_at and export.expires_at > at:
            continue
        with transaction.atomic():
            Export.objects.filter(pk=export.pk).update(forgotten_at=at)
        for name in [_keys(export), *(_piece(export, number) for number in range(export.pieces))]:
            default_storage.delete(name)
        gone += 1
    return gone


def _begin(export: Export, listing: Listing, *, by: Actor, at: datetime) -> None:
    """Note which rows go in the file, and write what stands above them."""
    keys = array("q", in_order(listing, asked(listing, by, export.asked_at)).values_list("pk", flat=True).iterator())
    if export.kind == Export.Kind.XLSX and len(keys) >= sheet.MOST_ROWS:
        raise CannotExport(
            _("An Excel sheet has room for %(most)s rows: filter the list, or take it as CSV.")
            % {"most": f"{sheet.MOST_ROWS - 1:,}".replace(",", ".")}
        )
    _save(_keys(export), keys.tobytes())
    export.total = len(keys)
    fields = fields_of(chosen_columns(listing.columns))
    if export.kind == Export.Kind.XLSX:
        _add(export, sheet.beginning(_titles(fields), [field.width for field in fields]), last=False)
    else:
        _add(export, BOM.encode() + csv_piece([_titles(fields)]), last=False)


def _written(export: Export, rows: Rows, *, last: bool) -> bytes:
    if export.kind == Export.Kind.CSV:
        return csv_piece(rows)
    return sheet.some_rows(rows, line=export.rows + 2) + (sheet.end() if last else b"")


def _add(export: Export, written: bytes, *, last: bool) -> None:
    """Keep one piece, packed when it is of a sheet."""
    if export.kind == Export.Kind.XLSX:
        written, sums = sheet.packed(written, _sums(export), last=last)
        export.crc, export.raw, export.packed = sums.crc, sums.raw, sums.packed
        if sums.raw > MOST_BYTES:
            raise CannotExport(_("The list does not fit in an Excel sheet: filter it, or take it as CSV."))
    else:
        export.packed += len(written)
    _save(_piece(export, export.pieces), written)
    export.pieces += 1


def _values(keys: Sequence[int], listing: Listing, *, by: Actor, at: datetime) -> list[list[Value]]:
    """Return the cells of the rows that are there and may be read, in the order of the keys."""
    found = with_organisation(Progress.objects.visible_to(by)).in_bulk(list(keys))
    rows = [found[key] for key in keys if key in found]
    columns = chosen_columns(listing.columns)
    fields = fields_of(columns)
    known = _around(rows, listing, at=at)
    return [values_of(row, fields, known) for row in rows]


def _around(rows: Sequence[Progress], listing: Listing, *, at: datetime) -> Around:
    definition = definition_for_lists(at)
    return around(
        rows,
        chosen_columns(listing.columns),
        names={},
        today=working_calendar().local_date(at),
        labels=action_labels(definition),
        options=option_labels(catalogues(definition, CATALOGUES.values()) if definition else {}),
    )


def _titles(fields: Sequence[Field]) -> list[str]:
    return [str(field.title) for field in fields]


def _some_keys(export: Export, most: int) -> Sequence[int]:
    keys = array("q")
    with default_storage.open(_keys(export), "rb") as file:
        file.seek(export.seen * keys.itemsize)
        keys.frombytes(file.read(most * keys.itemsize))
    return keys


def _sums(export: Export) -> Sums:
    return Sums(export.crc, export.raw, export.packed)


def _keys(export: Export) -> str:
    return f"{export.folder}/filas"


def _piece(export: Export, number: int) -> str:
    return f"{export.folder}/{number:05}"


def _save(name: str, content: bytes) -> None:
    """Keep some bytes under exactly this name: a step that is taken again writes over what it left."""
    if default_storage.exists(name):
        default_storage.delete(name)
    default_storage.save(name, ContentFile(content))
