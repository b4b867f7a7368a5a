"""What was found, drawn as text put together: templates are the bill of a page of many rows."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.desk.palette import Palette
from trato.desk.searching import Group, Line
from trato.ui.marks import icon_svg


def page_groups(groups: Iterable[Group], *, address: str) -> SafeString:
    """Draw the groups of the page of results; `address` is that of the page with what was typed."""
    return mark_safe("".join(_group(group, address) for group in groups))  # noqa: S308 - every text went through escape


def options(palette: Palette, *, typed: str) -> SafeString:
    """Draw the palette's options as a list to choose from with the arrows; `data-q` says what they answer."""
    here = f'<p class="hint">{icon_svg("map-pin", small=True)} {escape(palette.here)}</p>' if palette.here else ""
    meant = ""
    if palette.meant:
        meant = f'<p class="hint">{escape(_("Did you mean"))} <b>{escape(palette.meant)}</b></p>'
    groups, place = [], 0
    for number, group in enumerate(palette.groups):
        lines = [_option(line, place + turn) for turn, line in enumerate(group.lines)]
        place += len(lines)
        label = f'<div role="presentation" id="pg-{number}">{escape(group.label)}</div>'
        named = f' aria-labelledby="pg-{number}"' if group.label else ""
        groups.append(f'<div role="group" class="found"{named}>{label if group.label else ""}{"".join(lines)}</div>')
    count = escape(ngettext("%(n)s option", "%(n)s options", place) % {"n": place})
    said = f'data-q="{escape(typed)}" data-announce="{count}"'
    if groups:
        listed = (
            f'<div role="listbox" id="paleta-lista" aria-label="{escape(_("Options"))}" {said}>{"".join(groups)}</div>'
        )
    else:
        listed = f'<p class="hint" {said}>{escape(_("Nothing matches «%(q)s»") % {"q": typed})}</p>'
    return mark_safe(f"{here}{meant}{listed}")  # noqa: S308 - every text went through escape


def _option(line: Line, place: int) -> str:
    detail = f"<small>{escape(line.detail)}</small>" if line.detail else ""
    return (
        f'<a role="option" id="po-{place}" aria-selected="false" tabindex="-1" href="{escape(line.url)}">'
        f"{icon_svg(line.icon)}<span><b>{escape(line.title)}</b>{detail}</span>{line.mark}</a>"
    )


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
