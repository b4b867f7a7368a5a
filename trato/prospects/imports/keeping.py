"""What the actions on imports share: the refusal, who may, the ledger entry, the file laid out in rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import File as Content
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from trato.cycles.refusals import Refusal
from trato.documents.files.sniffing import extension_of
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.ledger.facts import Fact
from trato.people.roles import Role
from trato.prospects.imports import staging
from trato.prospects.imports.reading import Reading, Wishes, lay_out
from trato.prospects.imports.text import UnreadableFile
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


def lay_out_file(source: Content[bytes], out: Path, *, name: str, wishes: Wishes) -> Reading:
    """Write the rows of a file to `out`; raise CannotImport with the sentence that says what to do."""
    with TemporaryDirectory(prefix="trato-") as folder:
        copy = Path(folder) / "file"
        source.seek(0)
        with copy.open("wb") as file:
            for piece in source.chunks():
                file.write(piece)
        try:
            return lay_out(copy, out, extension=extension_of(name), wishes=wishes)
        except UnreadableFile as unreadable:
            raise CannotImport(unreadable.sentence) from None


def lay_out_again(batch: Import, wishes: Wishes) -> tuple[Reading, str]:
    """Read the kept file as told; return how it reads and the name of its rows in the storage."""
    with TemporaryDirectory(prefix="trato-") as folder, default_storage.open(batch.file.path, "rb") as file:
        out = Path(folder) / "rows"
        reading = lay_out_file(file, out, name=batch.name, wishes=wishes)
        return reading, staging.keep(out)


def wishes_of(batch: Import) -> Wishes:
    """Return how the import's file was read, to read it so again."""
    return Wishes(encoding=batch.encoding, separator=batch.separator, sheet=batch.sheet, header_line=batch.header_line)


def staged(batch: Import) -> str:
    """Return the name of the rows in the storage, made again when they are gone; the caller saves the import."""
    if not staging.kept(batch.staged):
        _reading, batch.staged = lay_out_again(batch, wishes_of(batch))
    return batch.staged
