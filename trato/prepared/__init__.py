"""Queries that every page asks: Django puts their SQL together once in a process, not once on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.fetch_modes import FETCH_ONE
from django.db.models.query import get_related_populators

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

    def ask(self, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        given = {name: _adapted(value) for name, value in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [given[name] if name else constant for name, constant in self.places])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


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
        self._statements: dict[tuple[str, Callable[[Sequence[str]], str]], _Statement] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Ask with these values; return the rows as `values_list` would."""
        statement = self._statement(_one_after_another)
        found = statement.ask(values)
        if not statement.converters:
            return found
        return [tuple(row) for row in statement.compiler.apply_converters(found, statement.converters)]

    def objects(self, **values: Any) -> list[Any]:
        """Ask with these values; return the model's objects, with what `select_related` and `annotate` add."""
        statement = self._statement(_one_after_another)
        rows = statement.compiler.apply_converters(statement.ask(values), statement.converters)
        return [_object(statement.compiler, row) for row in rows]

    def counts(self, **values: Any) -> tuple[int, ...]:
        """Ask with these values; return how many rows each query has, within the limit it sets itself."""
        return self._statement(_counted).ask(values)[0]

    def _statement(self, written: Callable[[Sequence[str]], str]) -> _Statement:
        known = self._statements.get((connection.vendor, written))
        return known or self._statements.setdefault((connection.vendor, written), self._prepare(written))

    def _prepare(self, written: Callable[[Sequence[str]], str]) -> _Statement:
        stand_ins = {name: _stand_in(kind, place) for place, (name, kind) in enumerate(self.types.items(), start=1)}
        asked = self.build(**stand_ins)
        queries = [asked] if isinstance(asked, models.QuerySet) else list(asked)
        # The proxy, not this thread's connection: the compiler is kept.
        compilers = [query.query.get_compiler(connection=connection, elide_empty=False) for query in queries]
        parts, given = zip(*(compiler.as_sql() for compiler in compilers), strict=True)
        names = {_adapted(value): name for name, value in stand_ins.items()}
        params = [param for some in given for param in some]
        places = tuple((names[param], "") if param in names else ("", param) for param in params)
        lost = set(self.types) - {name for name, _constant in places}
        if lost and not any(map(_finds_nothing, queries)):
            raise NotAsked(f"Not in the query as given: {', '.join(sorted(lost))}.")
        converters = compilers[0].get_converters([expression for expression, *_rest in compilers[0].select])
        return _Statement(written(parts), places, compilers[0], converters)


def _finds_nothing(query: Query) -> bool:
    """Tell whether the query is empty by its own words, so that nothing reaches the database."""
    try:
        query.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return True
    return False


def _object(compiler: Any, row: Sequence[Any]) -> Any:
    """Make an object of a row, as Django's `ModelIterable` does."""
    columns, of = compiler.select, compiler.klass_info
    first, last = of["select_fields"][0], of["select_fields"][-1]
    names = [column[0].target.attname for column in columns[first : last + 1]]
    made = of["model"].from_db(DEFAULT_DB_ALIAS, names, row[first : last + 1])
    for related in get_related_populators(of, columns, DEFAULT_DB_ALIAS, FETCH_ONE):
        related.populate(row, made)
    for name, column in compiler.annotation_col_map.items():
        setattr(made, name, row[column])
    return made


def _one_after_another(parts: Sequence[str]) -> str:
    # In brackets of its own: SQLite knows no limit of a part otherwise.
    whole = " UNION ALL ".join(f"SELECT * FROM ({part}) part{at}" for at, part in enumerate(parts))  # noqa: S608
    return parts[0] if len(parts) == 1 else whole


def _counted(parts: Sequence[str]) -> str:
    return "SELECT " + ", ".join(f"(SELECT COUNT(*) FROM ({part}) part{at})" for at, part in enumerate(parts))  # noqa: S608


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
