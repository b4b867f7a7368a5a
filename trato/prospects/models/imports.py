"""A list of prospects brought from a file, row by row, and what became of each row."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from trato.cycles.models import Cycle
from trato.organisations.models import Organisation


class Import(models.Model):
    """One file: how it was read, which column is what, who brought it, and when each thing happened to it.

    `mapping` holds, for each column of `header`, the field it fills or "". `checked_to` is the last row looked at;
    `staged` names its rows in the storage until the check ends, read up to the byte `read_to`. `header_key` is shared
    by files with the same columns.
    """

    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    encoding = models.CharField(max_length=40, blank=True, default="")
    separator = models.CharField(max_length=1, blank=True, default="")
    sheet = models.CharField(max_length=200, blank=True, default="")
    sheets = models.JSONField(default=list)
    staged = models.CharField(max_length=100, blank=True, default="")
    read_to = models.PositiveBigIntegerField(default=0)
    header_line = models.PositiveIntegerField(default=1)
    header = models.JSONField(default=list)
    header_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    mapping = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=40, default="list")
    owner = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_by = models.CharField(max_length=80)
    uploaded_at = models.DateTimeField()
    mapped_at = models.DateTimeField(null=True, blank=True)
    checked_to = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)
    undo_started_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """Name the import's stream in the ledger."""
        return f"import/{self.pk}"

    @property
    def stage(self) -> str:
        """Name where the import stands: columns, checking, review, importing, done, undoing or undone."""
        ended = ((self.undone_at, "undone"), (self.undo_started_at, "undoing"), (self.imported_at, "done"))
        before = ((self.started_at, "importing"), (self.checked_at, "review"), (self.mapped_at, "checking"))
        return next((name for moment, name in (*ended, *before) if moment), "columns")


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    """Rows by what can be done with them."""

    def wrong(self) -> QuerySet[ImportRow]:
        """Keep the rows with something to correct in the file."""
        return self.exclude(problems=[])

    def doubtful(self) -> QuerySet[ImportRow]:
        """Keep the good rows that look like an organisation already here, decided or not."""
        return self.filter(problems=[], joins=0).exclude(matches=[])

    def undecided(self) -> QuerySet[ImportRow]:
        """Keep the doubtful rows nobody has decided about."""
        return self.filter(problems=[], choice="").exclude(matches=[])

    def ready(self) -> QuerySet[ImportRow]:
        """Keep the rows that can come in now."""
        return self.filter(Q(matches=[]) | Q(choice__in=["new", "use"]), problems=[], entered=False)

    def left_out(self) -> QuerySet[ImportRow]:
        """Keep the rows that did not come in, whatever the reason."""
        return self.filter(entered=False)

    def opened(self) -> QuerySet[ImportRow]:
        """Keep the rows whose cycle stands."""
        return self.exclude(cycle=None).filter(undone=False)

    def merged(self) -> QuerySet[ImportRow]:
        """Keep the rows that were added to an organisation already here, or to that of another row."""
        return self.filter(entered=True, made_organisation=False, undone=False)

    def inside(self) -> QuerySet[ImportRow]:
        """Keep the rows whose data is here because of the import."""
        return self.filter(entered=True, undone=False)


class ImportRow(models.Model):
    """One row: `number` is its line in the file, `cells` what it says, `values` what was understood.

    `problems` are [code, parameters] pairs, `matches` are [organisation, reasons] pairs. `choice` is "new", "use"
    (with `chosen`), "skip" or nothing yet. `joins` is the line of an earlier row of the same organisation, or 0.
    `added` says what it wrote on an organisation that was there: {"people": [keys], "notes": [keys], "filled":
    {field: value}, "classified": {"cycle": key, "fields": {field: value}}}.
    """

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    cuit = models.CharField(max_length=11, blank=True, default="")
    name_key = models.CharField(max_length=200, blank=True, default="")
    problems = models.JSONField(default=list)
    matches = models.JSONField(default=list)
    choice = models.CharField(max_length=4, blank=True, default="")
    chosen = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, null=True, blank=True, related_name="import_row")
    joins = models.PositiveIntegerField(default=0)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added = models.JSONField(default=dict)
    entered = models.BooleanField(default=False)
    made_organisation = models.BooleanField(default=False)
    undone = models.BooleanField(default=False)
    kept_because = models.CharField(_("kept because"), max_length=20, blank=True, default="")

    objects: ClassVar[Any] = ImportRowQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "number"], name="importrow_once"),
            models.CheckConstraint(condition=Q(choice__in=["", "new", "use", "skip"]), name="importrow_choice_known"),
            models.CheckConstraint(
                condition=Q(choice="use", chosen__isnull=False) | (~Q(choice="use") & Q(chosen=None)),
                name="importrow_use_names_whom",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["batch", "cuit"], name="importrow_cuit"),
            models.Index(fields=["batch", "name_key"], name="importrow_name"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"
