"""Forms whose rows are too many to travel: the page shows them to be read, and posts only those open on it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.forms.utils import ErrorDict
from django.http import QueryDict

from trato.cycles.rows import PREFIX, Row, RowForm, RowsForm, number_in, rows_of, with_rows

ON_PAGE = 40  # rows shown at once
KEPT = f"{PREFIX}-kept"  # posted by a page that shows the rows without their fields
OPEN = "_open"  # the rows a completed post had open


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row on the page, `place` counted from 0: `form` when it is open, `trace` to tell whether it changed since.

    `asked` is what it answers, `about` what is said of it in few words, `lacks` what it still has to say.
    """

    place: int
    legend: str
    typed: Mapping[str, str]
    asked: str
    about: str
    lacks: str
    trace: str
    form: RowForm | None
    to_focus: bool


class KeptRowsForm(RowsForm):
    """Rows of which the page opens one at a time; what the others say stands in the draft, or is what it starts with.

    `line_template` shows one row, given `line`, `form`, `offer` and `panel`, `more_template` the way to the next page,
    `saved_template` what else changes on the page when a row is saved; `unseen` names the fields of a row that are
    never shown. Open are the rows asked for, those posted and not saved, blank ones and the first `wrong_open` of the
    wrong ones.
    """

    line_template: ClassVar[str]
    more_template: ClassVar[str]
    saved_template: ClassVar[str]
    unseen: ClassVar[frozenset[str]] = frozenset()
    wrong_open: ClassVar[int] = ON_PAGE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._starts_with: list[Mapping[str, Any]] = list((kwargs.get("initial") or {}).get(PREFIX, []))
        super().__init__(*args, **kwargs)
        self._opened = {int(place) for place in self.posted.getlist(OPEN)}
        self._judged: dict[int, RowForm] = {}
        self._first, self._focus = 0, -1

    @property
    def posted(self) -> QueryDict:
        """Return what the form was given, with every row."""
        return self.data if isinstance(self.data, QueryDict) else QueryDict()

    @cached_property
    def typed_rows(self) -> list[dict[str, str]]:
        """What stands in each row now, valid or not."""
        rows: Iterable[Mapping[str, Any]] = self._starts_with or [{}] * self.spare
        if self.is_bound:
            rows = [{name: "".join(typed[:1]) for name, typed in row.items()} for row in rows_of(self.posted)]
        return [{name: str(row.get(name) or "").strip() for name in self.row_form.base_fields} for row in rows]

    @cached_property
    def lines(self) -> list[Line]:
        """The rows of this page, and of the others those that are open."""
        judged = dict(enumerate(self.rows.forms)) if "forms" in vars(self.rows) else self._judged
        opened = self._opened | set([place for place, row in judged.items() if row.errors][: self.wrong_open])
        names = self.legends()
        lines = []
        for place, typed in enumerate(self.typed_rows):
            is_open = place in opened or self._is_blank(typed)
            if not is_open and not self._first <= place < self._first + ON_PAGE:
                continue
            form = (judged.get(place) or self._unjudged(place)) if is_open else None
            if form is not None and place == self._focus:
                form.visible_fields()[0].field.widget.attrs["autofocus"] = True
            lines.append(
                Line(
                    place=place,
                    legend=names[place],
                    typed=typed,
                    asked=self.asked(typed),
                    about=self.about(typed),
                    lacks=self.lacks(typed),
                    trace=trace_of(typed, self.unseen),
                    form=form,
                    to_focus=place == self._focus,
                )
            )
        return lines

    @property
    def written(self) -> int:
        """Return how many rows are not blank."""
        return sum(not self._is_blank(typed) for typed in self.typed_rows)

    @property
    def more(self) -> int:
        """Return how many rows the page after has."""
        return min(len(self.typed_rows) - self._first - ON_PAGE, ON_PAGE)

    @property
    def earlier(self) -> int:
        """Return the number, from 1, of the first row of the page before; 0 when this is the first."""
        return max(self._first - ON_PAGE, 0) + 1 if self._first else 0

    @property
    def later(self) -> int:
        """Return the number, from 1, of the first row of the page after; 0 when this is the last."""
        following = self._first + ON_PAGE
        return following + 1 if following < len(self.typed_rows) else 0

    def legends(self) -> list[str]:
        """Name each row."""
        return [str(place) for place in range(1, len(self.typed_rows) + 1)]

    def asked(self, typed: Mapping[str, str]) -> str:  # noqa: ARG002 - for those that answer something
        """Say what the row answers."""
        return ""

    def about(self, typed: Mapping[str, str]) -> str:  # noqa: ARG002 - for those with more than a text
        """Say the rest of a row in few words."""
        return ""

    def lacks(self, typed: Mapping[str, str]) -> str:  # noqa: ARG002 - as above
        """Say what a row still lacks."""
        return ""

    def look_at(self, place: int, *, opened: bool = False, focus: bool = True) -> int:
        """Show the page of a row, which may be open and have the focus; return where it is, as near as there is one."""
        place = max(min(place, len(self.typed_rows) - 1), 0)
        self._first = place - place % ON_PAGE
        self._focus = place if focus else -1
        self._opened |= {place} if opened else set()
        return place

    def judge(self, place: int) -> bool:
        """Tell whether what was typed in one row will do; it stays open with its errors when it will not."""
        row = self._judged[place] = self._row(place)
        return row.is_valid()

    def every_row(self) -> Iterator[Any]:
        """Give the rows made so far."""
        yield from self.rows.forms if "forms" in vars(self.rows) else ()
        for table in self.further.values():
            yield from table

    def _is_blank(self, typed: Mapping[str, str]) -> bool:
        fields = self.row_form.base_fields
        return not any(text for name, text in typed.items() if text != fields[name].initial)

    def _unjudged(self, place: int) -> RowForm:
        row = self._row(place)
        row._errors = ErrorDict()  # type: ignore[attr-defined]  # noqa: SLF001 - no public way
        return row

    def _row(self, place: int) -> RowForm:
        return self.row_form(
            self.data if self.is_bound else None,
            initial=None if self.is_bound else {name: text for name, text in self.typed_rows[place].items() if text},
            situation=self.situation,
            prefix=f"{PREFIX}-{place}",
            auto_id=f"{str(self.auto_id).replace('%s', '')}%s",
            use_required_attribute=False,
        )


def completed(data: QueryDict, standing: KeptRowsForm) -> QueryDict:
    """Return a post with every row: those open on the page, and for the rest what `standing`, the form as kept, says.

    An open row goes where the text it was opened on (`rows-3-was`) now stands, or to the end when that text is gone,
    so that no text takes the place of another. A post that brings the whole table keeps it, every row open.
    """
    if KEPT not in data:
        whole = data.copy()
        whole.setlist(OPEN, [str(place) for place in range(len(rows_of(data)))])
        return whole
    rows: list[Row] = [{name: [text] for name, text in row.items()} for row in standing.typed_rows]
    traces = [trace_of(row, standing.unseen) for row in standing.typed_rows]
    opened: list[int] = []
    for place, typed in sorted(_open_rows(data).items()):
        was = "".join(typed.pop("was", ()))
        same = [at for at, trace in enumerate(traces) if trace == was and at not in opened]
        at = place if place in same else same[0] if same else len(rows)
        unseen = {name: rows[at][name] for name in standing.unseen} if same else {}
        rows[at : at + 1] = [{**typed, **unseen}]
        opened.append(at)
    whole = with_rows(data, rows)
    whole.setlist(OPEN, [str(at) for at in opened])
    return whole


def trace_of(typed: Mapping[str, str], unseen: frozenset[str]) -> str:
    """Return a short digest of what is seen of a row."""
    seen = "\x1f".join(f"{name}={text}" for name, text in sorted(typed.items()) if text and name not in unseen)
    return hashlib.sha256(seen.encode()).hexdigest()[:12]


def _open_rows(data: QueryDict) -> dict[int, Row]:
    rows: dict[int, Row] = {}
    for key in data:
        number, _hyphen, name = key.removeprefix(f"{PREFIX}-").partition("-")
        place = number_in(number, otherwise=-1)
        if key.startswith(f"{PREFIX}-") and name and place >= 0:
            rows.setdefault(place, {})[name] = data.getlist(key)
    return rows
