"""Queries that every page asks: Django puts their SQL together once in a process, not once on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, models

type Query = models.QuerySet[Any, Any]


class NotAsked(ValueError):
    """A value does not reach the database as it was given: such a query cannot be prepared."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL for one kind of database; `places` are (name of the value, "") or ("", constant), in the order of the SQL."""

    sql: str
    places: tuple[tuple[str, Any], ...]
    compiler: Any
    converters: Any


class Prepared:
    """A query with places for values: `Prepared(lambda key: User.objects.filter(pk=key).values_list("name"), key=int)`.

    `build` is called once for each kind of database, with stand-ins of the types named (int, str, date, datetime). It
    must hand them on unchanged; everything else in it is the same for every reader and at every hour. Several queries
    with the same columns are asked as one.
    """

    def __init__(self, build: Callable[..., Query | Sequence[Query]], **types: type) -> None:
        """Remember what is asked; nothing is read yet."""
        self.build = build
        self.types = types
        self._statements: dict[str, _Statement] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Ask with these values; return the rows as `values_list` would."""
        statement = self._statements.get(connection.vendor) or self._prepare()
        given = {name: _adapted(value) for name, value in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, [given[name] if name else constant for name, constant in statement.places])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not statement.converters:
            return found
        return [tuple(row) for row in statement.compiler.apply_converters(found, statement.converters)]

    def _prepare(self) -> _Statement:
        stand_ins = {name: _stand_in(kind, place) for place, (name, kind) in enumerate(self.types.items(), start=1)}
        asked = self.build(**stand_ins)
        queries = [asked] if isinstance(asked, models.QuerySet) else list(asked)
        # The proxy, not this thread's connection: the compiler is kept.
        compilers = [query.query.get_compiler(connection=connection) for query in queries]
        parts, given = zip(*(compiler.as_sql() for compiler in compilers), strict=True)
        # In brackets of its own: SQLite knows no limit of a part otherwise.
        whole = " UNION ALL ".join(f"SELECT * FROM ({part}) part{at}" for at, part in enumerate(parts))  # noqa: S608
        sql, params = parts[0] if len(parts) == 1 else whole, [param for some in given for param in some]
        names = {_adapted(value): name for name, value in stand_ins.items()}
        places = tuple((names[param], "") if param in names else ("", param) for param in params)
        if lost := set(self.types) - {name for name, _constant in places}:
            raise NotAsked(f"Not in the query as given: {', '.join(sorted(lost))}.")
        converters = compilers[0].get_converters([expression for expression, *_rest in compilers[0].select])
        return self._statements.setdefault(connection.vendor, _Statement(sql, places, compilers[0], converters))


def _stand_in(kind: type, place: int) -> Any:
    made: dict[type, Any] = {
        int: 9_100_000_000_000 + place,
        str: f"stand-in-{place}",
        date: date(1583, 1, place),
        datetime: datetime(1583, 1, place, tzinfo=UTC),
    }
    return made[kind]


def _adapted(value: Any) -> Any:
    """Return a value as it travels to the database."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
