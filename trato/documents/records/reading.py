"""Finding issued records."""

from __future__ import annotations

from trato.documents.models import RecordVersion


def latest(stream: str, kind: str) -> RecordVersion | None:
    """Return the last issued record of that kind in the stream, whatever became of it; None when there is none."""
    return RecordVersion.objects.filter(stream=stream, kind=kind).order_by("-id").first()


def versions(stream: str, kind: str) -> list[RecordVersion]:
    """Return every issued record of that kind in the stream, the newest first."""
    return list(
        RecordVersion.objects.filter(stream=stream, kind=kind)
        .select_related("annulment", "superseded_by")
        .order_by("-id")
    )


def records_of(stream: str) -> list[RecordVersion]:
    """Return every record of the stream in the order issued, with what superseded or annulled it."""
    return list(RecordVersion.objects.of(stream).select_related("annulment", "superseded_by"))
