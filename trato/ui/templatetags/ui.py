"""The tag library every template loads: `{% load ui %}`. The README lists the tags with their results."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from trato.procedure.money import Money
from trato.ui import comb as combs
from trato.ui import drawn as drawings
from trato.ui import fields, marks, seal, values
from trato.ui.sheets import Sheet
from trato.ui.styles import STYLES

register = template.Library()

PHASES: tuple[tuple[str, Any, int], ...] = (
    ("8.1", _("Identify and contact"), 4),
    ("8.2", _("Gather requirements and needs"), 8),
    ("8.3", _("Verify payments"), 3),
    ("8.4", _("Update and hand over"), 5),
)
"""The parts of the procedure and their required actions, as the sign-in page draws them when not told better."""

# A missing value in a template is the empty string; filters let it pass.
register.filter("date_short", lambda value: values.short_date(value) if _is_day(value) else "")
register.filter("date_numeric", lambda value: values.numeric_date(value) if _is_day(value) else "")
register.filter("date_long", lambda value: values.long_date(value) if _is_day(value) else "")
register.filter("datetime_local", lambda value: values.local_moment(value) if isinstance(value, datetime) else "")
register.filter("time_local", lambda value: values.local_time(value) if isinstance(value, datetime) else "")
register.filter("rate", lambda value: values.rate_text(value) if isinstance(value, int) else "")
register.filter("business_days_late", lambda value: values.lateness(value) if isinstance(value, int) else "")
register.filter("cuit", lambda value: values.cuit_text(value or ""))
register.filter("hash_short", lambda value: values.short_hash(value or ""))
register.filter("hash_grouped", lambda value: values.grouped_hash(value or ""))
register.filter("phone", lambda value: values.phone_text(value or ""))
register.filter("whatsapp", lambda value: values.whatsapp_address(value or ""))
register.filter("or_dash", values.text_or_dash)

register.simple_tag(lambda: marks.TALLY, name="tally")
register.simple_tag(marks.key_caps, name="kbd")


def _is_day(value: object) -> bool:
    return isinstance(value, date)


@register.filter
def money(value: Money | None, how: str = "") -> str:
    """Write `USD 14.800`; `"exact"` keeps the decimals; nothing is a dash."""
    return values.money_text(value, exact=how == "exact") if isinstance(value, Money) else "—"


@register.filter
def amount(value: Money | None, how: str = "") -> str:
    """Write the number without its currency; nothing is a dash."""
    return values.amount_text(value, exact=how == "exact") if isinstance(value, Money) else "—"


@register.simple_tag(takes_context=True)
def drawn(context: template.Context, name: str, **values: Hashable) -> SafeString:
    """Draw a template from these values alone, once for each: for what is the same on many pages."""
    return drawings.drawn_for(context, name, **values)


@register.simple_tag
def icon(name: str, small: bool = False, label: str = "") -> SafeString:
    """Draw an icon of the sprite."""
    return marks.icon_svg(name, small=small, label=str(label))


@register.simple_tag
def state(tone: str, word: str, icon: str = "", pill: bool = False) -> SafeString:
    """Show a state as word, shape and colour."""
    return marks.state_pill(tone, str(word), icon=icon, pill=pill)


@register.simple_tag
def comb(ticks: str | Iterable[tuple[str, str]], label: str = "", size: str = "small") -> SafeString:
    """Draw the comb from its compact string or from (section, state) pairs."""
    compact = ticks if isinstance(ticks, str) else combs.comb_ticks(ticks)
    return combs.comb_svg(compact, label, size=size)


@register.simple_tag(name="seal")
def draw_seal(digest: str, size: int = 40, label: str = "") -> SafeString:
    """Draw the sun of a SHA-256; nothing while there is no hash."""
    return seal.seal_svg(digest, size=size, label=label) if digest else SafeString("")


@register.simple_tag
def field(bound: forms.BoundField, number: str = "", note: str = "") -> SafeString:
    """Render one form field as a question row."""
    return fields.row(bound, number=str(number), note=note)


@register.simple_tag
def fld(bound: forms.BoundField) -> SafeString:
    """Render one form field with its label above."""
    return fields.short(bound)


@register.simple_tag
def control(bound: forms.BoundField) -> SafeString:
    """Render only the control and its error, the label spoken."""
    return fields.bare(bound)


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """Sum up what has to be mended, each line a link to its field."""
    return {"problems": fields.problems(form)}


def empty_state(title: str, text: str = "", url: str = "", action: str = "", icon: str = "inbox") -> dict[str, str]:
    """Say that there is nothing, and what to do about it."""
    return {"title": title, "text": text, "url": url, "action": action, "icon": icon}


register.inclusion_tag("ui/empty.html", name="empty_state")(empty_state)
register.inclusion_tag("ui/empty.html", name="empty")(empty_state)


@register.inclusion_tag("ui/ruler.html")
def ruler(phases: Iterable[tuple[str, Any, int]] | None = None) -> dict[str, Any]:
    """Draw the procedure as a ruler from (section, title, number of actions)."""
    return {"phases": [(section, title, range(count)) for section, title, count in phases or PHASES]}


@register.inclusion_tag("ui/pager.html")
def pager(newer: str = "", older: str = "", label: str = "") -> dict[str, str]:
    """Link to the newer and the older rows of a list."""
    return {"newer": newer, "older": older, "label": label}


@register.inclusion_tag("ui/sheet.html", name="sheet")
def draw_sheet(record: Sheet) -> dict[str, Sheet]:
    """Show a record as its printed form."""
    return {"sheet": record}


@register.simple_tag
def styles(shell: str) -> SafeString:
    """Link the style sheets of a shell."""
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(f"ui/css/{name}.css"),) for name in STYLES[shell])
    )
