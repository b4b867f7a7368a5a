"""What changed between two versions of a record, datum by datum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils import translation

from trato.documents.definitions import by_hash
from trato.documents.models import RecordVersion
from trato.documents.records.values import language_of, row_of, text_of, titled
from trato.procedure import Definition, Field

type Change = Literal["same", "changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One datum in both versions, as people read it; None where a version does not have it."""

    label: str
    before: str | None
    after: str | None

    @property
    def change(self) -> Change:
        if self.before == self.after:
            return "same"
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def before_lines(self) -> list[tuple[str, bool]]:
        """Return the earlier text line by line, each with whether the later one lacks it."""
        return _marked(self.before, self.after)

    @property
    def after_lines(self) -> list[tuple[str, bool]]:
        """Return the later text line by line, each with whether the earlier one lacks it."""
        return _marked(self.after, self.before)


def compare(
    before: RecordVersion, after: RecordVersion, *, language: str = "es", names: Mapping[str, str] | None = None
) -> list[Difference]:
    """List every datum of both, the tables row by row, each read under the definition that governed it."""
    old, new = by_hash(before.definition_id), by_hash(after.definition_id)
    with translation.override(language_of(language)):
        lines_before = dict(_lines(before, old, language, names or {}))
        lines_after = dict(_lines(after, new, language, names or {}))
    # In the order of the later version; what it no longer has comes after.
    keys = [*lines_after, *(key for key in lines_before if key not in lines_after)]
    differences = []
    for key in keys:
        label, text = lines_after.get(key) or lines_before[key]
        differences.append(
            Difference(label, lines_before.get(key, ("", None))[1], text if key in lines_after else None)
        )
    return differences


def _lines(
    record: RecordVersion, definition: Definition, language: str, names: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], tuple[str, str | None]]]:
    for field in definition.record(record.kind).fields:
        value = record.data.get(field.key)
        label = titled(field, language)
        if field.type != "table":
            yield (field.key, ""), (label, text_of(field, value, definition, language=language, names=names))
            continue
        for place, row in enumerate(value or [], start=1):
            name = _row_name(field, row, place)
            text = row_of(field, row, definition, language=language, names=names)
            yield (field.key, name), (f"{label}, {name}", text or None)


def _row_name(field: Field, row: Mapping[str, Any], place: int) -> str:
    """Return what a row is known by in both versions: its own id when the table has one, else its place."""
    own = row.get("id") if any(column.key == "id" for column in field.of) else None
    return str(own) if own else str(place)


def _marked(text: str | None, other: str | None) -> list[tuple[str, bool]]:
    known = set((other or "").splitlines())
    return [(line, line not in known) for line in (text or "").splitlines()]
