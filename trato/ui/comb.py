"""The comb: a whole cycle as one line of ticks, a tick per required action and a gap per phase."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

STATES = "dwcvnx"
HEIGHTS = {"d": 9, "x": 9, "w": 4, "n": 2}
SIZES = {"small": (14, 4.6, 4.4), "big": (16, 5.2, 5.2)}
"""Height, step between ticks and extra gap between phases, in pixels."""


def comb_ticks(pairs: Iterable[tuple[str, str]]) -> str:
    """Write (section, state) pairs, in the order of the procedure, as `"ddx|cww|…"`.

    The phase is the first two numbers of the section: 8.2.4 belongs to 8.2.
    """
    phases = groupby(pairs, key=lambda pair: ".".join(pair[0].split(".")[:2]))
    return "|".join("".join(state for _, state in group) for _, group in phases)


def comb_label(ticks: str) -> str:
    """Say in words what the comb shows; actions that do not apply are not counted."""
    states = [state for state in ticks if state in STATES and state != "n"]
    at = next((place for place, state in enumerate(states, start=1) if state in "cv"), None)
    if at is not None:
        text = gettext("Step %(at)d of %(total)d") % {"at": at, "total": len(states)}
    else:
        done = sum(state in "dx" for state in states)
        text = gettext("%(done)d of %(total)d steps done") % {"done": done, "total": len(states)}
    if "v" in states:
        text += gettext(", overdue")
    if deviations := states.count("x"):
        text += ngettext(", one deviation", ", %(count)d deviations", deviations) % {"count": deviations}
    return text


def comb_svg(ticks: str, label: str = "", *, size: str = "small") -> SafeString:
    """Draw the comb; without a label it says `comb_label`, with `label="-"` it is decoration."""
    return _comb_in(ticks, label, size, get_language())


@lru_cache(maxsize=4096)
def _comb_in(ticks: str, label: str, size: str, _language: str | None) -> SafeString:
    """Draw the comb; lists draw the same few over and over."""
    width, height, drawn = _drawing(ticks, size)
    if label == "-":
        return format_html('<svg class="comb" width="{}" height="{}" aria-hidden="true">{}</svg>', width, height, drawn)
    said = label or comb_label(ticks)
    return format_html(
        '<svg class="comb" width="{}" height="{}" role="img" aria-label="{}">{}</svg>', width, height, said, drawn
    )


def _drawing(ticks: str, size: str) -> tuple[str, str, SafeString]:
    """Return width, height and paths."""
    height, step, gap = SIZES[size]
    paths: dict[str, list[str]] = {}
    x = 1.5
    for tick in ticks:
        if tick == "|":
            x += gap
        elif tick in STATES:
            tall = HEIGHTS.get(tick, height)
            paths.setdefault(tick, []).append(f"M{x:.1f} {height - tall}v{tall}".replace(".0 ", " "))
            x += step
    drawn = format_html_join("", '<path class="{}" d="{}"/>', ((state, "".join(d)) for state, d in paths.items()))
    # Text, not numbers: SVG knows no decimal comma.
    return f"{max(x - step + 1.8, 3):.0f}", str(height), drawn
