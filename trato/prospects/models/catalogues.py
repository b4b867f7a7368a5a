"""What the house adds to the editable catalogues of the procedure, or says in its own words."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CatalogueEntry(models.Model):
    """One option of a catalogue. A code of the procedure's own is renamed or put away; any other is added.

    `label_en` empty shows the Spanish one. `position` orders, then the code. Never deleted: records name it by code.
    """

    catalogue = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    label = models.CharField(_("name"), max_length=80)
    label_en = models.CharField(_("name in English"), max_length=80, blank=True, default="")
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering: ClassVar = ["catalogue", "position", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["catalogue", "code"], name="catalogueentry_once"),
            models.CheckConstraint(condition=~Q(label="") & ~Q(code=""), name="catalogueentry_named"),
        ]

    def __str__(self) -> str:
        return f"{self.catalogue} {self.code}"
