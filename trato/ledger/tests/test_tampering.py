"""Whoever has the database's password may drop the triggers and edit: each way of doing it is detected and named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from trato.ledger.checkpoints import write_checkpoint
from trato.ledger.models import Entry
from trato.ledger.queries import head, integrity_summary
from trato.ledger.tests.forging import edited, rewrite_head
from trato.ledger.tree import leaf_hash
from trato.ledger.verification import verify

type Sql = Callable[..., int]


def test_an_untouched_history_is_intact(history: None, noon: datetime) -> None:
    report = verify(at=noon)
    assert report.intact
    assert (report.size, report.root) == (12, head().root)
    summary = integrity_summary()
    assert (summary.intact, summary.verified_at, summary.verified_size) == (True, noon, 12)


def test_an_empty_history_is_intact(db: None, noon: datetime) -> None:
    assert verify(at=noon).intact


def test_pages_learn_that_a_verification_found_something(found: Callable[[], object]) -> None:
    assert integrity_summary().intact is None
    found()
    assert integrity_summary().intact is False


def test_an_edited_body_is_named(found: Callable[[], object], unguarded: Sql) -> None:
    unguarded("UPDATE ledger_entry SET body = %s WHERE pos = 5", edited(5, role="GC"))
    assert found() == {("body-edited", 5, 0)}


@pytest.mark.parametrize("garbage", [b"", b"not JSON", b"\xff\xfe", b"[]", b'{"format":"other/1"}'])
def test_a_body_replaced_by_garbage_is_named_once(garbage: bytes, found: Callable[[], object], unguarded: Sql) -> None:
    unguarded("UPDATE ledger_entry SET body = %s WHERE pos = 5", garbage)
    assert found() == {("body-edited", 5, 0)}


def test_an_edited_seal_is_told_from_an_edited_body(found: Callable[[], object], unguarded: Sql) -> None:
    unguarded("UPDATE ledger_entry SET leaf = %s WHERE pos = 5", bytes(32))
    assert found() == {("leaf-edited", 5, 0)}


def test_a_body_edited_together_with_its_seal_breaks_the_chain_and_the_head(
    found: Callable[[], object], unguarded: Sql
) -> None:
    body = edited(5, role="GC")
    unguarded("UPDATE ledger_entry SET body = %s, leaf = %s WHERE pos = 5", body, leaf_hash(body))
    assert found() == {("chain-broken", 8, 0), ("head-mismatch", 0, 0)}


def test_a_thorough_forgery_is_named_against_a_checkpoint(
    found: Callable[[], object], unguarded: Sql, noon: datetime
) -> None:
    write_checkpoint(at=noon)
    body = edited(12, role="GC")
    unguarded("UPDATE ledger_entry SET body = %s, leaf = %s WHERE pos = 12", body, leaf_hash(body))
    rewrite_head(unguarded)
    assert found() == {("history-differs", 1, 12)}


def test_the_change_is_bracketed_between_checkpoints(
    write: Callable[..., list[Entry]], found: Callable[[], object], unguarded: Sql, noon: datetime
) -> None:
    write_checkpoint(at=noon)
    write("cycle/5", "cycle/6", hour=4)
    write_checkpoint(at=noon)
    body = edited(14, role="GC")
    unguarded("UPDATE ledger_entry SET body = %s, leaf = %s WHERE pos = 14", body, leaf_hash(body))
    rewrite_head(unguarded)
    assert found() == {("history-differs", 13, 14)}


def test_deleted_entries_are_named_and_so_is_the_stream_they_left(found: Callable[[], object], unguarded: Sql) -> None:
    unguarded("DELETE FROM ledger_entry WHERE pos = 4")
    assert found() == {("rows-deleted", 4, 4), ("seq-gap", 7, 2)}


def test_a_deleted_beginning_is_not_taken_for_a_dropped_stream(found: Callable[[], object], unguarded: Sql) -> None:
    unguarded("DELETE FROM ledger_entry WHERE pos = 1")
    assert found() == {("rows-deleted", 1, 1), ("seq-gap", 4, 1)}


def test_neighbouring_deletions_are_one_range(found: Callable[[], object], unguarded: Sql) -> None:
    unguarded("DELETE FROM ledger_entry WHERE pos BETWEEN 7 AND 9")
    assert found() == {("rows-deleted", 7, 9)}


@pytest.mark.parametrize("signed", [True, False])
def test_a_dropped_stream_is_named(signed: bool, found: Callable[[], object], unguarded: Sql, noon: datetime) -> None:
    if signed:
        write_checkpoint(at=noon)
    unguarded("DELETE FROM ledger_entry WHERE stream = 'cycle/2'")
    found()
    dropped = [one for one in verify(at=noon).findings if one.kind.startswith("stream-dropped")]
    assert [(one.stream, one.seq) for one in dropped] == [("cycle/2" if signed else "", 2)]
    deleted = [one.pos for one in verify(at=noon).findings if one.kind == "rows-deleted"]
    assert deleted == [2, 5, 8]


def test_a_cut_tail_is_named_by_the_head(found: Callable[[], object], unguarded: Sql) -> None:
    unguarded("DELETE FROM ledger_entry WHERE pos > 10")
    assert found() == {("tail-truncated", 11, 12)}


def test_a_cut_tail_with_a_forged_head_is_named_by_the_checkpoint(
    found: Callable[[], object], unguarded: Sql, noon: datetime
) -> None:
    write_checkpoint(at=noon)
    unguarded("DELETE FROM ledger_entry WHERE pos > 11")
    unguarded("UPDATE ledger_head SET recorded_at = recorded_at")
    rewrite_head(unguarded)
    assert found() == {("tail-truncated", 12, 12)}


def test_swapped_entries_are_named(found: Callable[[], object], unguarded: Sql) -> None:
    for here, there in ((5, 999), (6, 5), (999, 6)):
        unguarded("UPDATE ledger_entry SET pos = %s WHERE pos = %s", there, here)
    assert found() == {("reordered", 5, 6), ("reordered", 6, 5), ("head-mismatch", 0, 0)}


def test_an_entry_filed_elsewhere_is_named(found: Callable[[], object], unguarded: Sql) -> None:
    unguarded("UPDATE ledger_entry SET stream = 'cycle/9', seq = 1 WHERE pos = 7")
    assert found() == {("relabelled", 7, 0)}


def test_an_inserted_entry_is_named(found: Callable[[], object], unguarded: Sql) -> None:
    body = edited(12, pos=13, seq=4)
    insert = "INSERT INTO ledger_entry (pos, stream, seq, body, leaf) VALUES (13, 'cycle/4', 4, %s, %s)"
    unguarded(insert, body, leaf_hash(body))
    assert found() == {("rows-beyond-head", 13, 13)}
