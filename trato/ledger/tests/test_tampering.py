"""Whoever has the database's password may drop the triggers and edit: each way of doing it is detected and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from trato.ledger.body import encode
from trato.ledger.checkpoints import write_checkpoint
from trato.ledger.models import Entry
from trato.ledger.queries import head, integrity_summary
from trato.ledger.tree import Frontier, leaf_hash
from trato.ledger.verification import Report, verify

type Sql = Callable[..., int]
GUARDS = {"guard-missing"}


@pytest.fixture
def found(history: None, unguarded: Sql, noon: datetime) -> Callable[[], set[tuple[str, int, int]]]:
    """What a verification names besides the dropped triggers: (kind, pos, until)."""

    def name() -> set[tuple[str, int, int]]:
        report = verify(at=noon)
        assert {one.kind for one in report.findings} >= GUARDS
        return {(one.kind, one.pos, one.until) for one in report.findings if one.kind not in GUARDS}

    return name


def edited(pos: int, /, **changes: object) -> bytes:
    return encode({**json.loads(bytes(Entry.objects.get(pos=pos).body)), **changes})


def rewrite_head(unguarded: Sql) -> None:
    """Do what a thorough forger does: make the head fit whatever is there now."""
    tree = Frontier()
    tree.extend(bytes(leaf) for leaf in Entry.objects.order_by("pos").values_list("leaf", flat=True))
    unguarded("UPDATE ledger_head SET size = %s, frontier = %s", tree.size, tree.pack())


def kinds(report: Report) -> set[str]:
    return {one.kind for one in report.findings}


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


@pytest.mark.parametrize(
    ("edit", "value", "told"),
    [
        ("UPDATE ledger_head SET frontier = %s", b"", "frontier"),
        ("UPDATE ledger_head SET frontier = %s", bytes(64), "root"),
        ("UPDATE ledger_head SET streams = %s", 9, "streams"),
        ("UPDATE ledger_head SET streams = %s", 1, "streams"),
        ("UPDATE ledger_head SET recorded_at = %s", "2030-01-01 00:00:00+00:00", "recorded_at"),
    ],
)
def test_an_edited_head_is_named(
    edit: str, value: object, told: str, history: None, unguarded: Sql, noon: datetime
) -> None:
    unguarded(edit, value)
    assert [one.name for one in verify(at=noon).findings if one.kind == "head-mismatch"] == [told]


def test_a_missing_head_is_named(found: Callable[[], object], unguarded: Sql) -> None:
    unguarded("DELETE FROM ledger_head")
    assert found() == {("head-missing", 0, 0)}


def test_each_missing_trigger_is_named(history: None, unguarded: Sql, noon: datetime) -> None:
    names = {one.name for one in verify(at=noon).findings}
    assert {"ledger_entry_no_update", "ledger_entry_no_delete", "ledger_head_no_delete"} <= names
    assert ("ledger_entry_no_truncate" in names) == (connection.vendor == "postgresql")


def test_a_forged_format_with_a_forged_chain_is_named(found: Callable[[], object], unguarded: Sql) -> None:
    body = edited(12, format="other/1")
    unguarded("UPDATE ledger_entry SET body = %s, leaf = %s WHERE pos = 12", body, leaf_hash(body))
    rewrite_head(unguarded)
    assert found() == {("foreign-format", 12, 0)}


def test_a_body_out_of_canonical_form_is_named(found: Callable[[], object], unguarded: Sql) -> None:
    body = json.dumps(json.loads(edited(12))).encode()
    unguarded("UPDATE ledger_entry SET body = %s, leaf = %s WHERE pos = 12", body, leaf_hash(body))
    rewrite_head(unguarded)
    assert found() == {("not-canonical", 12, 0)}


def test_a_touched_checkpoint_is_refused_by_name(history: None, data_dir: Path, noon: datetime) -> None:
    checkpoint = write_checkpoint(at=noon)
    assert checkpoint is not None
    path = data_dir / "checkpoints" / checkpoint.name
    path.write_text(path.read_text().replace("\n12\n", "\n11\n"))
    (finding,) = verify(at=noon).findings
    assert (finding.kind, finding.name, finding.why) == ("checkpoint-refused", checkpoint.name, "wrong signature")


def test_text_put_where_bytes_belong_does_not_stop_the_verification(
    found: Callable[[], object], unguarded: Sql
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses text in a column of bytes")
    unguarded("UPDATE ledger_entry SET body = 'hola', leaf = 7 WHERE pos = 5")
    assert ("body-edited", 5, 0) in found()  # type: ignore[operator]


def test_findings_are_said_in_the_language_of_the_reader(
    found: Callable[[], object], unguarded: Sql, noon: datetime
) -> None:
    unguarded("UPDATE ledger_entry SET body = %s WHERE pos = 5", b"{}")
    finding = next(one for one in verify(at=noon).findings if one.kind == "body-edited")
    with translation.override("en"):
        assert finding.sentence() == "Entry 5 was edited: its text is no longer the one that was sealed."
    with translation.override("es-ar"):
        assert finding.sentence() == "El asiento 5 fue modificado: su texto ya no es el que se selló."


def test_writers_may_go_on_while_the_history_is_verified(
    history: None, write: Callable[..., list[Entry]], noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.ledger import verification

    read = verification._read

    def read_late(*given: object) -> object:
        write("cycle/1", "cycle/77", hour=6)
        return read(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(verification, "_read", read_late)
    report = verify(at=noon)
    assert (report.size, kinds(report)) == (12, set())
