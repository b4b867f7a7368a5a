"""The tags of organisations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from trato.organisations.models import Organisation


class Tagging(models.Model):
    """One tag on one organisation; `tag` is a code of the house's catalogue "tag"."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="taggings")
    tag = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "tag"], name="tagging_once"),
            models.CheckConstraint(condition=~models.Q(tag=""), name="tagging_named"),
        ]
        indexes: ClassVar = [models.Index(fields=["tag", "organisation"], name="tagging_tag")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.tag}"
