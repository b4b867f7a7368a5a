"""Storing a file under the hash of its content, through Django's storage."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime
from pathlib import PureWindowsPath

from django.core.files.base import File as Content
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from trato.documents.files.sniffing import ACCEPTED, HEAD, extension_of, is_program, sniff
from trato.documents.models import File, FileUse
from trato.documents.refusals import Refused
from trato.ledger.actors import Actor

MEGABYTE = 1024 * 1024
UPLOAD_LIMIT = 25 * MEGABYTE
IMPORT_LIMIT = 100 * MEGABYTE
_NAME_LIMIT = 200


class FileRefused(Refused):
    """The file is empty, too big, could run, or is not what its name says."""


def store_file(upload: Content[bytes], *, by: Actor, at: datetime, limit: int = UPLOAD_LIMIT) -> File:
    """Keep the upload's bytes once, under their SHA-256; raise FileRefused. `limit` in bytes.

    Its type is sniffed and must agree with the extension. The same bytes again give the file kept before.
    """
    name = clean_name(upload.name or "")
    _refuse_size(name, upload.size, limit)
    digest, head, size = _read(upload)
    _refuse_size(name, size, limit)
    mime = _type_of(name, head)
    path = f"{digest[:2]}/{digest[2:4]}/{digest}"
    if not default_storage.exists(path):
        upload.seek(0)
        path = default_storage.save(path, upload)
    file, created = File.objects.get_or_create(
        sha256=digest,
        defaults={"size": size, "mime": mime, "name": name, "path": path, "stored_at": at, "stored_by": by.key},
    )
    if not created and file.erased_at is not None:
        # Somebody brings an erased file again: it is here again, and that it once was erased stays in the ledger.
        file.path, file.erased_at, file.stored_at, file.stored_by = path, None, at, by.key
        file.save(update_fields=["path", "erased_at", "stored_at", "stored_by"])
    return file


def refuse_file(upload: Content[bytes], *, limit: int = UPLOAD_LIMIT) -> None:
    """Raise FileRefused for what store_file would refuse, having kept nothing; `limit` in bytes."""
    name = clean_name(upload.name or "")
    _refuse_size(name, upload.size, limit)
    upload.seek(0)
    _type_of(name, next(iter(upload.chunks()), b"")[:HEAD])


def use_file(file: File, *, stream: str, by: Actor, at: datetime, name: str = "") -> FileUse:
    """Say that a stream ("cycle/42") uses the file: whoever may see the stream may download it."""
    use, _created = FileUse.objects.get_or_create(
        file=file,
        stream=stream,
        defaults={"name": clean_name(name) if name else file.name, "used_at": at, "used_by": by.key},
    )
    return use


def erase_file(file: File, *, at: datetime) -> None:
    """Delete the content for good; its hash, size and type stay."""
    path = file.path
    file.path, file.name, file.erased_at = "", "-", at
    file.save(update_fields=["path", "name", "erased_at"])
    if path:
        default_storage.delete(path)


def clean_name(name: str) -> str:
    """Return the last part of the name without control characters, its extension kept when it is too long."""
    last = PureWindowsPath(name.replace("/", "\\")).name
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C").strip(" .")
    if len(kept) > _NAME_LIMIT:
        extension = extension_of(kept)[:10]
        kept = f"{kept[: _NAME_LIMIT - 1 - len(extension)]}.{extension}"
    return kept or _("file")


def _refuse_size(name: str, size: int, limit: int) -> None:
    if size < 1:
        raise FileRefused(_("«%(name)s» is empty.") % {"name": name})
    if size > limit:
        raise FileRefused(
            _("«%(name)s» is bigger than %(limit)s MB. Send a smaller one, or a link to it.")
            % {"name": name, "limit": limit // MEGABYTE}
        )


def _type_of(name: str, head: bytes) -> str:
    if is_program(name, head):
        raise FileRefused(
            _("«%(name)s» is a program or a web page, and those are not kept. Send a PDF or a picture.")
            % {"name": name}
        )
    extension = extension_of(name)
    if extension not in ACCEPTED:
        raise FileRefused(
            _("Files of type «%(extension)s» are not kept. Send a PDF, a picture, a text or an office document.")
            % {"extension": extension or "?"}
        )
    mime = sniff(name, head)
    if mime is None:
        raise FileRefused(
            _("«%(name)s» says it is «%(extension)s», but its content is something else. Export it again.")
            % {"name": name, "extension": extension}
        )
    return mime


def _read(upload: Content[bytes]) -> tuple[str, bytes, int]:
    digest, head, size = hashlib.sha256(), b"", 0
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
        head += chunk[: max(0, HEAD - len(head))]
        size += len(chunk)
    return digest.hexdigest(), head, size
