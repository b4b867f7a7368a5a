"""What the two databases do each in their own way: substrings by trigrams, beginnings by order, words like another.

SQLite keeps the trigrams in FTS5 tables beside ours, written here in the same transaction, a batch a statement: by
triggers every row would be flushed alone, and Django drops triggers when it alters a table. PostgreSQL keeps them in
indexes (`pg_trgm`) by itself. Questions are written by hand: Django takes longer to write them than the
database to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from trato.search.models import SPAN, Entry, Word

GRAMS = "tokenize='trigram case_sensitive 1'"
INSTALL = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE search_trigrams USING fts5 (text, content='search_entry', content_rowid='id', {GRAMS})",
        f"CREATE VIRTUAL TABLE search_spelling USING fts5 (word, content='', {GRAMS})",
        "CREATE INDEX search_entry_title ON search_entry (kind, standing, title_key)",
    ),
    "postgresql": (
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "CREATE INDEX search_entry_text ON search_entry USING gin (text gin_trgm_ops)",
        "CREATE INDEX search_word_trigrams ON search_word USING gin (word gin_trgm_ops)",
        'CREATE INDEX search_entry_title ON search_entry (kind, standing, title_key COLLATE "C")',
    ),
}
REMOVE = {
    "sqlite": ("DROP TABLE search_trigrams", "DROP TABLE search_spelling", "DROP INDEX search_entry_title"),
    "postgresql": ("DROP INDEX search_entry_text", "DROP INDEX search_word_trigrams", "DROP INDEX search_entry_title"),
}
# Compared byte by byte in both, whatever the language of the database.
TITLE = {"sqlite": "entry.title_key", "postgresql": 'entry.title_key COLLATE "C"'}
TRIGRAMS = "search_trigrams JOIN search_entry entry ON entry.id = search_trigrams.rowid"
COLUMNS = ("id", "key", "title", "subtitle", "title_key", "code", "scope", "scope_id", "standing")
GRAM = 3
LAST = "\U0010ffff"
AT_ONCE = (
    400  # matches of all kinds that PostgreSQL looks at: enough of each, for what comes together is written together
)
ALIKE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question about `entry`, as SQL with its values."""

    where: str
    values: Sequence[Any]
    most: int
    order: str = ""
    tables: str = "search_entry entry"


def exactly(codes: Iterable[str], *, kinds: Sequence[int], most: int) -> Question:
    """Ask for the entries that one of these codes names."""
    named = sorted(code for code in codes if code)
    where = f"entry.code IN ({_marks(named)}) AND entry.kind IN ({_marks(kinds)})"
    return Question(where=where, values=[*named, *kinds], most=most)


def beginning(text: str, *, kind: int, standing: int, most: int) -> Question:
    """Ask for the entries of a kind whose title begins so, in the order of their titles."""
    title = TITLE[connection.vendor]
    where = f"entry.kind = %s AND entry.standing = %s AND {title} >= %s AND {title} < %s"
    return Question(where=where, values=[kind, standing, text, text + LAST], order=title, most=most)


def holding(alternatives: Sequence[Sequence[str]], *, kinds: Sequence[int], most: int) -> list[Question]:
    """Ask for entries that hold every word of one of the alternatives, the newest of each kind first on SQLite.

    A word of one or two letters is held where another begins so. No alternative without `grams_of`.
    """
    one_of, held = _held(alternatives)
    if connection.vendor != "sqlite":
        where = f"entry.kind IN ({_marks(kinds)}) AND {one_of}"
        return [Question(where=where, values=[*kinds, *held], most=AT_ONCE)]
    grams = _grams(alternatives)
    return [
        Question(
            # One kind is one stretch of keys: read forwards, which is many times faster than backwards.
            where=f"search_trigrams MATCH %s AND search_trigrams.rowid BETWEEN %s AND %s AND {one_of}",
            values=[grams, kind * SPAN, (kind + 1) * SPAN - 1, *held],
            order="search_trigrams.rowid",
            most=most,
            tables=TRIGRAMS,
        )
        for kind in kinds
    ]


def scopes_named(codes: Iterable[str]) -> list[tuple[str, int]]:
    """Return the scope of each entry that one of these codes names."""
    named = sorted(code for code in codes if code)
    return list(Entry.objects.filter(code__in=named).values_list("scope", "scope_id")) if named else []


def scopes_holding(alternatives: Sequence[Sequence[str]], *, most: int) -> list[tuple[str, int]]:
    """Return the scope of each entry that holds every word of one of the alternatives, `most` of them.

    No alternative without `grams_of`.
    """
    one_of, held = _held(alternatives)
    tables, matched, given = "search_entry entry", "", []
    if connection.vendor == "sqlite":
        tables, matched, given = TRIGRAMS, "search_trigrams MATCH %s AND ", [_grams(alternatives)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT entry.scope, entry.scope_id FROM {tables} WHERE {matched}{one_of} LIMIT {most}",  # noqa: S608 - ours
            [*given, *held],
        )
        return list(cursor.fetchall())


def grams_of(words: Sequence[str]) -> list[str]:
    """Return what the trigrams can answer of some words; one of two letters counts with the space before it."""
    return [looked_for for word in words if len(looked_for := inside(word)) >= GRAM]


def ask(questions: Sequence[Question], *, within: Q) -> list[tuple[Any, ...]]:
    """Ask all the questions at once and return the COLUMNS of what meets `within`; an entry may come twice."""
    only, first = "", ""
    given: list[Any] = []
    if within:
        text, values = Entry.objects.filter(within).values("pk").query.sql_with_params()
        # Asked once for all the questions.
        first, only = f"WITH visible (key) AS ({text}) ", " AND entry.id IN (SELECT visible.key FROM visible)"
        given += values
    listed = ", ".join(f"entry.{column}" for column in COLUMNS)
    asked: list[str] = []
    for place, one in enumerate(questions):
        order = f" ORDER BY {one.order}" if one.order else ""
        select = f"SELECT {listed} FROM {one.tables} WHERE {one.where}{only}{order} LIMIT {one.most}"  # noqa: S608 - ours
        asked.append(f"SELECT * FROM ({select}) AS part_{place}")  # noqa: S608 - as above
        given += one.values
    with connection.cursor() as cursor:
        cursor.execute(first + " UNION ALL ".join(asked), given)
        return list(cursor.fetchall())


def words_like(word: str) -> list[str]:
    """Return known words that share most trigrams with this one, the likest first."""
    values: list[Any]
    if connection.vendor == "sqlite":
        padded = f"  {word} "
        grams = " OR ".join(f'"{padded[place : place + GRAM]}"' for place in range(len(padded) - GRAM + 1))
        sql = (
            "SELECT known.word FROM search_spelling JOIN search_word known ON known.id = search_spelling.rowid "
            "WHERE search_spelling MATCH %s ORDER BY search_spelling.rank LIMIT %s"
        )
        values = [grams, ALIKE]
    else:
        sql = "SELECT word FROM search_word WHERE word %% %s ORDER BY similarity(word, %s) DESC LIMIT %s"
        values = [word, word, ALIKE]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Two letters exchanged in a word of six leave a quarter of the trigrams: by itself it asks for a third.
            cursor.execute("SET LOCAL pg_trgm.similarity_threshold = 0.2")
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def forget(keys: Sequence[int]) -> None:
    """Take entries out of the trigrams, before they change or go."""
    if connection.vendor == "sqlite":
        _for_entries("INSERT INTO search_trigrams (search_trigrams, rowid, text) SELECT 'delete', id, text", keys)


def remember(keys: Sequence[int]) -> None:
    """Put entries into the trigrams, after they were written."""
    if connection.vendor == "sqlite":
        _for_entries("INSERT INTO search_trigrams (rowid, text) SELECT id, text", keys)


def remember_all() -> None:
    """Put every entry into the trigrams, at once, after `empty`."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_trigrams (search_trigrams) VALUES ('rebuild')")


def remember_words(words: Iterable[Word]) -> None:
    """Put words into the trigrams, padded as PostgreSQL does: a beginning weighs more than a middle."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            sql = "INSERT INTO search_spelling (rowid, word) VALUES (%s, %s)"
            cursor.executemany(sql, [(word.pk, f"  {word.word} ") for word in words])


def forget_words(words: Iterable[Word]) -> None:
    """Take words out of the trigrams, before they go."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            sql = "INSERT INTO search_spelling (search_spelling, rowid, word) VALUES ('delete', %s, %s)"
            cursor.executemany(sql, [(word.pk, f"  {word.word} ") for word in words])


def is_held(word: str) -> bool:
    """Tell whether some entry has this whole word."""
    if connection.vendor == "sqlite":
        sql, value = "SELECT 1 FROM search_trigrams WHERE search_trigrams MATCH %s LIMIT 1", f'" {word} "'
    else:
        sql, value = "SELECT 1 FROM search_entry WHERE text LIKE %s LIMIT 1", f"% {word} %"
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return cursor.fetchone() is not None


def empty() -> None:
    """Take everything out of the trigrams; the tables follow."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_trigrams (search_trigrams) VALUES ('delete-all')")
            cursor.execute("INSERT INTO search_spelling (search_spelling) VALUES ('delete-all')")


def _held(alternatives: Sequence[Sequence[str]]) -> tuple[str, list[str]]:
    """Return the condition, and its values, of holding every word of one of the alternatives."""
    groups = ("(" + " AND ".join(["entry.text LIKE %s"] * len(words)) + ")" for words in alternatives)
    return f"({' OR '.join(groups)})", [f"%{inside(word)}%" for words in alternatives for word in words]


def _grams(alternatives: Sequence[Sequence[str]]) -> str:
    return " OR ".join("(" + " AND ".join(f'"{gram}"' for gram in grams_of(words)) + ")" for words in alternatives)


def inside(word: str) -> str:
    """Return how a word is looked for in a text whose words have a space on each side."""
    return word if len(word) >= GRAM else f" {word}"


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _for_entries(select: str, keys: Sequence[int]) -> None:
    if keys:
        with connection.cursor() as cursor:
            # In order: a key below the one before would flush the index.
            cursor.execute(f"{select} FROM search_entry WHERE id IN ({_marks(keys)}) ORDER BY id", list(keys))
