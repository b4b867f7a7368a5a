"""The seal: a sun of 32 rays drawn from a SHA-256, one ray a byte.

An idea for people, beside the hash and never instead of it: change a comma and the drawing changes.
"""

from __future__ import annotations

from math import cos, pi, sin

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

RAYS = 32
INNER = 8.5
SHORTEST, LONGEST = 3.0, 13.0


def seal_svg(digest: str, *, size: int = 40, label: str = "") -> SafeString:
    """Draw 64 hexadecimal digits as a sun of `size` pixels. The high half byte is the ray's length, the low its bend.

    Raises ValueError when the digest is no SHA-256.
    """
    rays = bytes.fromhex(digest)
    if len(rays) != RAYS:
        raise ValueError("A seal is drawn from a SHA-256, 64 hexadecimal digits.")
    path = "".join(_ray(place, byte) for place, byte in enumerate(rays))
    return format_html(
        '<svg class="seal" width="{0}" height="{0}" viewBox="0 0 48 48" role="img" aria-label="{1}">'
        '<circle cx="24" cy="24" r="5.5"/><path d="{2}"/></svg>',
        str(size),
        label or gettext("Seal %(start)s") % {"start": digest[:8]},
        path,
    )


def _ray(place: int, byte: int) -> str:
    angle = place * pi / 16 - pi / 2
    length = SHORTEST + (byte >> 4) / 15 * (LONGEST - SHORTEST)
    bend = ((byte & 15) - 7.5) / 7.5 * 0.16
    x, y = _point(INNER, angle)
    middle_x, middle_y = _point(INNER + length * 0.55, angle + bend)
    end_x, end_y = _point(INNER + length, angle + bend * 0.2)
    return f"M{x} {y}Q{middle_x} {middle_y} {end_x} {end_y}"


def _point(radius: float, angle: float) -> tuple[str, str]:
    return f"{24 + radius * cos(angle):.1f}", f"{24 + radius * sin(angle):.1f}"
