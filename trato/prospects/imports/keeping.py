"""What the actions on imports share: the refusal, who may, the ledger entry, the content of the file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from trato.cycles.refusals import Refusal
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.ledger.facts import Fact
from trato.people.roles import Role
from trato.prospects.imports.reading import Reading, UnreadableFile, read
from trato.prospects.models import Import

CHECK_JOB, IMPORT_JOB, UNDO_JOB = "prospects.check-import", "prospects.import", "prospects.undo-import"
EVENTS = ("import.uploaded", "import.finished", "import.undone")


class CannotImport(Refusal):
    """The file, the columns or the moment do not allow it."""


def importer(by: Actor) -> Actor:
    """Return the actor exercising a commercial role; raise CannotImport."""
    for role in (Role.GC, Role.EC):
        if role in by.roles:
            return by.exercising(role)
    raise CannotImport(_("Only the Commercial Manager and the Sales Executives import prospects."))


def require_own(batch: Import, by: Actor) -> Actor:
    """Raise CannotImport unless the import is the actor's own, or the actor is the Commercial Manager."""
    by = importer(by)
    if batch.uploaded_by != by.key and Role.GC not in by.roles:
        raise CannotImport(_("Somebody else uploaded this file: only they and the Commercial Manager go on with it."))
    return by


def record(
    batch: Import, event: str, *, facts: Mapping[str, Fact], by: Actor, at: datetime, attachments: tuple[str, ...] = ()
) -> None:
    """Append what happened to the import's stream."""
    append(
        [Draft(stream=batch.stream, event=event, occurred_at=at, actor=by, facts=facts, attachments=attachments)],
        at=at,
    )


def content_of(batch: Import) -> bytes:
    return content_at(batch.file.path)


def reading_of(content: bytes, *, encoding: str = "", separator: str = "") -> Reading:
    """Read the file or raise CannotImport with the sentence that says what to do."""
    try:
        return read(content, encoding=encoding, separator=separator)
    except UnreadableFile as unreadable:
        raise CannotImport(unreadable.sentence) from None


def content_at(path: str) -> bytes:
    with default_storage.open(path, "rb") as file:
        return bytes(file.read())
