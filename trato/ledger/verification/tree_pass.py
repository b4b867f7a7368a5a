"""First pass, in recorded order: each body against its leaf, each leaf in the tree, the tree against what is signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection

from trato.ledger.checkpoints import Checkpoint
from trato.ledger.tree import Frontier, leaf_hash
from trato.ledger.verification.findings import Finding, Findings

PAGE = 4_000


@dataclass(slots=True)
class TreePass:
    """What the first pass saw: the tree of the stored leaves, and where the checkpoints stopped agreeing."""

    findings: Findings = field(default_factory=Findings)
    leaves: Frontier = field(default_factory=Frontier)
    bodies: Frontier | None = None  # the tree of the recomputed leaves, once they differ from the stored ones
    mismatched: list[int] = field(default_factory=list)
    gap_at: int = 0  # first missing position, 0 without gaps
    agreed: int = 0  # largest checkpoint that agrees
    disagreed: list[tuple[Checkpoint, int]] = field(default_factory=list)  # and the last that agreed before it

    @property
    def whole(self) -> bool:
        return not self.gap_at

    def agrees(self, root: bytes) -> bool:
        """Tell whether the root is that of the stored leaves or of the bodies."""
        return root == self.leaves.root() or (self.bodies is not None and root == self.bodies.root())


def read_tree(*, size: int, checkpoints: Sequence[Checkpoint]) -> TreePass:
    """Read the first `size` entries in order, in flat memory, stopping at each checkpoint to compare roots."""
    seen = TreePass()
    waiting = sorted((one for one in checkpoints if one.tree.size), key=lambda one: one.tree.size, reverse=True)
    last = 0
    for pos, body, leaf in _rows(size):
        if pos != last + 1:
            _note_gap(seen, last + 1, pos - 1)
        last = pos
        computed = leaf_hash(body)
        if computed != leaf:
            seen.mismatched.append(pos)
            seen.bodies = seen.bodies or seen.leaves.copy()
        if seen.bodies is not None:
            seen.bodies.add(computed)
        seen.leaves.add(leaf)
        while waiting and waiting[-1].tree.size <= pos:
            _compare(seen, waiting.pop())
    if last < size:
        seen.gap_at = seen.gap_at or last + 1
        seen.findings.add(Finding(kind="tail-truncated", pos=last + 1, until=size, name="ledger_head"))
    return seen


def classify_mismatches(seen: TreePass, *, head_root: bytes) -> None:
    """Say of each body that does not fit its leaf which of the two was edited: the one the seal does not vouch for."""
    bodies_vouched = seen.bodies is not None and seen.bodies.root() == head_root and seen.whole
    kind = "leaf-edited" if bodies_vouched else "body-edited"
    for pos in seen.mismatched:
        seen.findings.add(Finding(kind=kind, pos=pos))


def _compare(seen: TreePass, checkpoint: Checkpoint) -> None:
    if seen.gap_at and seen.gap_at <= checkpoint.tree.size:
        return  # the deleted entries are named already; no root can be computed past them
    if seen.agrees(checkpoint.tree.root):
        seen.agreed = checkpoint.tree.size
    else:
        seen.disagreed.append((checkpoint, seen.agreed))


def _note_gap(seen: TreePass, first: int, last: int) -> None:
    seen.gap_at = seen.gap_at or first
    seen.findings.add(Finding(kind="rows-deleted", pos=first, until=last))


def _rows(size: int) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (pos, body, leaf) by keyset pages: flat memory, no long transaction, the same on both databases."""
    last = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT pos, body, leaf FROM ledger_entry WHERE pos > %s AND pos <= %s ORDER BY pos LIMIT %s",
                [last, size, PAGE],
            )
            page = cursor.fetchall()
            for pos, body, leaf in page:
                yield pos, stored_bytes(body), stored_bytes(leaf)
            if len(page) < PAGE:
                return
            last = page[-1][0]


def stored_bytes(value: object) -> bytes:
    """Answer a column's bytes, whatever a hand put there: SQLite keeps text and numbers in any column."""
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return str(value).encode(errors="surrogateescape")
