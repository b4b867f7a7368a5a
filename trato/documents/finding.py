"""What a search finds of documents: issued records by their number, controlled ones by code and title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils import timezone

from trato.documents.models import RecordVersion
from trato.search.feeding import entry
from trato.search.models import Entry as Found
from trato.search.models import Standing
from trato.search.registry import Kind, declare, declare_reading, declare_scope

if TYPE_CHECKING:
    from trato.documents.controlled.master import Entry as Line

RECORD, DOCUMENT = 4, 5  # numbers of the kinds
HOUSE = "house"  # what everybody of the house may read
NUMBER = re.compile(r"([a-z]{0,10})[- ]?(\d{4})[- ](\d{1,4})", re.IGNORECASE)


def record_entry(record: RecordVersion, *, kind: str, about: str, annulled: bool = False) -> Found:
    """Describe the newest version of a record: `kind` as people read it, `about` whom its stream is about.

    Its stream, "cycle/12", says who may find it.
    """
    scope, _slash, number = record.stream.partition("/")
    return entry(
        kind=RECORD,
        pk=record.pk,
        key=record.hash,
        title=record.number,
        subtitle=kind,
        words=(about,),
        code=record.number,
        scope=(scope, int(number)),
        standing=Standing.ANNULLED if annulled else Standing.LIVE,
    )


def lines(entries: Iterable[Line]) -> list[Found]:
    """Describe the lines of the master list."""
    return [
        entry(
            kind=DOCUMENT,
            pk=place,
            key=line.url,
            title=line.title,
            subtitle=line.code,
            code=line.code,
            scope=(HOUSE, 0),
        )
        for place, line in enumerate(entries, start=1)
    ]


def declare_all() -> None:
    """Let controlled documents be found, and any number without its zeros; the packages above declare records."""
    declare(Kind(number=DOCUMENT, name="document", every=_every))
    declare_scope(HOUSE, lambda actor: actor.kind in {"user", "system"})
    declare_reading(_number)


def _every() -> Iterator[list[Found]]:
    from trato.documents.controlled.master import master_list

    yield lines(master_list(timezone.now()))


def _number(typed: str) -> str:
    """Read «rar-2026-4» as the number it is: rar20260004."""
    found = NUMBER.fullmatch(typed.strip())
    return f"{found[1].lower()}{found[2]}{int(found[3]):04d}" if found else ""
