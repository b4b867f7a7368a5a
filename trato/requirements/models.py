"""What the TO asks to change in an RTP before approving it; the RTP itself is a record."""

from __future__ import annotations

from django.db import models


class RtpReturn(models.Model):
    """An RTP sent back to its author with a comment. It answers to nothing once a newer version is issued."""

    record = models.ForeignKey(
        "documents.RecordVersion", to_field="hash", db_column="record_hash", on_delete=models.PROTECT, related_name="+"
    )
    comment = models.TextField()
    returned_by = models.CharField(max_length=80)
    returned_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.record_id[:12]} {self.returned_by}"
