"""Work the pages of the desk leave for the background: verifying the history, and signing checkpoints of it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.jobs.actions import enqueue
from trato.jobs.models import Job
from trato.jobs.registry import Progress, every, job_kind
from trato.ledger.actors import SYSTEM
from trato.ledger.checkpoints import Checkpoint, write_checkpoint
from trato.ledger.verification import verify
from trato.mail.models import Outbox
from trato.mail.outbox import send

CHECKPOINTS = "ledger/checkpoints"


@job_kind("ledger.verify", label=gettext_lazy("Verify the history"), attempts=2)
def verify_step(job: Job, at: datetime) -> Progress:
    """Read every entry once; the verdict is kept by the ledger and shown on the audit page."""
    report = verify(at=timezone.now())
    summary = (
        _("The history is intact: %(n)d entries.") % {"n": report.size}
        if report.intact
        else _("The history was altered: %(n)d findings.") % {"n": report.found}
    )
    return Progress(
        cursor=report.size,
        done=report.size,
        total=report.size,
        finished=True,
        result_url=reverse("desk:audit"),
        summary=summary,
    )


@every(minutes=24 * 60, name="ledger.verify")
def verify_daily(at: datetime) -> None:
    """Ask for the whole history to be verified once a day, unless a verification is under way already."""
    if not Job.objects.filter(kind="ledger.verify").unfinished().exists():
        enqueue("ledger.verify", {}, by=SYSTEM, at=at)


@every(minutes=60, name="ledger.checkpoint")
def sign_checkpoint(at: datetime) -> None:
    """Sign how many entries there are and their seal, keep it outside the database, and mail it out where so set."""
    checkpoint = write_checkpoint(at=at)
    if checkpoint is not None and settings.TRATO_CHECKPOINTS_TO:
        _mail_out(checkpoint, at=at)


def _mail_out(checkpoint: Checkpoint, *, at: datetime) -> None:
    """Mail a checkpoint once: kept by others, it shows what nobody inside could have cut off or rewritten."""
    last = Outbox.objects.of_stream(CHECKPOINTS).first()
    if last is not None and last.text == checkpoint.note:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Checkpoint of the history: %(n)d entries") % {"n": checkpoint.tree.size}
    send(to=[settings.TRATO_CHECKPOINTS_TO], subject=subject, text=checkpoint.note, stream=CHECKPOINTS, at=at)
