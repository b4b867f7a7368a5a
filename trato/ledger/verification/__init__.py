"""Verify the whole history: two passes in flat memory, each thing found named exactly."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import django
from django.db.models import Max, Subquery

from trato.ledger import guards
from trato.ledger.append import HEAD
from trato.ledger.body import ForeignFormat, parse
from trato.ledger.checkpoints import Checkpoint, read_checkpoints, read_files, stream_names, verifiers
from trato.ledger.facts import instant_text
from trato.ledger.models import Entry, Head, Verification
from trato.ledger.restorations import Restoration, restorations
from trato.ledger.verification.findings import Finding, Findings
from trato.ledger.verification.report import ORDER, Report
from trato.ledger.verification.stream_pass import StreamPass, read_streams, read_streams_elsewhere
from trato.ledger.verification.tree_pass import TreePass, classify_mismatches, read_tree, stored_bytes

__all__ = ["Finding", "Report", "verify"]

WORTH_A_PROCESS = 100_000  # below this, starting the second process costs more than it saves


def verify(*, at: datetime, against: Sequence[Path] = (), processes: int = 1) -> Report:
    """Read every entry and answer what was found; the outcome is kept for `integrity_summary`.

    `against` are checkpoint files held elsewhere, compared with the rest. With `processes=2` a large ledger is read
    by two, which only a command may ask for. Writers are not stopped: what they add meanwhile is left for next time.
    """
    begun = time.perf_counter()
    findings, notices = Findings(), Findings()
    for name in guards.missing():
        findings.add(Finding(kind="guard-missing", name=name))
    found, last = _head_and_last()
    head = found or Head(size=last)
    good, bad = read_checkpoints()
    brought, refused = read_files(list(against))
    for name, why in (*bad, *refused):
        findings.add(Finding(kind="checkpoint-refused", name=name, why=why))
    checkpoints = [*good, *brought]
    seen, streams = _read(head, checkpoints, processes)
    if found is None:
        findings.add(Finding(kind="head-missing"))
        classify_mismatches(seen, head_root=b"")
    else:
        _judge_head(seen, head, last, findings)
        _judge_dropped(seen, streams, head, findings)
    findings.merge(seen.findings)
    findings.merge(streams.findings, except_at=seen.mismatched)
    covered = _judge_checkpoints(seen, head, checkpoints, findings, notices)
    _note_guards(notices)
    _note_keys(notices)
    report = Report(
        size=head.size,
        root=seen.leaves.root().hex(),
        findings=tuple(sorted(findings.kept, key=lambda one: (ORDER[one.kind], one.pos, one.seq))),
        counts=findings.counts,
        notices=tuple(notices.kept),
        checkpoints=len(checkpoints),
        covered=covered,
        seconds=time.perf_counter() - begun,
    )
    Verification.objects.create(
        at=at, size=report.size, root=report.root, findings=findings.total, milliseconds=int(report.seconds * 1000)
    )
    return report


def _head_and_last() -> tuple[Head | None, int]:
    """Answer the head and the last position, as of one moment: one statement sees one state."""
    last = Entry.objects.order_by("-pos").values("pos")[:1]
    row = Head.objects.filter(pk=HEAD).annotate(last=Subquery(last)).first()
    if row is None:
        return None, Entry.objects.aggregate(last=Max("pos"))["last"] or 0
    return row, row.last or 0


def _read(head: Head, checkpoints: list[Checkpoint], processes: int) -> tuple[TreePass, StreamPass]:
    if processes < 2 or head.size < WORTH_A_PROCESS:  # noqa: PLR2004
        seen = read_tree(size=head.size, checkpoints=checkpoints)
        return seen, read_streams(size=head.size, streams=head.streams)
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"), initializer=django.setup) as other:
        streams = other.submit(read_streams_elsewhere, head.size, head.streams)
        return read_tree(size=head.size, checkpoints=checkpoints), streams.result()


def _judge_head(seen: TreePass, head: Head, last: int, findings: Findings) -> None:
    """Recompute the head row from the entries; past a gap no root can be computed and the gap says it all."""
    if last > head.size:
        findings.add(Finding(kind="rows-beyond-head", pos=head.size + 1, until=last))
    try:
        claimed = head.tree().root()
    except ValueError:
        findings.add(Finding(kind="head-mismatch", name="frontier"))
        claimed = b""
    classify_mismatches(seen, head_root=claimed)
    if claimed and seen.whole and not seen.agrees(claimed):
        findings.add(Finding(kind="head-mismatch", name="root"))
    newest = Entry.objects.filter(pos=head.size).values_list("body", flat=True).first()
    if newest is not None and not _recorded(newest, head.recorded_at):
        findings.add(Finding(kind="head-mismatch", name="recorded_at"))


def _recorded(body: object, moment: datetime | None) -> bool:
    """Tell whether the body says it was recorded at that moment; an unreadable one has its own finding."""
    try:
        return moment is not None and parse(stored_bytes(body))["recorded_at"] == instant_text(moment)
    except (ForeignFormat, KeyError):
        return True


def _judge_dropped(seen: TreePass, streams: StreamPass, head: Head, findings: Findings) -> None:
    """Name the streams of which nothing is left."""
    if streams.beyond or (streams.missing and seen.whole and not streams.unsure):
        findings.add(Finding(kind="head-mismatch", name="streams"))
        return
    names, unnamed, unsure = stream_names() if streams.missing else [], list[int](), streams.unsure
    for number in streams.missing:
        name = names[number - 1] if number <= len(names) else ""
        if not name:
            unnamed.append(number)
        elif Entry.objects.filter(stream=name, pos__lte=head.size).exists():
            unsure -= 1
        else:
            findings.add(Finding(kind="stream-dropped", stream=name, seq=number))
    if len(unnamed) > unsure:
        for number in unnamed:
            findings.add(Finding(kind="stream-dropped-unnamed", seq=number))


def _judge_checkpoints(
    seen: TreePass, head: Head, checkpoints: list[Checkpoint], findings: Findings, notices: Findings
) -> int:
    """Compare with what was signed; answer how many entries the farthest agreeing checkpoint vouches for."""
    lost = restorations()
    for gap in lost:
        kind = "restored" if gap.lost_to > gap.kept else "restored-whole"
        notices.add(Finding(kind=kind, pos=gap.kept + 1, until=gap.lost_to))
    for checkpoint in checkpoints:
        size = checkpoint.tree.size
        if size > head.size and not _excused(checkpoint, lost, notices):
            findings.add(Finding(kind="tail-truncated", pos=head.size + 1, until=size, name=checkpoint.name))
    for checkpoint, agreed in seen.disagreed:
        if not _excused(checkpoint, lost, notices):
            size = checkpoint.tree.size
            findings.add(Finding(kind="history-differs", pos=agreed + 1, until=size, name=checkpoint.name))
    return seen.agreed


def _excused(checkpoint: Checkpoint, lost: list[Restoration], notices: Findings) -> bool:
    excused = any(gap.excuses(checkpoint.tree.size) for gap in lost)
    if excused:
        notices.add(Finding(kind="lost-checkpoint", name=checkpoint.name))
    return excused


def _note_keys(notices: Findings) -> None:
    for changed in verifiers()[1:]:
        notices.add(Finding(kind="key-changed", name=changed.name))


def _note_guards(notices: Findings) -> None:
    for pos in Entry.objects.filter(stream=guards.STREAM).order_by("seq").values_list("pos", flat=True):
        notices.add(Finding(kind="guards-restored", pos=pos))
