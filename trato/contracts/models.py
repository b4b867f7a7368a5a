"""The model contract in versions, and what each draft was made from. PE-CM-01 §5 «CM», §8.2.8."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ContractModelQuerySet(models.QuerySet["ContractModel"]):
    def in_force(self, at: datetime) -> ContractModelQuerySet:
        """Keep what may be drafted from at that instant, the newest first."""
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at).order_by("-since", "-id")


class ContractModel(models.Model):
    """One published version of the «Contrato Modelo». Neither it nor its clauses change: a change is a new version.

    `hash` is the SHA-256 of its canonical JSON (RFC 8785), the one the ledger holds; `values` fills variables that no
    datum of the cycle gives ("squad_cuit").
    """

    title = models.CharField(_("title"), max_length=120)
    version = models.PositiveSmallIntegerField(_("version"))
    reason = models.CharField(_("what changes"), max_length=500)
    values = models.JSONField(default=dict)
    hash = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=80)

    objects: ClassVar[models.Manager[ContractModel]] = models.Manager.from_queryset(ContractModelQuerySet)()

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["title", "version"], name="contracts_model_version_once"),
            models.UniqueConstraint(fields=["title"], condition=Q(until=None), name="contracts_model_one_in_force"),
            models.CheckConstraint(condition=Q(version__gte=1) & ~Q(title=""), name="contracts_model_named"),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class Clause(models.Model):
    """A clause of one version of the model, with `{variables}`; `hash` is the SHA-256 of its text."""

    class Kind(models.TextChoices):
        LEGAL = "legal", _("Legal")
        TECHNICAL = "technical", _("Technical")
        NORMATIVE = "normative", _("Normative")
        SELF_IMPOSED = "self-imposed", _("Self-imposed")

    model = models.ForeignKey(ContractModel, on_delete=models.PROTECT, related_name="clauses")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    mandatory = models.BooleanField(_("mandatory"), default=True)
    text = models.TextField(_("text"))
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["model", "number"], name="contracts_clause_number_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="contracts_clause_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Contract(models.Model):
    """One draft of a cycle's contract: who signs it for the client and what it was made from.

    `draft` and `issued` are hashes of its records; without `model` the text came in a file.
    """

    cycle = models.ForeignKey("cycles.Cycle", on_delete=models.PROTECT, related_name="contracts")
    model = models.ForeignKey(ContractModel, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    signatory = models.ForeignKey("organisations.Contact", on_delete=models.PROTECT, related_name="+")
    draft = models.CharField(max_length=64, unique=True)
    issued = models.CharField(max_length=64, unique=True, null=True, blank=True)
    prepared_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.draft[:8]}"
