from __future__ import annotations

from typing import ClassVar

from django.db import models

from trato.ledger.body import Recorded, decode
from trato.ledger.tree import HASH_SIZE, Frontier


class Entry(models.Model):
    """One entry, never changed: `body` is what is hashed, the other columns only find it."""

    pos = models.BigAutoField(primary_key=True)  # always given, from the locked head row; contiguous from 1
    stream = models.CharField(max_length=160)
    seq = models.PositiveBigIntegerField()
    body = models.BinaryField()
    leaf = models.BinaryField(max_length=HASH_SIZE)

    class Meta:
        db_table = "ledger_entry"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "seq"], name="ledger_entry_stream_seq"),
            models.CheckConstraint(condition=models.Q(pos__gte=1, seq__gte=1), name="ledger_entry_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.pos} {self.stream}:{self.seq}"

    def recorded(self) -> Recorded:
        """Answer what the body says. Raises ForeignFormat."""
        return decode(self.body)


class Head(models.Model):
    """The one row that every writer locks: how many entries, the frontier of their tree, the last moment recorded."""

    size = models.PositiveBigIntegerField(default=0)
    streams = models.PositiveBigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_head"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="ledger_head_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.size} {self.root}"

    def tree(self) -> Frontier:
        """Answer the frontier, ready to grow. Raises ValueError when the row was tampered with."""
        return Frontier.unpack(self.size, bytes(self.frontier))

    @property
    def root(self) -> str:
        """Answer the root hash in hexadecimal."""
        return self.tree().root().hex()


class Verification(models.Model):
    """One full verification of the history, and what it found."""

    at = models.DateTimeField()
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=2 * HASH_SIZE)
    findings = models.PositiveIntegerField()
    milliseconds = models.PositiveIntegerField()

    class Meta:
        db_table = "ledger_verification"
        get_latest_by = "id"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.size} {self.findings}"

    @property
    def intact(self) -> bool:
        """Tell whether nothing was found."""
        return self.findings == 0
