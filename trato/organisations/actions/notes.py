"""What somebody writes down about an organisation, and the files kept with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.documents.models import File
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.ledger.inserting import insert_with_keys
from trato.organisations.actions.entries import (
    CannotChangeOrganisation,
    entry,
    refuse_merged,
    require_commercial,
)
from trato.organisations.models import Note, Organisation

LONGEST_NOTE = 5000


def write_note(*, organisation: Organisation, text: str, file: File | None = None, by: Actor, at: datetime) -> Note:
    """Write something down about an organisation, or keep a file with it; raise CannotChangeOrganisation."""
    return write_notes(news=[(organisation, text, file)], by=by, at=at)[0]


@transaction.atomic
def write_notes(*, news: Sequence[tuple[Organisation, str, File | None]], by: Actor, at: datetime) -> list[Note]:
    """Write many notes, set-wise, in order; raise CannotChangeOrganisation."""
    by = require_commercial(by)
    refuse_merged(Organisation.objects.filter(pk__in={one.pk for one, _t, _f in news}).exclude(merged_into=None))
    notes = [
        Note(organisation=one, text=text.strip()[:LONGEST_NOTE], file=file, written_at=at, written_by=by.key)
        for one, text, file in news
    ]
    if not all(note.text or note.file for note in notes):
        raise CannotChangeOrganisation(_("Write the note, or choose a file."))
    insert_with_keys(notes)
    append(
        [
            Draft(
                stream=note.organisation.stream,
                event="note.written",
                occurred_at=at,
                actor=by,
                facts={"note": note.pk},
                attachments=(note.file.sha256,) if note.file else (),
            )
            for note in notes
        ],
        at=at,
    )
    return notes


@transaction.atomic
def retire_note(*, note: Note, by: Actor, at: datetime) -> Note:
    """Take out a note; its row and what the history says of it stay. Raise CannotChangeOrganisation."""
    by = require_commercial(by)
    row = Note.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=note.pk)
    if row.retired_at:
        raise CannotChangeOrganisation(_("This note was already taken out."))
    row.retired_at, row.retired_by = at, by.key
    row.save(update_fields=["retired_at", "retired_by"])
    append([entry(row.organisation, "note.retired", by=by, at=at, facts={"note": row.pk})], at=at)
    return row
