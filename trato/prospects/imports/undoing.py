"""Undo an import: what nobody touched is annulled, the rest stays and says why; the history keeps everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.assigning import annul
from trato.cycles.models import Cycle, State
from trato.cycles.visibility import may_act_on
from trato.jobs.actions import enqueue
from trato.ledger.actors import Actor
from trato.ledger.entries import last_seqs
from trato.ledger.inserting import update_many
from trato.organisations.actions import amend_organisation, retire_contact, retire_note, retire_organisations
from trato.organisations.models import Contact, Merge, Note, Organisation
from trato.prospects.imports.classifying import take_back
from trato.prospects.imports.keeping import UNDO_JOB, CannotImport, record, require_own
from trato.prospects.imports.merging import contacts_of
from trato.prospects.imports.running import CHUNK, locked, stopped
from trato.prospects.models import Import, ImportRow
from trato.prospects.rules import touched

REASON = "import-undone"
PERSON = ("name", "position", "mail", "phone")


@transaction.atomic
def start_undo(*, batch: Import, by: Actor, at: datetime) -> Import:
    """Undo an import in the background: what nobody touched is annulled, the rest stays and says why."""
    batch = locked(batch)
    by = require_own(batch, by)
    if batch.stage != "done" and not (batch.stage == "importing" and stopped(batch)):
        raise CannotImport(_("Only an import that is finished can be undone."))
    total = ImportRow.objects.filter(batch=batch).inside().count()
    if not total:
        raise CannotImport(_("Nothing of this import came in: there is nothing to undo."))
    batch.undo_started_at = at
    batch.job = enqueue(UNDO_JOB, {"import": batch.pk, "total": total}, by=by, at=at)
    batch.save(update_fields=["undo_started_at", "job"])
    return batch


@transaction.atomic
def undo_next(batch: Import, *, by: Actor, at: datetime, most: int = CHUNK) -> int:
    """Undo the next rows set-wise; return how many were looked at, 0 when none is left and the undoing is over."""
    chunk = list(
        ImportRow.objects.filter(batch=batch, kept_because="")
        .inside()
        .select_related("cycle__organisation", "cycle__owner", "cycle__progress", "organisation")
        .order_by("number")[:most]
    )
    if not chunk:
        return _finish_undo(batch, by=by, at=at)
    Cycle.objects.locked().filter(pk__in=[row.cycle_id for row in chunk if row.cycle_id]).count()
    gone: list[tuple[ImportRow, Cycle]] = []
    for row, cycle in _with_cycles(chunk):
        if touched(seq=cycle.seq) or cycle.progress.state != State.LISTED:
            row.kept_because = "worked"
        elif not may_act_on(cycle, by):
            row.kept_because = "not-yours"
        else:
            row.undone = True
            gone.append((row, cycle))
    annul([cycle for _row, cycle in gone], reason=REASON, by=by, at=at)
    alone = _left_alone(gone)
    for row, cycle in gone:
        if row.made_organisation and cycle.organisation_id not in {one.pk for one in alone}:
            row.kept_because = "data"
    _take_back(chunk, alone, by=by, at=at)
    update_many(chunk, ["undone", "kept_because"])
    retire_organisations(organisations=alone, reason=REASON, by=by, at=at)
    return len(chunk)


def _take_back(rows: Sequence[ImportRow], alone: Sequence[Organisation], *, by: Actor, at: datetime) -> None:
    """Take back what rows added to organisations that stay; what somebody changed since stays, and the row says so."""
    going = {one.pk for one in alone}
    for row in rows:
        if row.made_organisation or row.kept_because or row.organisation is None:
            continue
        # Those who go with their organisation need no entry of their own; the leader may have gone a chunk ago.
        if row.organisation.pk in going or row.organisation.retired_at:
            row.undone = True
            continue
        changed = [not _take_out(person, row, by=by, at=at) for person in row.added.get("people", ())]
        for note in Note.objects.current().filter(pk__in=row.added.get("notes", ())):
            retire_note(note=note, by=by, at=at)
        changed += [not take_back(row)]
        changed += [not _blank(row.organisation, row.added.get("filled", {}), by=by, at=at)]
        if any(changed):
            row.kept_because = "data"
        row.undone = row.undone or not row.kept_because


def _take_out(key: int, row: ImportRow, *, by: Actor, at: datetime) -> bool:
    """Take out a person the row added; False when somebody wrote on them since."""
    person = Contact.objects.filter(pk=key, retired_at=None).first()
    if person is None:
        return True
    [new] = contacts_of(row.values)
    if person.powers.exists() or any(getattr(person, name) != getattr(new, name) for name in PERSON):
        return False
    retire_contact(contact=person, by=by, at=at)
    return True


def _blank(organisation: Organisation, filled: Mapping[str, str], *, by: Actor, at: datetime) -> bool:
    """Blank again what a row filled in; False when any of it says something else by now."""
    organisation.refresh_from_db()
    same = {name: "" for name, value in filled.items() if getattr(organisation, name) == value}
    if same:
        amend_organisation(organisation=organisation, changes=same, by=by, at=at)
    return len(same) == len(filled)


def _finish_undo(batch: Import, *, by: Actor, at: datetime) -> int:
    rows = ImportRow.objects.filter(batch=batch)
    batch.undone_at = at
    batch.save(update_fields=["undone_at"])
    facts = {
        "annulled": rows.filter(undone=True).exclude(cycle=None).count(),
        "kept": rows.exclude(kept_because="").count(),
    }
    record(batch, "import.undone", facts=facts, by=by, at=at)
    return 0


def _with_cycles(rows: Sequence[ImportRow]) -> list[tuple[ImportRow, Cycle]]:
    return [(row, row.cycle) for row in rows if row.cycle is not None]


def _left_alone(rows: Sequence[tuple[ImportRow, Cycle]]) -> list[Organisation]:
    """Return the organisations the rows made that have no other cycle and were not amended since."""
    made = {cycle.organisation_id: cycle.organisation for row, cycle in rows if row.made_organisation}
    busy = set(
        Cycle.objects.filter(organisation__in=made)
        .exclude(progress__state=State.ANNULLED)
        .values_list("organisation_id", flat=True)
    )
    first: dict[int, int] = dict.fromkeys(made, 1)
    for pk in Contact.objects.filter(organisation__in=made).values_list("organisation_id", flat=True):
        first[pk] += 1
    # What another organisation became part of, or was merged with, is no longer only what the import brought.
    busy |= set(Merge.objects.filter(survivor__in=made, undone_at=None).values_list("survivor_id", flat=True))
    seqs = last_seqs([organisation.stream for organisation in made.values()])
    return [
        organisation
        for pk, organisation in made.items()
        if pk not in busy and seqs.get(organisation.stream, 0) <= first[pk]
    ]
