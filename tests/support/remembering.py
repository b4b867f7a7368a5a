"""What many tests build alike is built once per process and then copied: the rows it wrote, and what it returned.

A function marked `@remembered` runs through the actions the first time. Called again with the same arguments, in a
database that came to where it stands by the same remembered calls and no other write, it only writes the same rows
again. Anything else written in between, by an action or by hand, makes the state unknown, and the function runs.
"""

from __future__ import annotations

import copy
import functools
import os
import re
from collections.abc import Callable, Generator, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

type Row = tuple[Any, ...]

WRITES = re.compile(
    r'\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|COPY)\s+"?(\w+)', re.IGNORECASE
)
# What SQLite searches in is made from two tables, and made again from their rows.
TRIGRAMS = {"search_trigrams", "search_spelling"}
HARMLESS = ("SELECT", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK TO", "SET CONSTRAINTS", "PRAGMA")


@dataclass
class Change:
    """What happened to one table: rows by the name of their columns, the key first."""

    columns: tuple[str, ...]
    added: list[Row] = field(default_factory=list)
    altered: list[Row] = field(default_factory=list)
    gone: list[Any] = field(default_factory=list)


@dataclass
class Recording:
    """The tables written while a function runs, as they stood before; `plain` until a write names no table."""

    before: dict[str, dict[Any, Row]] = field(default_factory=dict)
    plain: bool = True


@dataclass
class Memory:
    """Of one process: the calls known, the calls that led to where this test's database stands, and the recording."""

    known: dict[Hashable, tuple[dict[str, Change], Any]] = field(default_factory=dict)
    path: tuple[Hashable, ...] | None = None
    recording: Recording | None = None
    copying: bool = False

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.see(sql)
        return execute(sql, params, many, context)

    def see(self, sql: str) -> None:
        """Note what a statement is going to write."""
        if self.copying or sql.lstrip().upper().startswith(HARMLESS):
            return
        if self.recording is None:
            self.path = None
            return
        written = WRITES.findall(sql)
        tables = [name for name in written if name in _columns()]
        self.recording.plain = self.recording.plain and bool(tables or TRIGRAMS.intersection(written))
        for name in tables:
            if name not in self.recording.before:
                self.recording.before[name] = _rows(name)


MEMORY = Memory()


def remembered[**P, R](make: Callable[P, R]) -> Callable[P, R]:
    """Let `make`, which returns plain data or models, be copied instead of run where that comes to the same."""

    @functools.wraps(make)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        if MEMORY.path is None or MEMORY.recording is not None or not _in_the_usual_place():
            return make(*args, **kwargs)
        try:
            given = tuple(map(_identity, args)), tuple((name, _identity(value)) for name, value in kwargs.items())
        except TypeError:
            return make(*args, **kwargs)
        path = (*MEMORY.path, (make.__module__, make.__name__, given))
        if path in MEMORY.known:
            changes, returned = MEMORY.known[path]
            _write(changes)
        else:
            MEMORY.recording = recording = Recording()
            try:
                returned = make(*args, **kwargs)
            finally:
                MEMORY.recording = None
            if not recording.plain:
                MEMORY.path = None
                return returned
            changes = {name: _change(name, before) for name, before in recording.before.items()}
            MEMORY.known[path] = changes, returned
        MEMORY.path = path
        result: R = copy.deepcopy(returned)
        return result

    return call


def begin() -> None:
    """Watch the test's connection; its database begins as the template."""
    from django.db import connection

    if MEMORY.watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(MEMORY.watch)
        if connection.vendor == "postgresql":
            _watch_copies()
    MEMORY.path = ()


def _watch_copies() -> None:
    """Rows that go in by COPY pass Django's wrappers by."""
    from django.db.backends.postgresql.base import Cursor

    copy_in = Cursor.copy

    def watched(cursor: Any, statement: str, *args: Any, **kwargs: Any) -> Any:
        MEMORY.see(statement)
        return copy_in(cursor, statement, *args, **kwargs)

    Cursor.copy = watched


def _in_the_usual_place() -> bool:
    """Say whether the test works in its transaction, and in the folder of this process: what is kept there stays."""
    from django.conf import settings
    from django.db import connection

    return connection.in_atomic_block and str(settings.TRATO_DATA_DIR) == os.environ["TRATO_DATA_DIR"]


def _identity(value: Any) -> Hashable:
    """Return what tells an argument from another; raise TypeError of what has no such thing."""
    from django.db.models import Model

    if value is None or isinstance(value, str | int | date):
        return value
    if isinstance(value, Model):
        return value._meta.label, value.pk
    if isinstance(value, tuple | list):
        return tuple(map(_identity, value))
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__name__, tuple(_identity(getattr(value, part.name)) for part in fields(value))
    raise TypeError(value)


@functools.cache
def _columns() -> dict[str, tuple[str, ...]]:
    """Return the columns of every table, its key first."""
    from django.apps import apps

    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return {
        model._meta.db_table: tuple(
            field.column for field in sorted(model._meta.local_concrete_fields, key=lambda field: not field.primary_key)
        )
        for model in models
    }


def _rows(table: str) -> dict[Any, Row]:
    names = ", ".join(f'"{name}"' for name in _columns()[table])
    with _unwatched() as cursor:
        cursor.execute(f'SELECT {names} FROM "{table}" ORDER BY 1')  # noqa: S608 -- names of the product's own tables
        return {row[0]: row for row in map(_plain, cursor)}


def _plain(row: Row) -> Row:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def _change(table: str, before: dict[Any, Row]) -> Change:
    after = _rows(table)
    return Change(
        _columns()[table],
        added=[row for key, row in after.items() if key not in before],
        altered=[row for key, row in after.items() if key in before and row != before[key]],
        gone=[key for key in before if key not in after],
    )


def _write(changes: dict[str, Change]) -> None:
    from trato.search import engine
    from trato.search.models import Entry, Word

    entries, words = (changes.get(model._meta.db_table, Change(())) for model in (Entry, Word))
    with _unwatched() as cursor:
        engine.forget([*(row[0] for row in entries.altered), *entries.gone])
        engine.forget_words(Word.objects.filter(pk__in=[*(row[0] for row in words.altered), *words.gone]))
        for table, change in changes.items():
            names = [f'"{name}"' for name in change.columns]
            holes = f"({', '.join(['%s'] * len(names))})"
            for few in _portions(change.added, 500 // len(names) + 1):
                sql = f'INSERT INTO "{table}" ({", ".join(names)}) VALUES {", ".join([holes] * len(few))}'  # noqa: S608
                cursor.execute(sql, [value for row in few for value in row])
            for row in change.altered:
                sets = ", ".join(f"{name} = %s" for name in names[1:])
                cursor.execute(f'UPDATE "{table}" SET {sets} WHERE {names[0]} = %s', [*row[1:], row[0]])  # noqa: S608
            for key in change.gone:
                cursor.execute(f'DELETE FROM "{table}" WHERE {names[0]} = %s', [key])  # noqa: S608
        engine.remember([row[0] for row in (*entries.added, *entries.altered)])
        engine.remember_words(Word.objects.filter(pk__in=[row[0] for row in (*words.added, *words.altered)]))


def _portions(rows: list[Row], size: int) -> Iterator[list[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


@contextmanager
def _unwatched() -> Generator[Any]:
    """A cursor whose statements are no write of the test's."""
    from django.db import connection

    was, MEMORY.copying = MEMORY.copying, True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        MEMORY.copying = was
