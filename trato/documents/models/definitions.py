"""Versions of the controlled procedure, as bytes, and who approved them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from django.db import models
from django.db.models import OuterRef, Q

type State = Literal["in-force", "draft", "transcription", "obsolete", "replaced"]


class DefinitionVersionQuerySet(models.QuerySet["DefinitionVersion"]):
    def standing(self) -> DefinitionVersionQuerySet:
        """Leave out the drafts that another text of the same version replaced."""
        return self.filter(replaced_at=None)

    def in_force(self, code: str | OuterRef, at: datetime) -> DefinitionVersionQuerySet:
        """Keep the approved versions in force at that instant, the newest first: the first one governs."""
        return self.standing().filter(code=code, effective_from__lte=at).order_by("-effective_from", "-version")


class DefinitionVersion(models.Model):
    """One version of a controlled procedure. These bytes govern; the files are only seeds.

    `hash` is the SHA-256 of `canonical` (RFC 8785). A version is in force from `effective_from`, set by its last
    approval; a draft nobody approved may be replaced by another text, and stays with `replaced_at`.
    """

    hash = models.CharField(max_length=64, primary_key=True)
    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    canonical = models.BinaryField()
    source = models.BinaryField()
    runnable = models.BooleanField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=80)
    effective_from = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[DefinitionVersion]] = models.Manager.from_queryset(DefinitionVersionQuerySet)()

    class Meta:
        ordering: ClassVar = ["code", "version", "loaded_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "version"], condition=Q(replaced_at=None), name="documents_definition_one_text"
            ),
            models.CheckConstraint(
                condition=Q(effective_from=None) | Q(runnable=True, replaced_at=None),
                name="documents_definition_in_force_runs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def stream(self) -> str:
        """Return the ledger stream of the document: "document/PE-CM-01"."""
        return f"document/{self.code}"


class Approval(models.Model):
    """A person's approval of exactly these bytes, in one of the roles that must give it (ISO cl. 7.5.2)."""

    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="approvals")
    role = models.CharField(max_length=8)
    user_key = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["definition", "role"], name="documents_approval_once_per_role"),
            models.UniqueConstraint(fields=["definition", "user_key"], name="documents_approval_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id[:8]} {self.role}"
