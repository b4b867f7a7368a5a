"""Kept files that travel with a mail."""

from __future__ import annotations

from django.core.files.storage import default_storage

from trato.documents.models import File


def content_of(sha256: str) -> bytes:
    """Return the bytes of a kept file; nothing when it was erased, which the mail notices by the hash."""
    file = File.objects.filter(sha256=sha256, erased_at=None).first()
    if file is None:
        return b""
    with default_storage.open(file.path, "rb") as kept:
        return bytes(kept.read())
