"""Files kept once, under the hash of their content."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class File(models.Model):
    """A file by its content: the same bytes uploaded twice are one file. `size` in bytes, `mime` as sniffed.

    `path` is where Django's storage keeps it; empty once its content was erased (Ley 25.326).
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=120, blank=True)
    stored_at = models.DateTimeField()
    stored_by = models.CharField(max_length=80)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-stored_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="documents_file_not_empty"),
            models.CheckConstraint(
                condition=~Q(path="") | Q(erased_at__isnull=False), name="documents_file_kept_or_erased"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/archivos/{self.sha256}/"


class FileUse(models.Model):
    """Where a file is used; whoever may see the stream ("cycle/42") may download the file, under this name."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="uses")
    stream = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    used_at = models.DateTimeField()
    used_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "stream"], name="documents_fileuse_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["stream"], name="documents_fileuse_stream")]

    def __str__(self) -> str:
        return f"{self.stream} {self.name}"
