"""Second pass, stream by stream: what each body says of itself, the numbers, the chain of previous leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from trato.ledger.body import ForeignFormat, encode, parse
from trato.ledger.tree import leaf_hash
from trato.ledger.verification.findings import Finding, Findings
from trato.ledger.verification.tree_pass import stored_bytes

PAGE = 4_000


@dataclass(slots=True)
class StreamPass:
    """What the second pass saw: the findings, and the numbers of the streams that nothing begins."""

    findings: Findings = field(default_factory=Findings)
    missing: list[int] = field(default_factory=list)
    unsure: int = 0  # streams present whose own number cannot be read: their beginning is gone or odd
    beyond: int = 0  # the largest number of a stream above those the head counts


@dataclass(slots=True)
class _Tip:
    """The entry before, within its stream."""

    stream: str = ""
    seq: int = 0
    leaf: bytes = b""
    body: bytes = b""
    recorded_at: str = ""

    def is_followed_by(self, previous: object) -> bool:
        """Tell whether that leaf is this entry's, as stored or as computed: an edited one is told once."""
        return previous == self.leaf.hex() or (self.seq > 0 and previous == leaf_hash(self.body).hex())


def read_streams(*, size: int, streams: int) -> StreamPass:
    """Read the first `size` entries ordered by stream and number; memory is one bit a stream."""
    seen = StreamPass()
    begun = bytearray(streams // 8 + 1)
    tip = _Tip()
    for pos, stream, seq, body, leaf in _rows(size):
        fields = _own_words(seen.findings, pos, stream, seq, body)
        if stream != tip.stream:
            tip = _Tip(stream)
            _begin(seen, begun, fields, streams)
        if seq != tip.seq + 1:
            seen.findings.add(Finding(kind="seq-gap", pos=pos, stream=stream, seq=tip.seq + 1, until=seq - 1))
        elif fields is not None and not tip.is_followed_by(fields.get("previous")):
            seen.findings.add(Finding(kind="chain-broken", pos=pos, stream=stream, seq=seq))
        recorded_at = str(fields.get("recorded_at", "")) if fields else ""
        if recorded_at and recorded_at < tip.recorded_at:
            seen.findings.add(Finding(kind="recorded-backwards", pos=pos, stream=stream, seq=seq))
        tip = _Tip(stream, seq, leaf, body, recorded_at)
    seen.missing = [number for number in range(1, streams + 1) if not begun[number // 8] >> number % 8 & 1]
    return seen


def _begin(seen: StreamPass, begun: bytearray, fields: dict[str, Any] | None, streams: int) -> None:
    """Tick off the number that the first entry of a stream carries."""
    number = fields.get("opens") if fields else 0
    if not isinstance(number, int) or number < 1:
        seen.unsure += 1
    elif number > streams:
        seen.beyond = max(seen.beyond, number)
    else:
        begun[number // 8] |= 1 << number % 8


def read_streams_elsewhere(size: int, streams: int) -> StreamPass:
    """As `read_streams`, in a process of its own, which leaves no connection behind."""
    try:
        return read_streams(size=size, streams=streams)
    finally:
        connection.close()


def _own_words(findings: Findings, pos: int, stream: str, seq: int, body: bytes) -> dict[str, Any] | None:
    """Answer the body's fields when it speaks of its own place; else say what is wrong and answer None."""
    try:
        fields = parse(body)
    except ForeignFormat as foreign:
        findings.add(Finding(kind="foreign-format", pos=pos, name=str(foreign)[:40]))
        return None
    if fields.get("pos") != pos:
        told = fields.get("pos")
        findings.add(Finding(kind="reordered", pos=pos, until=told if isinstance(told, int) else 0))
        return None
    if (fields.get("stream"), fields.get("seq")) != (stream, seq):
        findings.add(Finding(kind="relabelled", pos=pos, stream=stream, seq=seq))
        return None
    if encode(fields) != body:
        findings.add(Finding(kind="not-canonical", pos=pos))
    return fields


def _rows(size: int) -> Iterator[tuple[int, str, int, bytes, bytes]]:
    """Yield (pos, stream, seq, body, leaf) by keyset pages over the unique index."""
    stream, seq = "", 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT pos, stream, seq, body, leaf FROM ledger_entry "
                "WHERE (stream, seq) > (%s, %s) AND pos <= %s ORDER BY stream, seq LIMIT %s",
                [stream, seq, size, PAGE],
            )
            page = cursor.fetchall()
            for pos, name, number, body, leaf in page:
                yield pos, str(name), number if isinstance(number, int) else 0, stored_bytes(body), stored_bytes(leaf)
            if len(page) < PAGE:
                return
            _, stream, seq, _, _ = page[-1]
