"""What pages ask: the size and seal of the history, and when it was last verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Subquery

from trato.ledger.append import HEAD
from trato.ledger.models import Head, Verification
from trato.ledger.tree import EMPTY_ROOT


def head() -> Head:
    """Answer the head: `size` entries whose tree has `root` (hexadecimal)."""
    return Head.objects.filter(pk=HEAD).first() or Head(pk=HEAD)


def seal() -> bytes:
    """Answer the 32 bytes of the root: the seal of the whole history, drawn on pages and prints."""
    return head().tree().root()


@dataclass(frozen=True, slots=True)
class Integrity:
    """The history at a glance: `verified_*` speak of the last full verification, `intact` is None before the first."""

    size: int
    root: str
    intact: bool | None
    verified_at: datetime | None
    verified_size: int
    verified_root: str


def integrity_summary() -> Integrity:
    """Answer the size and root now and the outcome of the last full verification: one small query, no scan."""
    newest = Verification.objects.order_by("-id")
    columns = ("findings", "at", "size", "root")
    last = {f"last_{name}": Subquery(newest.values(name)[:1]) for name in columns}
    row = Head.objects.filter(pk=HEAD).annotate(**last).values("size", "frontier", *last).first() or {}
    now = Head(pk=HEAD, size=row["size"], frontier=row["frontier"]) if row else Head(pk=HEAD)
    if not row or row["last_at"] is None:
        return Integrity(now.size, now.root, None, None, 0, EMPTY_ROOT.hex())
    return Integrity(now.size, now.root, row["last_findings"] == 0, row["last_at"], row["last_size"], row["last_root"])
