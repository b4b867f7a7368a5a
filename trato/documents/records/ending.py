"""Annulling a record that should not count, and erasing one whose data must go (Ley 25.326)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.documents.files import erase_file
from trato.documents.finding import RECORD
from trato.documents.models import Annulment, Attachment, File, RecordVersion
from trato.documents.refusals import Refused
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.search.feeding import restate
from trato.search.models import Standing


class CannotAnnul(Refused):
    """The record is already annulled, or nobody said why."""


@transaction.atomic
def annul(*, record: RecordVersion, reason: str, by: Actor, at: datetime) -> Annulment:
    """Say that an issued version no longer counts, and why; it stays readable, marked. Raises CannotAnnul."""
    if not reason.strip():
        raise CannotAnnul(_("Say why the record is annulled."))
    if Annulment.objects.filter(record=record).exists():
        raise CannotAnnul(_("%(record)s is already annulled.") % {"record": record})
    annulment = Annulment.objects.create(record=record, reason=reason.strip()[:500], at=at, by_key=by.key)
    restate(kind=RECORD, pks=[record.pk], standing=Standing.ANNULLED)
    append([_entry("record.annulled", record, by=by, at=at)], at=at)
    return annulment


@transaction.atomic
def erase(*, record: RecordVersion, by: Actor, at: datetime) -> RecordVersion:
    """Take away salt, body and files of a record, for good; its hash stays and the ledger still verifies.

    A file other records or streams still use is kept. Erasing twice changes nothing.
    """
    locked = RecordVersion.objects.select_for_update().get(pk=record.pk)
    if locked.erased_at is not None:
        return locked
    locked.body, locked.salt, locked.erased_at = None, None, at
    locked.save(update_fields=["body", "salt", "erased_at"])
    files = list(File.objects.filter(records=locked))
    Attachment.objects.filter(record=locked).delete()
    for file in files:
        if not Attachment.objects.filter(file=file).exists() and not file.uses.exclude(stream=locked.stream).exists():
            erase_file(file, at=at)
    append([_entry("record.erased", locked, by=by, at=at)], at=at)
    return locked


def _entry(event: str, record: RecordVersion, *, by: Actor, at: datetime) -> Draft:
    """Describe what happened to a record, in a stream of its own: the stream it belongs to is read by the procedure."""
    return Draft(
        stream=f"record/{record.number}",
        event=event,
        occurred_at=at,
        actor=by,
        definition=record.definition_id,
        record=record.hash,
        facts={"version": record.version},
    )
