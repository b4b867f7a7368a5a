from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.ledger.models import Entry
from trato.ledger.verification import verify

NOON = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
EXECUTIVE = Actor("user", "user/7", roles=("EC",)).exercising("EC")

type Write = Callable[..., list[Entry]]
type Sql = Callable[..., int]


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def executive() -> Actor:
    return EXECUTIVE


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """Checkpoints and key of each test in a folder of its own."""
    settings.TRATO_DATA_DIR = tmp_path
    settings.TRATO_KEYS_DIR = tmp_path / "keys"
    return tmp_path


@pytest.fixture
def write(db: None) -> Write:
    """Append one entry per stream named: `write("cycle/1", "cycle/2", hour=3)`."""

    def append_to(*streams: str, hour: int = 0, **parts: Any) -> list[Entry]:
        at = NOON + timedelta(hours=hour)
        drafts = [
            Draft(**{"stream": stream, "event": "rar.issued", "occurred_at": at, "actor": EXECUTIVE, **parts})
            for stream in streams
        ]
        with transaction.atomic():
            return append(drafts, at=at)

    return append_to


@pytest.fixture
def history(write: Write) -> None:
    """Twelve entries: three of each of cycle/1 to cycle/3, then three of cycle/4."""
    for hour in range(3):
        write("cycle/1", "cycle/2", "cycle/3", hour=hour)
    write("cycle/4", "cycle/4", "cycle/4", hour=3)


@pytest.fixture
def sql(db: None) -> Sql:
    """Run a statement as somebody with the database's password would; answers the rows touched."""

    def execute(statement: str, *values: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement, list(values))
            return int(cursor.rowcount)

    return execute


@pytest.fixture
def unguarded(sql: Sql) -> Sql:
    """As `sql`, once the triggers were dropped by hand."""
    from trato.ledger import guards

    names = guards._SQLITE if connection.vendor == "sqlite" else guards._POSTGRESQL
    for name in names:
        table = "ledger_entry" if "entry" in name else "ledger_head"
        sql(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
    return sql


@pytest.fixture
def found(history: None, unguarded: Sql) -> Callable[[], set[tuple[str, int, int]]]:
    """What a verification names besides the dropped triggers: (kind, pos, until)."""

    def name() -> set[tuple[str, int, int]]:
        report = verify(at=NOON)
        assert any(one.kind == "guard-missing" for one in report.findings)
        return {(one.kind, one.pos, one.until) for one in report.findings if one.kind != "guard-missing"}

    return name
