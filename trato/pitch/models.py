"""The material the organisation presents itself with: «Pitch SQUAD», in versions. PE-CM-01 §5 and §8.1.3."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MaterialQuerySet(models.QuerySet["Material"]):
    def in_force(self, at: datetime) -> MaterialQuerySet:
        """Keep the material that may be presented at that instant, the newest first."""
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at).order_by("-since", "-id")


class Material(models.Model):
    """One version of the pitch: a file kept by its content, in force from–to. Its file never changes."""

    title = models.CharField(_("title"), max_length=120)
    version = models.CharField(_("version"), max_length=20)
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    added_by = models.CharField(max_length=80)

    objects: ClassVar[models.Manager[Material]] = models.Manager.from_queryset(MaterialQuerySet)()

    class Meta:
        ordering: ClassVar = ["-since", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["title", "version"], name="pitch_material_version_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(version=""), name="pitch_material_named"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    @property
    def stream(self) -> str:
        """Name the material's stream in the ledger."""
        return f"document/pitch-{self.pk}"
