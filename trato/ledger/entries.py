"""Reading entries back, in the order they were recorded."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched

from django.db.models import Max

from trato.ledger.append import BATCH
from trato.ledger.body import Recorded, decode
from trato.ledger.models import Entry
from trato.prepared import Prepared

__all__ = ["Recorded", "entries_after", "entries_of", "last_seq", "last_seqs", "stream_entries"]

_ONE = Prepared(lambda stream: Entry.objects.filter(stream=stream).order_by("seq").values_list("body"), stream=str)


def stream_entries(stream: str) -> list[Recorded]:
    """Answer every entry of the stream, in `pos` order."""
    return entries_of([stream])[stream]


def entries_of(streams: Sequence[str]) -> dict[str, list[Recorded]]:
    """Answer the entries of each stream, in `pos` order, with a constant number of queries; an unknown one is empty."""
    found: dict[str, list[Recorded]] = {stream: [] for stream in streams}
    if len(found) == 1:
        (stream,) = found
        found[stream] = [decode(body) for (body,) in _ONE.rows(stream=stream)]
        return found
    for some in batched(found, BATCH):
        rows = Entry.objects.filter(stream__in=some).order_by("stream", "seq").values_list("stream", "body")
        for stream, body in rows:
            found[stream].append(decode(body))
    return found


def entries_after(pos: int, *, limit: int = 500) -> list[Recorded]:
    """Answer up to `limit` entries recorded after `pos`, over all streams; 0 begins at the first."""
    rows = Entry.objects.filter(pos__gt=pos).order_by("pos").values_list("body", flat=True)
    return [decode(body) for body in rows[:limit]]


def last_seq(stream: str) -> int:
    """Answer the number of the stream's last entry, 0 when it has none: what a form carries to notice a clash."""
    return last_seqs([stream]).get(stream, 0)


def last_seqs(streams: Sequence[str]) -> dict[str, int]:
    """Answer the number of the last entry of each stream that has one."""
    found: dict[str, int] = {}
    for some in batched(streams, BATCH):
        rows = Entry.objects.filter(stream__in=some).order_by().values("stream").annotate(last=Max("seq"))
        found.update(rows.values_list("stream", "last"))
    return found
