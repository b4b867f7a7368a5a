"""Issuing: a body becomes immutable bytes under a hash, numbered and versioned."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any

import rfc8785
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from trato.documents.models import Attachment, File, RecordVersion
from trato.documents.numbers import allocate_numbers, year_of
from trato.documents.records.validation import problems_of
from trato.documents.refusals import Refused
from trato.ledger.actors import Actor
from trato.procedure import Definition

BATCH = 500

# Kinds of which one cycle holds many, each a document of its own. Of the others a stream has one, in versions.
SEPARATE = frozenset({
    "adoption", "amendment", "contact", "deviation", "enquiry", "meeting", "minutes", "objection", "payment-proof",
    "payment-request", "payment-verification", "signature", "waiver",
})  # fmt: skip


class CannotIssue(Refused):
    """The body is not what its kind of record holds; each sentence names the datum as people read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """A record to issue: `body` as plain JSON values, checked against its kind in `definition`.

    With `number`, the next version of that document. Without it, the next version of the stream's document of the
    kind, or, for the kinds in SEPARATE and the first of a stream, a new document with a fresh number.
    """

    stream: str
    kind: str
    definition: Definition
    body: Mapping[str, Any]
    attachments: Sequence[File] = field(default=())
    number: str = ""


def issue(
    *,
    stream: str,
    kind: str,
    definition: Definition,
    body: Mapping[str, Any],
    by: Actor,
    at: datetime,
    attachments: Sequence[File] = (),
    number: str = "",
) -> RecordVersion:
    """Issue one record; raise CannotIssue with reasons, having written nothing."""
    row = NewRecord(stream=stream, kind=kind, definition=definition, body=body, attachments=attachments, number=number)
    return issue_many([row], by=by, at=at)[0]


@transaction.atomic
def issue_many(rows: Sequence[NewRecord], *, by: Actor, at: datetime) -> list[RecordVersion]:
    """Issue many records set-wise, in order, all or none; raise CannotIssue with the reasons of every bad one."""
    _refuse_bad(rows)
    issued: dict[int, RecordVersion] = {}
    for wave in _waves(rows):
        places = [place for place, _row in wave]
        issued |= dict(zip(places, _issue_wave([row for _place, row in wave], by=by, at=at), strict=True))
    records = [issued[place] for place in range(len(rows))]
    Attachment.objects.bulk_create(
        [
            Attachment(record=record, file=file)
            for record, row in zip(records, rows, strict=True)
            for file in row.attachments
        ],
        batch_size=BATCH,
    )
    return records


def _refuse_bad(rows: Sequence[NewRecord]) -> None:
    reasons: list[str] = []
    for row in rows:
        found = problems_of(row.definition, row.kind, row.body)
        found += [
            _("The file «%(name)s» was erased and cannot be attached.") % {"name": file.name}
            for file in row.attachments
            if file.erased_at
        ]
        reasons += [f"{row.stream}: {problem}" for problem in found] if len(rows) > 1 else found
    if reasons:
        raise CannotIssue(reasons)


def _issue_wave(rows: Sequence[NewRecord], *, by: Actor, at: datetime) -> list[RecordVersion]:
    """Issue rows no two of which are versions of the same document."""
    former = _formers(rows)
    numbers = _fresh_numbers([row for row, before in zip(rows, former, strict=True) if _is_new(row, before)], at=at)
    return RecordVersion.objects.bulk_create(
        [_record(row, before, numbers, by=by, at=at) for row, before in zip(rows, former, strict=True)],
        batch_size=BATCH,
    )


def _record(
    row: NewRecord, before: RecordVersion | None, numbers: dict[str, list[str]], *, by: Actor, at: datetime
) -> RecordVersion:
    body, salt = rfc8785.dumps(dict(row.body)), secrets.token_bytes(32)
    number = row.number or (before.number if before else numbers[_prefix(row)].pop(0))
    return RecordVersion(
        stream=row.stream,
        kind=row.kind,
        number=number,
        version=before.version + 1 if before else 1,
        definition_id=row.definition.hash,
        body=body,
        salt=salt,
        hash=hashlib.sha256(salt + body).hexdigest(),
        issued_at=at,
        issued_by=by.key,
        issued_role=by.role,
        supersedes=before,
    )


def _formers(rows: Sequence[NewRecord]) -> list[RecordVersion | None]:
    """Return what each row supersedes, in three queries however many rows there are."""
    by_number = {record.number: record for record in _newest("number", [row.number for row in rows]).values()}
    streams = [row.stream for row in rows if not row.number and row.kind not in SEPARATE]
    by_stream = _newest("stream", streams, kinds={row.kind for row in rows} - SEPARATE)
    formers: list[RecordVersion | None] = []
    for row in rows:
        if row.number:
            before = by_number.get(row.number)
            if before and (before.stream, before.kind) != (row.stream, row.kind):
                raise CannotIssue(_("%(number)s is a record of something else.") % {"number": row.number})
            formers.append(before)
        else:
            formers.append(None if row.kind in SEPARATE else by_stream.get((row.stream, row.kind)))
    return formers


def _newest(
    column: str, values: Iterable[str], *, kinds: Iterable[str] | None = None
) -> dict[tuple[str, str], RecordVersion]:
    """Return the last issued record of each (column, kind)."""
    found: dict[tuple[str, str], RecordVersion] = {}
    for some in batched(dict.fromkeys(value for value in values if value), BATCH):
        rows = RecordVersion.objects.filter(**{f"{column}__in": some})
        if kinds is not None:
            rows = rows.filter(kind__in=list(kinds))
        last = rows.order_by().values(column, "kind").annotate(last=Max("pk")).values("last")
        for record in RecordVersion.objects.filter(pk__in=last):
            found[getattr(record, column), record.kind] = record
    return found


def _fresh_numbers(rows: Sequence[NewRecord], *, at: datetime) -> dict[str, list[str]]:
    wanted = Counter(_prefix(row) for row in rows)
    # In one order whoever asks, so that two transactions never wait for each other's counters.
    return {prefix: allocate_numbers(prefix, year_of(at), wanted[prefix]) for prefix in sorted(wanted)}


def _is_new(row: NewRecord, before: RecordVersion | None) -> bool:
    return not row.number and before is None


def _prefix(row: NewRecord) -> str:
    return row.definition.record(row.kind).code_prefix


def _waves(rows: Sequence[NewRecord]) -> list[list[tuple[int, NewRecord]]]:
    """Split rows so that no wave holds two versions of one document, order kept."""
    waves: list[list[tuple[int, NewRecord]]] = []
    turns: defaultdict[object, int] = defaultdict(int)
    for place, row in enumerate(rows):
        document: object = row.number or (place if row.kind in SEPARATE else (row.stream, row.kind))
        turn = turns[document]
        turns[document] += 1
        if turn == len(waves):
            waves.append([])
        waves[turn].append((place, row))
    return waves
