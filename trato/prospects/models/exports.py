"""The list on its way to a file, for whoever asked for it and nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

LASTS = timedelta(hours=24)


class Export(models.Model):
    """One file made in the background: what was asked, and how far it is.

    `query` and `columns` are those of the address of the list, `language` that of the person. The file lies in the
    storage in `pieces` under `folder`, beside the keys of its rows; `crc`, `raw` and `packed` sum a spreadsheet up.
    """

    class Kind(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"

    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    kind = models.CharField(max_length=4, choices=Kind.choices)
    query = models.TextField(blank=True, default="")
    language = models.CharField(max_length=10)
    folder = models.CharField(max_length=80, unique=True)
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    total = models.PositiveIntegerField(null=True, blank=True)
    seen = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    pieces = models.PositiveIntegerField(default=0)
    crc = models.PositiveBigIntegerField(default=0)
    raw = models.PositiveBigIntegerField(default=0)
    packed = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=["xlsx", "csv"]), name="export_kind_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(forgotten_at=None), name="export_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by} {self.pk}"

    @property
    def stream(self) -> str:
        """Name the export's stream in the ledger."""
        return f"export/{self.pk}"

    @property
    def expires_at(self) -> datetime | None:
        """Return until when the file can be taken, None while it is not made."""
        return self.finished_at + LASTS if self.finished_at else None

    def ready(self, at: datetime) -> bool:
        """Tell whether the file can be taken now."""
        return self.expires_at is not None and at < self.expires_at and self.forgotten_at is None
