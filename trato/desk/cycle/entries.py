"""The rows of a cycle's entries as text: there may be hundreds, and a template would take its time over each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape

from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.cycles.timeline import Row
from trato.ui.addresses import address_of
from trato.ui.marks import icon_svg
from trato.ui.values import local_time, short_date


def draw(rows: Sequence[Row]) -> SafeString:
    """Return the rows of the table, in the order given."""
    words = _words(get_language())
    return mark_safe("".join(_row(row, words) for row in rows))  # noqa: S308 -- every text went through escape


@lru_cache(maxsize=4)
def _words(_language: str | None) -> dict[str, str]:
    return {
        "before": escape(_("Before the system, loaded %(day)s")),
        "late": escape(_("Loaded later, %(day)s")),
        "void": escape(_("Does not count: it came before its turn")),
    }


def _row(row: Row, words: Mapping[str, str]) -> str:
    role = f", {escape(row.role)}" if row.role and row.role != "system" else ""
    detail = ""
    if row.record:
        detail = f' <a class="lnk" href="{address_of("record", row.record.hash)}">{escape(row.detail)}</a>'
    elif row.detail:
        detail = f": {escape(row.detail)}"
    flags = ""
    if row.before_system or row.late:
        said = words["before" if row.before_system else "late"] % {"day": escape(short_date(row.recorded_at))}
        flags = f' <span class="st">{icon_svg("history")}{said}</span>'
    if not row.counts:
        flags += f' <span class="st today">{words["void"]}</span>'
    return (
        f'<tr{"" if row.counts else ' class="void"'}><td class="n">{localize(row.pos)}</td>'
        f'<td>{short_date(row.occurred_at)}</td><td class="n">{local_time(row.occurred_at)}</td>'
        f"<td>{escape(row.who)}{role}</td>"
        f'<td><span class="tx">{escape(row.text)}</span>{detail}{flags}</td>'
        f'<td class="n">{escape(row.section)}</td></tr>\n'
    )
