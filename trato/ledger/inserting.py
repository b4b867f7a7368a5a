"""Write many rows of one table, several times the speed of building one long statement of the objects.

SQLite runs one short statement again and again; PostgreSQL takes the rows as a stream (COPY).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

# Fields whose values go to both databases as they are.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model; a key not given is not read back. Values go through their fields, as on saving."""
    if not rows:
        return
    given = rows[0].pk is not None
    fields = [field for field in rows[0]._meta.concrete_fields if given or not isinstance(field, models.AutoField)]
    _insert_rows(rows, fields)


def insert_with_keys(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, giving each its key beforehand."""
    if not rows:
        return
    meta = rows[0]._meta
    for row, key in zip(rows, _next_keys(meta.db_table, len(rows)), strict=True):
        row.pk = key
    _insert_rows(rows, meta.concrete_fields)


def insert_values(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as values of the named fields, in order, without making objects of them."""
    _insert(model, [model._meta.get_field(name) for name in names], rows)


def update_many(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write the named fields of rows of one model, each by its key."""
    if not rows:
        return
    meta = rows[0]._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    places = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    assert meta.pk is not None
    key = str(meta.pk.column)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {places} WHERE {quote(key)} = %s",  # noqa: S608 (own names)
            list(_values(rows, [*fields, meta.pk])),
        )


def _insert_rows(rows: Sequence[models.Model], fields: Sequence[Any]) -> None:
    _insert(type(rows[0]), fields, _values(rows, fields))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _insert(model: type[models.Model], fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608 (own names)


def _next_keys(table: str, many: int) -> list[int]:
    """Take the next keys of a table; on SQLite whoever writes is alone."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sequence, [table, many])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        begin = last[0] if last else 0
        return list(range(begin + 1, begin + many + 1))


def _values(rows: Sequence[models.Model], fields: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the values of each row, ready for the database."""
    take = attrgetter(*(field.attname for field in fields))
    prepared = [(place, _prepared(field)) for place, field in enumerate(fields) if not isinstance(field, _PLAIN)]
    if len(fields) == 1:
        yield from ([prepared[0][1](take(row)) if prepared else take(row)] for row in rows)
        return
    for row in rows:
        values = list(take(row))
        for place, prepare in prepared:
            values[place] = prepare(values[place])
        yield values


def _prepared(field: Any) -> Callable[[Any], Any]:
    """Return what makes a value of the field ready for the database; of many rows, moments are mostly the same."""
    # The connection itself: each look through the proxy costs more than what is asked of it.
    prepare, own = field.get_db_prep_save, connections[DEFAULT_DB_ALIAS]
    if not isinstance(field, models.DateField):
        return lambda value: prepare(value, own)
    known: dict[Any, Any] = {}

    def remembered(value: Any) -> Any:
        if value not in known:
            known[value] = prepare(value, own)
        return known[value]

    return remembered
