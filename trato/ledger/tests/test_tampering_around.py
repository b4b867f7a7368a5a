"""Tampering with what surrounds the entries: the head row, the triggers, the checkpoints, the format."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from trato.ledger.checkpoints import write_checkpoint
from trato.ledger.models import Entry
from trato.ledger.tests.forging import edited, rewrite_head
from trato.ledger.tree import leaf_hash
from trato.ledger.verification import verify

type Sql = Callable[..., int]


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
    assert (report.size, report.findings) == (12, ())
