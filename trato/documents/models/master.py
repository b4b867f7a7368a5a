"""The master list of controlled documents (ISO cl. 7.5.3)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Document(models.Model):
    """A document of the organisation that is controlled elsewhere and referred to here.

    What nobody has said yet stays empty and is shown as «No consta». Procedures that run are not here: their entry
    comes from `DefinitionVersion`.
    """

    slug = models.SlugField(max_length=60, unique=True)
    code = models.CharField(max_length=40, blank=True, default="")
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=20, blank=True, default="")
    effective_on = models.DateField(null=True, blank=True)
    owner_role = models.CharField(max_length=8)
    review_on = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="documents_document_code_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.title
