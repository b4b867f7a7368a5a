"""What imports and exports do in the background, each step a chunk that re-asks whether whoever asked still may."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trato.cycles.refusals import Refusal
from trato.documents.refusals import Refused
from trato.jobs.actions import JobRefused
from trato.jobs.models import Job
from trato.jobs.registry import Progress, every, job_kind
from trato.ledger.actors import Actor
from trato.people.actors import actor_for, user_of
from trato.prospects.exports.making import EXPORT_JOB, forget_old, make_next
from trato.prospects.imports.keeping import CHECK_JOB, IMPORT_JOB, UNDO_JOB
from trato.prospects.imports.looking import check_next
from trato.prospects.imports.running import import_next
from trato.prospects.imports.undoing import undo_next
from trato.prospects.models import Export, Import, ImportRow
from trato.prospects.visibility import READERS


@job_kind(CHECK_JOB, label=gettext_lazy("Check a list of prospects"))
def check_step(job: Job, at: datetime) -> Progress:
    """Check the next rows of the file."""
    batch = _batch(job)
    if batch.checked_at is None:
        check_next(batch, at=at)
    return Progress(
        cursor=batch.checked_to,
        done=batch.checked_to,
        total=batch.total,
        finished=batch.checked_at is not None,
        result_url=_address(batch),
        summary=ngettext("%(n)s row checked", "%(n)s rows checked", batch.checked_to)
        % {"n": number_format(batch.checked_to, force_grouping=True)},
    )


@job_kind(IMPORT_JOB, label=gettext_lazy("Import prospects"))
def import_step(job: Job, at: datetime) -> Progress:
    """Bring in the next rows."""
    batch = _batch(job)
    try:
        seen = import_next(batch, by=_actor(job, at), at=at)
    except Refused as refused:
        raise JobRefused(refused.sentences[0]) from None
    came_in = ImportRow.objects.filter(batch=batch, entered=True).count()
    return Progress(
        cursor=came_in,
        done=came_in,
        total=max(job.payload["total"], came_in),
        finished=not seen,
        result_url=_address(batch),
        summary=ngettext("%(n)s row came in", "%(n)s rows came in", came_in)
        % {"n": number_format(came_in, force_grouping=True)},
    )


@job_kind(UNDO_JOB, label=gettext_lazy("Undo an import"))
def undo_step(job: Job, at: datetime) -> Progress:
    """Undo the next rows."""
    batch = _batch(job)
    try:
        seen = undo_next(batch, by=_actor(job, at), at=at)
    except Refused as refused:
        raise JobRefused(refused.sentences[0]) from None
    rows = ImportRow.objects.filter(batch=batch)
    undone = rows.filter(undone=True).count()
    return Progress(
        cursor=undone,
        done=undone + rows.filter(undone=False).exclude(kept_because="").count(),
        total=job.payload["total"],
        finished=not seen,
        result_url=_address(batch),
        summary=ngettext("%(n)s row undone", "%(n)s rows undone", undone)
        % {"n": number_format(undone, force_grouping=True)},
    )


@job_kind(EXPORT_JOB, label=gettext_lazy("Export the list of prospects"))
def export_step(job: Job, at: datetime) -> Progress:
    """Make the next piece of the file."""
    export = Export.objects.select_for_update(of=("self",)).filter(pk=job.payload["export"]).first()
    if export is None:
        raise JobRefused(_("The export is no longer here."))
    actor = _actor(job, at)
    if not {*READERS} & {*actor.roles}:
        raise JobRefused(_("Whoever asked for this no longer reads the list."))
    if export.finished_at is None:
        try:
            make_next(export, by=actor, at=at)
        except Refusal as refused:
            raise JobRefused(refused.sentences[0]) from None
    return Progress(
        cursor=export.seen,
        done=export.seen,
        total=export.total,
        finished=export.finished_at is not None,
        result_url=f"/prospectos/exportaciones/{export.pk}/",
        summary=ngettext("%(n)s row written", "%(n)s rows written", export.rows)
        % {"n": number_format(export.rows, force_grouping=True)},
    )


@every(minutes=30, name="prospects.forget-exports")
def forget_exports(at: datetime) -> None:
    """Delete the files whose time is over."""
    forget_old(at=at)


def _batch(job: Job) -> Import:
    batch = (
        Import.objects.select_for_update(of=("self",))
        .select_related("file", "owner")
        .filter(pk=job.payload["import"])
        .first()
    )
    if batch is None:
        raise JobRefused(_("The import is no longer here."))
    return batch


def _actor(job: Job, at: datetime) -> Actor:
    """Return who asked for the job with the roles they hold now."""
    user = user_of(job.actor)
    if user is None or not user.is_active:
        raise JobRefused(_("The account of whoever asked for this is closed."))
    return actor_for(user, at)


def _address(batch: Import) -> str:
    return f"/prospectos/importar/{batch.pk}/"
