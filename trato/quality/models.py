"""Cases of quality: complaints, unhappy answers, and what was done about them. ISO 9001:2015 cl. 9.1.2 and 10.2."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trato.cycles.models import Cycle
from trato.ledger.actors import Actor


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor) -> CaseQuerySet:
        """Keep the cases of the cycles the actor may read."""
        return self.filter(cycle__in=Cycle.objects.visible_to(actor).values("pk"))

    def open(self) -> CaseQuerySet:
        """Keep the cases nobody resolved yet."""
        return self.filter(resolution=None)


class Case(models.Model):
    """Something that went wrong for a client, opened by the evidence that says so."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("Complaint")
        SATISFACTION = "satisfaction", _("Unhappy answer")

    cycle = models.ForeignKey("cycles.Cycle", on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField()
    record_hash = models.CharField(max_length=64, blank=True, default="")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)

    objects: ClassVar[models.Manager[Case]] = models.Manager.from_queryset(CaseQuerySet)()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_hash"], condition=~Q(record_hash=""), name="quality_case_once_per_record"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def stream(self) -> str:
        """Name the case's stream in the ledger."""
        return f"case/{self.pk}"


class Resolution(models.Model):
    """The cause found, what was done, and who says it worked."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="resolution")
    cause = models.TextField()
    action = models.TextField()
    resolved_at = models.DateTimeField()
    resolved_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.case_id}"


class WaiverReview(models.Model):
    """The Quality Manager's word on a waiver that was authorised."""

    request = models.OneToOneField("cycles.WaiverRequest", on_delete=models.PROTECT, related_name="review")
    verdict = models.CharField(max_length=40)
    text = models.TextField(blank=True, default="")
    reviewed_at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.request_id} {self.verdict}"
