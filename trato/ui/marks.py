"""Small drawings and badges that tags put in a page."""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

TONES = {
    "late": "octagon-alert",
    "today": "clock",
    "client": "user-round",
    "ok": "check",
    "ink": "circle-dot",
    "plain": "circle-dot",
}
"""The shape that goes with each tone when none is named."""

KEY_ICONS = {"enter": "corner-down-left", "up": "arrow-up", "down": "arrow-down", "left": "arrow-left"}

TALLY = mark_safe(
    '<svg class="tally" viewBox="0 0 22 20" aria-hidden="true">'
    '<path d="M3.5 2.5v15M8.5 2.5v15M13.5 2.5v15M18.5 2.5v15"/><path class="x" d="M1.5 14.5 20.5 5.5"/></svg>'
)


@lru_cache(maxsize=1024)
def icon_svg(name: str, *, small: bool = False, label: str = "") -> SafeString:
    """Return an icon of the sprite; with a label it is read aloud, without one it is decoration."""
    address = f"{static('ui/icons.svg')}#{name}"
    classes = "i s" if small else "i"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, address)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, address)


@lru_cache(maxsize=2048)
def state_pill(tone: str, word: str, *, icon: str = "", pill: bool = False) -> SafeString:
    """Return a state as word, shape and colour. Raises KeyError for an unknown tone."""
    shape = icon or TONES[tone]
    classes = "st" + ("" if tone == "plain" else f" {tone}") + (" pill" if pill else "")
    return format_html('<span class="{}">{}{}</span>', classes, icon_svg(shape), word)


def key_caps(*keys: str) -> SafeString:
    """Return key caps, one per argument; `"Ctrl+Enter"` is one cap with two legends."""
    return format_html_join("", "<kbd>{}</kbd>", ((_legend(key),) for key in keys))


def _legend(key: str) -> SafeString:
    parts = key.split("+") if len(key) > 1 else [key]
    return format_html_join(
        " ",
        "{}",
        ((icon_svg(KEY_ICONS[part.lower()]) if part.lower() in KEY_ICONS else part,) for part in parts),
    )
