"""Triggers that refuse to change or remove what was recorded, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DEFAULT_DB_ALIAS
from django.utils import timezone

from trato.ledger.actors import SYSTEM, Actor
from trato.ledger.append import HEAD, Draft, append
from trato.ledger.models import Entry, Head

STREAM = "ledger/guards"
EVENT = "ledger.guards-restored"

_SQLITE = {
    "ledger_entry_no_update": (
        "CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry "
        "BEGIN SELECT RAISE(ABORT, 'ledger: an entry is never changed'); END"
    ),
    "ledger_entry_no_delete": (
        "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry "
        "BEGIN SELECT RAISE(ABORT, 'ledger: an entry is never removed'); END"
    ),
    # INSERT OR REPLACE removes the old row without firing the delete trigger.
    "ledger_entry_no_replace": (
        "CREATE TRIGGER ledger_entry_no_replace BEFORE INSERT ON ledger_entry WHEN EXISTS (SELECT 1 FROM ledger_entry "
        "WHERE pos = NEW.pos) OR EXISTS (SELECT 1 FROM ledger_entry WHERE stream = NEW.stream AND seq = NEW.seq) "
        "BEGIN SELECT RAISE(ABORT, 'ledger: an entry is never replaced'); END"
    ),
    "ledger_head_no_shrink": (
        "CREATE TRIGGER ledger_head_no_shrink BEFORE UPDATE ON ledger_head "
        "WHEN NEW.size < OLD.size OR NEW.id <> OLD.id "
        "BEGIN SELECT RAISE(ABORT, 'ledger: the head never goes back'); END"
    ),
    "ledger_head_no_delete": (
        "CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head "
        "BEGIN SELECT RAISE(ABORT, 'ledger: the head is never removed'); END"
    ),
}

_REFUSE = "\nBEGIN\n  RAISE EXCEPTION 'ledger: what was recorded is never changed or removed';\nEND;\n"
_NO_SHRINK = (
    "\nBEGIN\n  IF NEW.size < OLD.size OR NEW.id <> OLD.id THEN\n"
    "    RAISE EXCEPTION 'ledger: the head never goes back';\n  END IF;\n  RETURN NEW;\nEND;\n"
)
_FUNCTIONS = {"ledger_refuse": _REFUSE, "ledger_head_forward": _NO_SHRINK}
_BEFORE, _ROW, _DELETE, _UPDATE, _TRUNCATE = 2, 1, 8, 16, 32  # bits of pg_trigger.tgtype
_POSTGRESQL = {
    "ledger_entry_no_update": ("ledger_entry", "UPDATE", "ROW", "ledger_refuse", _BEFORE | _ROW | _UPDATE),
    "ledger_entry_no_delete": ("ledger_entry", "DELETE", "ROW", "ledger_refuse", _BEFORE | _ROW | _DELETE),
    "ledger_entry_no_truncate": ("ledger_entry", "TRUNCATE", "STATEMENT", "ledger_refuse", _BEFORE | _TRUNCATE),
    "ledger_head_no_shrink": ("ledger_head", "UPDATE", "ROW", "ledger_head_forward", _BEFORE | _ROW | _UPDATE),
    "ledger_head_no_delete": ("ledger_head", "DELETE", "ROW", "ledger_refuse", _BEFORE | _ROW | _DELETE),
    "ledger_head_no_truncate": ("ledger_head", "TRUNCATE", "STATEMENT", "ledger_refuse", _BEFORE | _TRUNCATE),
}


def protect_after_migrate(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Put missing triggers back after every migration, and lay the head row of a new ledger."""
    if _tables_exist(connections[using]):
        if not Entry.objects.using(using).exists():
            Head.objects.using(using).get_or_create(pk=HEAD)
        protect(by=SYSTEM, at=timezone.now(), using=using)


def protect(*, by: Actor, at: datetime, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Put missing triggers back and answer their names; in a ledger with entries that is itself an entry."""
    absent = missing(using=using)
    if not absent:
        return []
    with transaction.atomic(using=using):
        install(using=using)
        if using == DEFAULT_DB_ALIAS and Entry.objects.using(using).exists():
            facts = {"missing": len(absent)}
            append([Draft(stream=STREAM, event=EVENT, occurred_at=at, actor=by, facts=facts)], at=at)
    return absent


def install(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Create every trigger afresh."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, statement in _SQLITE.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(statement)
            return
        for name, source in _FUNCTIONS.items():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $ledger${source}$ledger$"
            )
        for name, (table, operation, level, function, _) in _POSTGRESQL.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH {level} EXECUTE FUNCTION {function}()"
            )
            # ALWAYS: also in a session that calls itself a replica.
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def missing(*, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Name the triggers that are absent, switched off or not the ones installed; empty before the first migration."""
    connection = connections[using]
    if not _tables_exist(connection):
        return []
    present = _sqlite_present(connection) if connection.vendor == "sqlite" else _postgresql_present(connection)
    expected = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    return [name for name in expected if name not in present]


def _sqlite_present(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger_%%'", [])
        return {name for name, statement in cursor.fetchall() if _SQLITE.get(name) == statement}


def _postgresql_present(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, t.tgrelid::regclass::text, p.proname, t.tgtype, p.prosrc FROM pg_trigger t "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgenabled = 'A' AND t.tgqual IS NULL "
            "AND t.tgrelid IN (to_regclass('ledger_entry'), to_regclass('ledger_head'))"
        )
        rows = cursor.fetchall()
    return {
        name
        for name, table, function, kind, source in rows
        if name in _POSTGRESQL
        and (table, function, kind) == (_POSTGRESQL[name][0], _POSTGRESQL[name][3], _POSTGRESQL[name][4])
        and source == _FUNCTIONS[function]
    }


def _tables_exist(connection: BaseDatabaseWrapper) -> bool:
    return {"ledger_entry", "ledger_head"} <= set(connection.introspection.table_names())
