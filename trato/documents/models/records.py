"""Issued records: immutable bytes under a hash, and the numbers people call them by."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from trato.documents.models.definitions import DefinitionVersion
from trato.documents.models.files import File


class RecordVersionQuerySet(models.QuerySet["RecordVersion"]):
    def of(self, stream: str) -> RecordVersionQuerySet:
        """Keep the records of a stream, in the order they were issued."""
        return self.filter(stream=stream).order_by("id")

    def standing(self) -> RecordVersionQuerySet:
        """Leave out the superseded and the annulled."""
        return self.filter(
            ~Exists(RecordVersion.objects.filter(supersedes=OuterRef("pk"))),
            ~Exists(Annulment.objects.filter(record=OuterRef("pk"))),
        )


class RecordVersion(models.Model):
    """One issued version of a record. Nothing of it changes after issue: the database refuses it.

    `body` is canonical JSON (RFC 8785), `hash` = SHA-256(salt ‖ body). Erasing (Ley 25.326) takes salt and body away
    and leaves the hash, so the ledger stays whole. Whether it was superseded or annulled is told by other rows.
    """

    stream = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)
    issued_role = models.CharField(max_length=20, blank=True, default="")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    attachments: models.ManyToManyField[File, Attachment] = models.ManyToManyField(
        File, through="Attachment", related_name="records"
    )

    objects: ClassVar[models.Manager[RecordVersion]] = models.Manager.from_queryset(RecordVersionQuerySet)()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "version"], name="documents_record_number_version"),
            models.CheckConstraint(condition=Q(version__gte=1) & ~Q(number=""), name="documents_record_numbered"),
            models.CheckConstraint(
                condition=Q(version=1, supersedes=None) | Q(version__gt=1, supersedes__isnull=False),
                name="documents_record_supersedes_the_former",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, body__isnull=False, salt__isnull=False)
                | Q(erased_at__isnull=False, body=None, salt=None),
                name="documents_record_whole_or_erased",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["stream", "kind", "id"], name="documents_record_stream_kind")]

    def __str__(self) -> str:
        return f"{self.number} v{self.version}"

    def get_absolute_url(self) -> str:
        return f"/registros/{self.hash}/"

    @cached_property
    def data(self) -> dict[str, Any]:
        """Return the body as it was issued; empty once erased."""
        return {} if self.body is None else json.loads(bytes(self.body))

    @property
    def superseded(self) -> bool:
        return hasattr(self, "superseded_by")

    @property
    def annulled(self) -> bool:
        return hasattr(self, "annulment")


class Annulment(models.Model):
    """The evidence that an issued version no longer counts, and why."""

    record = models.OneToOneField(RecordVersion, on_delete=models.PROTECT, related_name="annulment")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by_key = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="documents_annulment_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}"


class Attachment(models.Model):
    """A file issued together with a record version."""

    record = models.ForeignKey(RecordVersion, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "file"], name="documents_attachment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.file_id}"


class NumberCounter(models.Model):
    """The last number given of a prefix in a year; locked while numbers are given."""

    prefix = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["prefix", "year"], name="documents_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:04d}"
