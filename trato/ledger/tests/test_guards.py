from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.db import DatabaseError, connection, transaction

from trato.ledger import guards
from trato.ledger.actors import SYSTEM
from trato.ledger.entries import stream_entries
from trato.ledger.models import Entry

type Sql = Callable[..., int]

ON_BOTH = (
    "UPDATE ledger_entry SET seq = 9 WHERE pos = 1",
    "UPDATE ledger_entry SET body = leaf",
    "DELETE FROM ledger_entry WHERE pos = 12",
    "DELETE FROM ledger_entry",
    "UPDATE ledger_head SET size = 3",
    "DELETE FROM ledger_head",
)
ON_SQLITE = (
    "REPLACE INTO ledger_entry (pos, stream, seq, body, leaf) VALUES (1, 'cycle/9', 1, x'00', x'00')",
    "INSERT OR REPLACE INTO ledger_entry (pos, stream, seq, body, leaf) VALUES (99, 'cycle/1', 1, x'00', x'00')",
)
ON_POSTGRESQL = (
    "TRUNCATE ledger_entry",
    "TRUNCATE ledger_head",
    (
        "INSERT INTO ledger_entry (pos, stream, seq, body, leaf) VALUES (1, 'cycle/9', 1, '', '') "
        "ON CONFLICT (pos) DO UPDATE SET body = EXCLUDED.body"
    ),
)


def refusals() -> list[str]:
    """What `check --database default` refuses in the ledger."""
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [f"{one.id} {one.msg}" for one in found if str(one.id).startswith("ledger.")]


def statements() -> tuple[str, ...]:
    return ON_BOTH + (ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL)


def test_the_database_refuses_to_change_or_remove_what_was_recorded(history: None, sql: Sql) -> None:
    before = list(Entry.objects.order_by("pos").values_list("pos", "stream", "seq"))
    for statement in statements():
        with pytest.raises(DatabaseError, match="ledger:"), transaction.atomic():
            sql(statement)
    assert list(Entry.objects.order_by("pos").values_list("pos", "stream", "seq")) == before


def test_a_migrated_database_has_every_trigger(db: None) -> None:
    assert guards.missing() == []
    assert refusals() == []


def test_the_check_refuses_without_a_trigger(unguarded: Sql) -> None:
    assert (
        "ledger.E001 The trigger ledger_entry_no_update that protects the ledger is missing or altered." in refusals()
    )


def test_a_trigger_that_does_nothing_is_as_good_as_missing(db: None, sql: Sql) -> None:
    if connection.vendor == "sqlite":
        sql("DROP TRIGGER ledger_entry_no_delete")
        sql("CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry BEGIN SELECT 1; END")
    else:
        sql("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_no_delete")
    assert guards.missing() == ["ledger_entry_no_delete"]


def test_a_hollowed_function_is_as_good_as_missing(db: None, sql: Sql) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's triggers hold their own text")
    sql("CREATE OR REPLACE FUNCTION ledger_head_forward() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    assert guards.missing() == ["ledger_head_no_shrink"]


def test_a_migration_puts_missing_triggers_back_and_the_ledger_says_so(history: None, unguarded: Sql) -> None:
    guards.protect_after_migrate()
    assert guards.missing() == []
    (entry,) = stream_entries(guards.STREAM)
    assert (entry.event, entry.facts["missing"]) == (guards.EVENT, 5 if connection.vendor == "sqlite" else 6)


def test_an_empty_ledger_is_protected_without_a_word(unguarded: Sql) -> None:
    guards.protect_after_migrate()
    assert guards.missing() == []
    assert not Entry.objects.exists()


def test_protecting_what_is_protected_writes_nothing(history: None, noon: datetime) -> None:
    assert guards.protect(by=SYSTEM, at=noon) == []
    assert Entry.objects.count() == 12


def test_an_sqlite_that_does_not_take_turns_is_refused(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks the head row")
    options: dict[str, Any] = {**connection.settings_dict["OPTIONS"], "transaction_mode": "DEFERRED"}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    (refusal,) = refusals()
    assert "IMMEDIATE" in refusal
