"""The working copy of a prospect's classification; what was issued is a record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Prospect(models.Model):
    """What is known so far of the six groups of PE-CM-01 §8.1.1: the draft of RAR part A.

    Each column holds a code of the catalogue of that name, or nothing yet; `needs` a list of them.
    `activity` is a section or division of CLAE. `origin` is a
    jurisdiction or "abroad". `source` says by which way the prospect came. `score` and `suggested` are what the
    rule made of it when it was last written down, None and "" before.
    """

    cycle = models.OneToOneField("cycles.Cycle", on_delete=models.CASCADE, primary_key=True, related_name="prospect")
    priority = models.CharField(_("priority"), max_length=40, blank=True, default="")
    score = models.SmallIntegerField(null=True, blank=True)
    suggested = models.CharField(max_length=40, blank=True, default="")
    client_type = models.CharField(_("client type"), max_length=40, blank=True, default="")
    origin = models.CharField(_("geographic origin"), max_length=40, blank=True, default="")
    scale = models.CharField(_("scale"), max_length=40, blank=True, default="")
    sector = models.CharField(_("sector / economic activity"), max_length=40, blank=True, default="")
    activity = models.CharField(_("economic activity (CLAE)"), max_length=2, blank=True, default="")
    needs = models.JSONField(_("possible requirements"), default=list, blank=True)
    notes = models.TextField(_("notes"), blank=True, default="")
    source = models.CharField(_("how they came"), max_length=40, blank=True, default="")
    source_detail = models.CharField(_("detail"), max_length=160, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sector", "cycle"], name="prospect_sector"),
            models.Index(fields=["activity", "cycle"], condition=~Q(activity=""), name="prospect_activity"),
            models.Index(fields=["client_type", "cycle"], name="prospect_client_type"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}"
