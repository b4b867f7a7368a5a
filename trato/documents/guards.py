"""Triggers that refuse to change what was issued or approved, on SQLite and PostgreSQL, whatever program tries.

The one change admitted to an issued record is its erasure (Ley 25.326): salt and body go, everything else stays.
SQLite drops a table's triggers when a later migration alters the table, so they are installed after every migrate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.utils import DEFAULT_DB_ALIAS

_NEVER = "1 = 1"


def _changed(*columns: str, same: str) -> str:
    """Return the SQL that tells whether any of the columns changed; `same` is the dialect's null-safe equality."""
    return " OR ".join(f"NOT (NEW.{column} {same} OLD.{column})" for column in columns)


def _rules(same: str) -> dict[str, tuple[str, str, str, str]]:
    """Return name → (table, operation, condition under which it is refused, message)."""
    erasure = (
        _changed(
            "id", "stream", "kind", "number", "version", "definition_id", "hash",
            "issued_at", "issued_by", "issued_role", "supersedes_id", same=same,
        )
        + " OR OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL"
    )  # fmt: skip
    text = _changed(
        "hash", "code", "version", "title", "canonical", "source", "runnable", "loaded_at", "loaded_by", same=same
    )
    record_stands = (
        "NOT EXISTS (SELECT 1 FROM documents_recordversion r WHERE r.id = OLD.record_id AND r.erased_at IS NOT NULL)"
    )
    return {
        "documents_record_kept": ("documents_recordversion", "DELETE", _NEVER, "an issued record is never removed"),
        "documents_record_fixed": ("documents_recordversion", "UPDATE", erasure, "an issued record is never changed"),
        "documents_attachment_kept": ("documents_attachment", "DELETE", record_stands, "an attachment stays"),
        "documents_attachment_fixed": ("documents_attachment", "UPDATE", _NEVER, "an attachment is never changed"),
        "documents_annulment_kept": ("documents_annulment", "DELETE", _NEVER, "an annulment stays"),
        "documents_annulment_fixed": ("documents_annulment", "UPDATE", _NEVER, "an annulment is never changed"),
        "documents_approval_kept": ("documents_approval", "DELETE", _NEVER, "an approval stays"),
        "documents_approval_fixed": ("documents_approval", "UPDATE", _NEVER, "an approval is never changed"),
        "documents_definition_kept": ("documents_definitionversion", "DELETE", _NEVER, "a definition stays"),
        "documents_definition_fixed": (
            "documents_definitionversion",
            "UPDATE",
            f"{text} OR OLD.effective_from IS NOT NULL",
            "the text of a definition is never changed, nor anything of one in force",
        ),
    }


_TABLES = ("documents_recordversion", "documents_attachment", "documents_annulment", "documents_approval",
           "documents_definitionversion")  # fmt: skip


def install(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Create every trigger afresh; do nothing while the tables do not exist."""
    connection = connections[using]
    if not set(_TABLES) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, (table, operation, refused, message) in _rules("IS").items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {operation} ON {table} WHEN {refused} "
                    f"BEGIN SELECT RAISE(ABORT, 'documents: {message}'); END"
                )
            return
        for name, (table, operation, refused, message) in _rules("IS NOT DISTINCT FROM").items():
            row = "OLD" if operation == "DELETE" else "NEW"
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $documents$\n"
                f"BEGIN\n  IF {refused} THEN\n    RAISE EXCEPTION 'documents: {message}' "
                f"USING ERRCODE = 'integrity_constraint_violation';\n  END IF;\n  RETURN {row};\nEND;\n$documents$"
            )
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def missing(*, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Name the triggers that are absent or switched off; empty before the first migration."""
    connection = connections[using]
    if not set(_TABLES) <= set(connection.introspection.table_names()):
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'")
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in _rules("IS") if name not in present]


def install_after_migrate(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    install(using=using)


def check_triggers(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse when a trigger that keeps records as they were issued is absent or switched off."""
    return [
        Error(
            f"The trigger {name} that keeps issued records as they are is missing.",
            hint="Somebody changed the database by hand. Run `trato ledger verify`, then `trato migrate`.",
            id="documents.E001",
        )
        for alias in databases or ()
        for name in missing(using=alias)
    ]
