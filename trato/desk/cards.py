"""The cards of the board, put together as plain text: forty of them are what the page costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.desk.board import Card
from trato.desk.templatetags.desk import amount_of, days_in, due, lack
from trato.procedure import Calendar, Definition
from trato.prospects.rows import idle_mark, step_text
from trato.ui.comb import comb_svg
from trato.ui.marks import icon_svg
from trato.ui.values import short_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the cards of one page need besides themselves; `labels` maps an action to its name."""

    today: date
    calendar: Calendar
    definition: Definition
    labels: Mapping[str, str]


def draw(cards: Sequence[Card], known: Around) -> SafeString:
    """Return the items of a column's list."""
    words = _words(get_language())
    return mark_safe("".join(_card(card, known, words) for card in cards))  # noqa: S308 -- every text went through escape


@dataclass(frozen=True, slots=True)
class _Words:
    """What every card says, escaped, and the addresses with CODE and 0.0 in the place of the cycle and the section."""

    days: str
    nobody: str
    there: str
    cycle: str
    step: str
    missing: str


@lru_cache(maxsize=4)
def _words(_language: str | None) -> _Words:
    return _Words(
        days=escape(_("days in the phase")),
        nobody=escape(_("nobody")),
        there=escape(_("See it in the cycle")),
        cycle=reverse("desk:cycle", args=["CODE"]),
        step=reverse("desk:step", args=["CODE", "0.0"]),
        missing=reverse("desk:missing", args=["CODE"]),
    )


def _card(card: Card, known: Around, words: _Words) -> str:
    code = escape(card.code)
    cycle = words.cycle.replace("CODE", code)
    step = words.step.replace("CODE", code).replace("0.0", escape(card.next_section))
    amount = f'<span class="amt">{escape(amount_of(card))}</span>' if card.amount_minor else ""
    owner = f'<span class="av">{words.nobody}</span>'
    if card.owner__name is not None:
        owner = f'<span class="av" title="{escape(card.owner__name)}">{escape(card.owner__initials or "")}</span>'
    return (
        f'<li class="e" data-row><div class="r1"><a href="{cycle}"><b>{escape(card.organisation_name)}</b></a>{amount}'
        f'</div><p class="nx"><a href="{step}" data-key="m">{escape(known.labels.get(card.next_action, ""))}</a></p>'
        f'<div class="r3">{due(card, known.today, known.calendar)}<span class="dy" title="{words.days}">'
        f"{escape(days_in(card, known.today))}</span>{owner}{comb_svg(card.comb)}</div>"
        f"{_step(card, known)}{_why(card, known, words, cycle) if card.missing else ''}</li>\n"
    )


def _step(card: Card, known: Around) -> str:
    """Say the next step somebody promised, and that nothing happens where nothing does."""
    said = f"{escape(step_text(card))} {escape(short_date(card.next_step_on))}" if card.next_step_on else ""
    mark = idle_mark(card, known.today)
    return f'<p class="sub stp">{mark}{said}</p>' if said or mark else ""


def _why(card: Card, known: Around, words: _Words, cycle: str) -> str:
    code = escape(card.code)
    return (
        f'<details class="why"><summary data-key="f" hx-get="{words.missing.replace("CODE", code)}" '
        f'hx-trigger="click once" hx-target="#f-{code}" hx-swap="innerHTML">'
        f"<span>{escape(lack(card, known.definition))}</span>{icon_svg('chevron-down', small=True)}</summary>"
        f'<div class="pop" id="f-{code}"><a class="lnk" href="{cycle}#h-miss">{words.there}</a></div></details>'
    )
