"""Small words of the desk's pages: when a row is due, why it is mine, how long it has been there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trato.cycles.models import Progress, State
from trato.desk.board import Card
from trato.procedure import Calendar, Definition, Money, Reason, sentence
from trato.prospects.rows import idle_mark, step_text
from trato.ui.values import lateness, money_text, numeric_date, short_date, to_local_date

register = template.Library()
MOST_MARKS = 12
TELLING = {State.WAITING_APPROVAL, State.PROPOSAL_EXPIRED}


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """Return the value under a key, or nothing."""
    return mapping.get(key, "")


@register.simple_tag
def due(row: Progress | Card, today: date, calendar: Calendar) -> SafeString:
    """Say when the row first asks for somebody, in the tone it deserves: its step falls due, or was promised."""
    day = row.pressing_on
    if day is None:
        return format_html('<span class="st none">{}</span>', _("no date"))
    if row.waiting_for_client and day >= today and row.next_step_on != today:
        return format_html('<span class="st client">{}</span>', short_date(day))
    if day < today:
        days = calendar.business_days_between(day, today)
        return format_html('<span class="st late">{}</span>', lateness(max(days, 1)))
    if day == today:
        return format_html('<span class="st today">{}</span>', _("today"))
    return format_html('<span class="st">{}</span>', short_date(day))


@register.simple_tag
def why(row: Progress, definition: Definition) -> str:
    """Say why the row is on the page."""
    if row.waiver_pending:
        return _("A waiver waits for a decision")
    if row.owner_id is None:
        return _("Nobody has it yet")
    if row.state in TELLING or row.waiting_for_client:
        return str(row.get_state_display())
    if row.next_step_on:
        return _("%(what)s on %(day)s") % {"what": step_text(row), "day": numeric_date(row.next_step_on)}
    return lack(row, definition) or str(row.get_state_display())


@register.simple_tag
def lack(row: Progress | Card, definition: Definition) -> str:
    """Say what the next action lacks: the one thing, or how many."""
    if row.missing == 1 and row.lack:
        language = "en" if (get_language() or "es").startswith("en") else "es"
        try:
            return _sentence(row.lack["code"], tuple(sorted(row.lack["params"].items())), definition, language)
        except KeyError:  # a reason of a cycle pinned to another version
            pass
    if row.missing:
        return capfirst(ngettext("%(n)s thing missing", "%(n)s things missing", row.missing) % {"n": row.missing})
    return ""


@register.simple_tag
def idle(row: Progress | Card, today: date) -> SafeString:
    """Mark a cycle in which nothing was recorded for longer than its phase allows."""
    return idle_mark(row, today)


@register.simple_tag
def next_step(row: Progress) -> str:
    """Say what the day of the next step was set for."""
    return step_text(row)


@register.simple_tag
def days_in(row: Progress | Card, today: date) -> str:
    """Say how many days the cycle has been in its phase."""
    return _("%(n)s d") % {"n": (today - to_local_date(row.phase_since)).days}


@register.filter
def amount_of(row: Progress | Card) -> str:
    """Write the amount of a row."""
    return money_text(Money(row.amount_minor or 0, row.amount_currency)) if row.amount_minor else ""


@register.simple_tag
def tally_marks(n: int) -> SafeString:
    """Draw one stroke per item due, as the week strip shows them."""
    shown = min(n, MOST_MARKS)
    strokes = "".join(f"M{1 + 4 * place} 9v-9" for place in range(shown))
    label = ngettext("%(n)s due", "%(n)s due", n) % {"n": n}
    return format_html(
        '<svg width="{}" height="9" role="img" aria-label="{}"><path d="{}"/></svg>',
        str(max(4 * shown, 1)),
        label,
        strokes or "M0 0",
    )


@lru_cache(maxsize=1024)
def _sentence(code: str, params: tuple[tuple[str, Any], ...], definition: Definition, language: str) -> str:
    """Say a reason; thousands of cycles lack the same few things."""
    return sentence(Reason(code, dict(params)), definition, language)
