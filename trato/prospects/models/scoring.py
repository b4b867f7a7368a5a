"""The rule that suggests a priority, each version of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class ScoringRule(models.Model):
    """One version of the rule: the last is in force, the earlier ones are its history, none is ever changed.

    `points` maps each criterion to {code: points}, as `scoring.Rule`.
    """

    points = models.JSONField()
    high_from = models.SmallIntegerField()
    medium_from = models.SmallIntegerField()
    reason = models.CharField(max_length=300)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(high_from__gt=F("medium_from")), name="scoringrule_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="scoringrule_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
