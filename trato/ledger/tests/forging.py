"""What a forger with the database's password does, for the tests that must catch it."""

from __future__ import annotations

import json
from collections.abc import Callable

from trato.ledger.body import encode
from trato.ledger.models import Entry
from trato.ledger.tree import Frontier

type Sql = Callable[..., int]


def edited(pos: int, /, **changes: object) -> bytes:
    return encode({**json.loads(bytes(Entry.objects.get(pos=pos).body)), **changes})


def rewrite_head(unguarded: Sql) -> None:
    """Do what a thorough forger does: make the head fit whatever is there now."""
    tree = Frontier()
    tree.extend(bytes(leaf) for leaf in Entry.objects.order_by("pos").values_list("leaf", flat=True))
    unguarded("UPDATE ledger_head SET size = %s, frontier = %s", tree.size, tree.pack())
