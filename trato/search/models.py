"""What can be found, the words it is made of, and under which rules the index was filled."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

SPAN = 1 << 40  # keys of one kind: more than any table will hold


def number_of(kind: int, pk: int) -> int:
    """Return the key of the entry that stands for the row `pk` of a kind."""
    return kind * SPAN + SPAN - 1 - pk


def row_of(number: int) -> tuple[int, int]:
    """Return the kind and the key of the row that an entry stands for."""
    kind, place = divmod(number, SPAN)
    return kind, SPAN - 1 - place


class Standing(models.IntegerChoices):
    """How alive a thing is: what goes on is found before what is over."""

    LIVE = 0, "live"
    CLOSED = 1, "closed"
    ANNULLED = 2, "annulled"


class Entry(models.Model):
    """One thing people look for: derived, written by `feeding` and by nothing else.

    `id` is `number_of(kind, pk)`: one kind is one stretch, the newest first, which is how FTS5 reads fastest. `key` is
    what its address is made of. `title_key` is the folded title, `text` every folded word between spaces, `code` what
    names it exactly: letters and figures of a code, figures of a CUIT. Who reads (`scope`, `scope_id`) may find it.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200, blank=True, default="")
    title_key = models.CharField(max_length=200)
    text = models.TextField()
    code = models.CharField(max_length=40, blank=True, default="")
    scope = models.CharField(max_length=16)
    scope_id = models.BigIntegerField(default=0)
    standing = models.PositiveSmallIntegerField(choices=Standing.choices, default=Standing.LIVE)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["code"], name="search_entry_code"),
            models.Index(fields=["scope", "scope_id"], name="search_entry_scope"),
        ]

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """A word of some title, folded: what a slip of the finger is corrected to. One written twice does no harm."""

    word = models.CharField(max_length=60, db_index=True)

    def __str__(self) -> str:
        return self.word


class Filling(models.Model):
    """The one row that says by which rules the index was filled; others than the code's make it stale."""

    rules = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return str(self.rules)
