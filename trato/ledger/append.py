"""The only way in: drafts become entries at the end of the ledger, in one step, under one lock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import Max

from trato.ledger.actors import Actor
from trato.ledger.body import FORMAT, encode
from trato.ledger.facts import Fact, check_facts, instant_text, is_code, is_hash
from trato.ledger.inserting import insert_many
from trato.ledger.models import Entry, Head
from trato.ledger.tree import leaf_hash

HEAD = 1
BATCH = 2_000

_STREAM = re.compile(r"[a-z][a-z0-9_-]{0,39}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,59}){1,2}")
_EVENT = re.compile(r"[a-z][a-z0-9_-]{0,39}(?:\.[a-z0-9_-]{1,40}){1,3}")
_ACTION = re.compile(r"(?:[a-z][a-z0-9-]{0,63})?")


class NotInTransaction(RuntimeError):
    """An append outside `transaction.atomic`: the entry could outlive the row it speaks of."""


class HeadMoved(RuntimeError):
    """The head row changed under its lock, or is missing: the database does not isolate writers, or was edited."""


class NotADraft(ValueError):
    """A draft whose parts do not have the closed shapes the ledger admits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Describe what happened, before it has a place in the ledger. Raises NotADraft or NotAFact.

    `stream` "cycle/42", `event` "rar.issued", `action` an action id or "", `definition` and `record` a SHA-256 in
    hexadecimal or "", `attachments` SHA-256s, `waiver` a code or "".
    """

    stream: str
    event: str
    occurred_at: datetime
    actor: Actor
    action: str = ""
    definition: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    record: str = ""
    attachments: tuple[str, ...] = ()
    waiver: str = ""

    def __post_init__(self) -> None:
        for name, fits, example in (
            ("stream", _STREAM.fullmatch(self.stream), "cycle/42"),
            ("event", _EVENT.fullmatch(self.event), "rar.issued"),
            ("action", _ACTION.fullmatch(self.action), "survey-requirements"),
            ("definition", not self.definition or is_hash(self.definition), "a SHA-256 in hexadecimal"),
            ("record", not self.record or is_hash(self.record), "a SHA-256 in hexadecimal"),
            ("attachments", all(map(is_hash, self.attachments)), "SHA-256s in hexadecimal"),
            ("waiver", not self.waiver or is_code(self.waiver) or is_hash(self.waiver), "waiver/7"),
            ("occurred_at", self.occurred_at.tzinfo is not None, "a moment with its time zone"),
        ):
            if not fits:
                raise NotADraft(f"The {name} of an entry must look like: {example}. Got {getattr(self, name)!r}.")
        check_facts(self.facts)


def append(drafts: Sequence[Draft], *, at: datetime) -> list[Entry]:
    """Write the drafts at the end of the ledger, in order, and answer their entries.

    Call it last in the transaction: it locks the head row until the commit. `recorded_at` is `at`, never before the
    last one recorded. Raises NotInTransaction, HeadMoved.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction("Append to the ledger inside transaction.atomic, with the rows it speaks of.")
    if not drafts:
        return []
    head = Head.objects.select_for_update().filter(pk=HEAD).first()
    if head is None:
        raise HeadMoved("The head row of the ledger is missing. Run `trato ledger verify`.")
    tree, streams = head.tree(), head.streams
    recorded_at = at if head.recorded_at is None else max(at, head.recorded_at)
    recorded_text = instant_text(recorded_at)
    tips = _tips({draft.stream for draft in drafts})
    entries = []
    for draft in drafts:
        seq, previous = tips.get(draft.stream, (0, b""))
        streams += seq == 0
        body = encode(
            {
                "action": draft.action,
                "actor": draft.actor.key,
                "actor_kind": draft.actor.kind,
                "attachments": list(draft.attachments),
                "definition": draft.definition,
                "event": draft.event,
                "facts": dict(draft.facts),
                "format": FORMAT,
                "occurred_at": instant_text(draft.occurred_at),
                "opens": 0
                if seq
                else streams,  # the first entry of a stream numbers it: a dropped stream leaves a hole
                "pos": tree.size + 1,
                "previous": previous.hex(),
                "record": draft.record,
                "recorded_at": recorded_text,
                "role": draft.actor.role,
                "seq": seq + 1,
                "stream": draft.stream,
                "waiver": draft.waiver,
            }
        )
        leaf = leaf_hash(body)
        tree.add(leaf)
        tips[draft.stream] = (seq + 1, leaf)
        entries.append(Entry(tree.size, draft.stream, seq + 1, body, leaf))
    insert_many(entries)
    moved = Head.objects.filter(pk=HEAD, size=head.size).update(
        size=tree.size, streams=streams, frontier=tree.pack(), recorded_at=recorded_at
    )
    if moved != 1:
        raise HeadMoved("Another writer moved the head of the ledger; nothing was written.")
    return entries


def _tips(streams: Iterable[str]) -> dict[str, tuple[int, bytes]]:
    """Answer the last number and leaf of each stream that exists."""
    tips: dict[str, tuple[int, bytes]] = {}
    for some in batched(streams, BATCH):
        last = Entry.objects.filter(stream__in=some).order_by().values("stream").annotate(at=Max("pos")).values("at")
        for stream, seq, leaf in Entry.objects.filter(pos__in=last).values_list("stream", "seq", "leaf"):
            tips[stream] = (seq, bytes(leaf))
    return tips
