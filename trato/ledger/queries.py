"""What pages ask: the size and seal of the history, and when it was last verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Subquery

from trato.ledger.append import HEAD
from trato.ledger.models import Head, Verification
from trato.ledger.tree import EMPTY_ROOT
from trato.prepared import Prepared


def _head_and_last() -> QuerySet[Head, Any]:
    newest = Verification.objects.order_by("-id")
    last = {f"last_{name}": Subquery(newest.values(name)[:1]) for name in ("findings", "at", "size", "root")}
    return Head.objects.filter(pk=HEAD).annotate(**last).values_list("size", "frontier", *last)


_INTEGRITY = Prepared(_head_and_last)


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
    found = _INTEGRITY.rows()
    size, frontier, findings, at, verified, root = found[0] if found else (0, b"", None, None, 0, "")
    now = Head(size=size, frontier=frontier).root
    if at is None:
        return Integrity(size, now, None, None, 0, EMPTY_ROOT.hex())
    return Integrity(size, now, findings == 0, at, verified, root)
