"""What was found, drawn as text put together: templates are the bill of a page of many rows."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trato.desk.searching import Group, Line
from trato.ui.marks import icon_svg


def page_groups(groups: Iterable[Group], *, address: str) -> SafeString:
    """Draw the groups of the page of results; `address` is that of the page with what was typed."""
    return mark_safe("".join(_group(group, address) for group in groups))  # noqa: S308 - every text went through escape


def _group(group: Group, address: str) -> str:
    lines = group.lines
    if group.more:
        label = _("More in «%(group)s»") % {"group": group.label}
        lines = [*lines, Line(icon="list", url=f"{address}&{group.more}", title=label)]
    return f'<h2 class="group pad">{escape(group.label)}</h2><ul class="found">{"".join(map(_line, lines))}</ul>\n'


def _line(line: Line) -> str:
    detail = f"<small>{escape(line.detail)}</small>" if line.detail else ""
    return (
        f'<li data-row>{icon_svg(line.icon)}<div><a href="{escape(line.url)}">{escape(line.title)}</a>{detail}</div>'
        f"{line.mark}</li>\n"
    )
