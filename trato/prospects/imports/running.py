"""The rows that are right become prospects, set-wise, a chunk at a time in the background."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.jobs.actions import enqueue
from trato.ledger.actors import Actor
from trato.ledger.checkpoints import CannotCheckpoint, write_checkpoint
from trato.ledger.inserting import update_many
from trato.organisations.actions import NewOrganisation
from trato.organisations.models import Organisation
from trato.people.models import User
from trato.prospects.actions.listing import NewProspect, list_prospects
from trato.prospects.imports.keeping import IMPORT_JOB, CannotImport, record, require_own
from trato.prospects.imports.merging import contacts_of, merge, organisations_with_a_cycle
from trato.prospects.models import Import, ImportRow
from trato.prospects.rules import Classification
from trato.prospects.visibility import changeable

CHUNK = 500


@transaction.atomic
def start_import(*, batch: Import, by: Actor, at: datetime) -> Import:
    """Let the rows that are right come in, in the background; raise CannotImport."""
    batch = locked(batch)
    by = require_own(batch, by)
    if batch.stage != "review":
        raise CannotImport(_("Somebody already went on with this import: look at where it stands."))
    ready = ImportRow.objects.filter(batch=batch).ready().count()
    if not ready:
        raise CannotImport(_("No row is ready to come in: correct the file, or decide about the doubtful ones."))
    batch.started_at = at
    batch.job = enqueue(IMPORT_JOB, {"import": batch.pk, "total": ready}, by=by, at=at)
    batch.save(update_fields=["started_at", "job"])
    return batch


@transaction.atomic
def import_next(batch: Import, *, by: Actor, at: datetime, most: int = CHUNK) -> int:
    """Bring in the next rows set-wise; return how many were looked at, 0 when none is left and the import is over."""
    if batch.imported_at is not None:
        return 0
    chunk = list(
        ImportRow.objects.filter(batch=batch)
        .ready()
        .defer("cells", "problems", "matches")
        .select_related("chosen__merged_into")
        .order_by("number")[:most]
    )
    for row in chunk:
        if row.chosen is not None and row.chosen.merged_into is not None:
            row.chosen = row.chosen.merged_into
    if not chunk:
        return _finish(batch, by=by, at=at)
    rows = _still_theirs(_still_free(chunk), by)
    owners = User.objects.in_bulk({row.values["owner"] for row in rows if "owner" in row.values})
    leaders = dict(
        ImportRow.objects.filter(batch=batch, number__in={row.joins for row in rows if row.joins})
        .exclude(organisation=None)
        .values_list("number", "organisation_id")
    )
    numbers = {row.number for row in rows}
    joining = [row for row in rows if row.joins in leaders or row.joins in numbers]
    chosen = [row for row in rows if row.choice == "use" and row not in joining]
    busy = organisations_with_a_cycle([row.chosen_id for row in chosen])
    opening = [row for row in rows if row not in joining and not (row.choice == "use" and row.chosen_id in busy)]
    news = [_prospect(row, batch, owner=owners.get(row.values.get("owner"), batch.owner)) for row in opening]
    for row, cycle in zip(opening, list_prospects(news=news, by=by, at=at, imported=True), strict=True):
        row.cycle, row.organisation, row.made_organisation = cycle, cycle.organisation, row.choice != "use"
        leaders[row.number] = cycle.organisation_id
    for row in chosen:
        row.organisation = row.chosen
        if row.chosen_id:
            leaders[row.number] = row.chosen_id
    for row in joining:
        row.organisation_id = leaders[row.joins]
    added = [row for row in rows if not row.made_organisation]
    merge(added, by=by, at=at)
    for row in rows:
        row.entered = True
    update_many(rows, ["cycle", "made_organisation", "organisation", "entered"])
    update_many(added, ["added"])
    return len(chunk)


@transaction.atomic
def resume(*, batch: Import, by: Actor, at: datetime) -> Import:
    """Go on with what was cancelled or failed, from where it stopped; raise CannotImport."""
    batch = locked(batch)
    by = require_own(batch, by)
    if not stopped(batch):
        raise CannotImport(_("Nothing of this import stopped half way."))
    assert batch.job is not None
    batch.job = enqueue(batch.job.kind, batch.job.payload, by=by, at=at)
    batch.save(update_fields=["job"])
    return batch


def stopped(batch: Import) -> bool:
    """Tell whether the import's work was cancelled or failed before its end."""
    unfinished = batch.stage in {"checking", "importing", "undoing"}
    return unfinished and batch.job is not None and batch.job.state in {"cancelled", "failed"}


def _finish(batch: Import, *, by: Actor, at: datetime) -> int:
    rows = ImportRow.objects.filter(batch=batch)
    batch.imported_at = at
    batch.save(update_fields=["imported_at"])
    facts = {"opened": rows.opened().count(), "merged": rows.merged().count(), "left-out": rows.left_out().count()}
    record(batch, "import.finished", facts=facts, by=by, at=at)
    transaction.on_commit(_sign)
    return 0


def _sign() -> None:
    """Sign the history as the import left it; a history that cannot be signed is for `verify` to tell."""
    with suppress(CannotCheckpoint):
        write_checkpoint(at=timezone.now())


def _still_free(rows: Sequence[ImportRow]) -> list[ImportRow]:
    """Leave out, and mark, the rows whose CUIT somebody registered after the check."""
    cuits = {row.cuit for row in rows if row.cuit and row.choice != "use"}
    taken = set(Organisation.objects.filter(retired_at=None, cuit__in=cuits).values_list("cuit", flat=True))
    late = [row for row in rows if row.cuit in taken and row.choice != "use" and not row.joins]
    for row in late:
        row.problems = [["cuit-taken", {}]]
    update_many(late, ["problems"])
    return [row for row in rows if row not in late]


def _still_theirs(rows: Sequence[ImportRow], by: Actor) -> list[ImportRow]:
    """Leave out, and mark, what would be added to an organisation that somebody else looks after."""
    theirs = changeable(list({row.chosen_id: row.chosen for row in rows if row.chosen is not None}.values()), by)
    barred = [row for row in rows if row.chosen is not None and row.chosen_id not in theirs]
    for row in barred:
        row.problems = [["not-yours", {"name": str(row.chosen)}]]
    update_many(barred, ["problems"])
    return [row for row in rows if row not in barred]


def _prospect(row: ImportRow, batch: Import, *, owner: User | None) -> NewProspect:
    values: dict[str, Any] = row.values
    organisation: Organisation | NewOrganisation
    if row.choice == "use":
        assert row.chosen is not None
        organisation = row.chosen
    else:
        organisation = NewOrganisation(
            contacts=contacts_of(values),
            **{
                name: values.get(name, "")
                for name in ("name", "legal_name", "cuit", "domain", "country", "province", "locality")
            },
        )
    return NewProspect(
        organisation=organisation,
        title=values.get("title", ""),
        source=values.get("source", batch.source),
        source_detail=values.get("source_detail", ""),
        owner=owner,
        known=Classification(
            **{
                name: values.get(name, "")
                for name in ("priority", "client_type", "origin", "scale", "sector", "activity", "notes")
            },
            needs=tuple(values.get("needs", ())),
        ),
    )


def locked(batch: Import) -> Import:
    return Import.objects.select_for_update(of=("self",)).select_related("file", "owner", "job").get(pk=batch.pk)
