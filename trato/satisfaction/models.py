"""Surveys sent: whom to, by which link, and the reminders. The answers are records of the cycle. PE-CM-01 §8.4.2."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models


class Survey(models.Model):
    """The survey of one cycle, sent to one person of the client."""

    cycle = models.ForeignKey("cycles.Cycle", on_delete=models.CASCADE, related_name="surveys")
    contact = models.ForeignKey("organisations.Contact", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["cycle"], name="survey_one_per_cycle")]

    def __str__(self) -> str:
        return f"{self.cycle_id}"


class Sending(models.Model):
    """One mail of the survey: the first one or a reminder; only the last link opens."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sendings")
    link = models.OneToOneField("links.Link", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.survey_id}"

    @property
    def moment(self) -> datetime:
        """Return when it left."""
        return self.at
