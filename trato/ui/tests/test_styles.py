"""The look keeps its promises: contrast, weight, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

from trato.ui import styles

UI = Path(styles.__file__).parent
STATIC = UI / "static/ui"
TOKEN = re.compile(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)")
ON_EVERY_GROUND = ("text", "text-2", "text-3", "ink", "late", "today", "done", "client")
PAIRS = [
    *[(front, ground) for front in ON_EVERY_GROUND for ground in ("canvas", "surface")],
    *[(front, "ink-tint") for front in ("text", "text-2", "text-3", "ink", "late", "today", "client", "done")],
    *[(front, "sunken") for front in ("text", "text-2")],
    *[(tone, f"{tone}-tint") for tone in ("late", "today", "done", "client")],
    *[("text", f"{tone}-tint") for tone in ("late", "today", "done", "client")],
    ("on-ink", "ink"),
    ("on-ink", "ink-strong"),
    ("canvas", "text"),
]


def tokens(theme: int) -> dict[str, str]:
    text = (STATIC / "css/tokens.css").read_text()
    return {match[1]: match[2 + theme] for match in TOKEN.finditer(text)}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(front: str, ground: str) -> float:
    lighter, darker = sorted((luminance(front), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(front: str, ground: str, theme: int) -> None:
    colours = tokens(theme)
    assert contrast(colours[front], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_borders_of_controls_stand_out(theme: int) -> None:
    colours = tokens(theme)
    assert contrast(colours["edge"], colours["canvas"]) >= 3


@pytest.mark.parametrize("shell", styles.STYLES)
def test_style_sheets_of_a_shell_exist_and_weigh_little(shell: str) -> None:
    sheets = [(STATIC / f"css/{name}.css").read_bytes() for name in styles.STYLES[shell]]
    assert sum(len(gzip.compress(sheet)) for sheet in sheets) <= 25_000


def test_every_style_sheet_belongs_to_a_shell() -> None:
    assert {path.stem for path in (STATIC / "css").glob("*.css")} == {
        name for names in styles.STYLES.values() for name in names
    }


def test_script_of_the_staff_weighs_little() -> None:
    htmx = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
    weight = sum(len(gzip.compress(path.read_bytes())) for path in (htmx, *(STATIC / "js").iterdir()))
    assert weight <= 35_000


def test_pages_carry_no_inline_style_or_script() -> None:
    for template in UI.rglob("templates/**/*.html"):
        text = template.read_text()
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", text), template.name


def test_nothing_comes_from_another_host() -> None:
    for path in [*STATIC.rglob("*.css"), *STATIC.rglob("*.js"), *UI.rglob("templates/**/*.html")]:
        assert not re.search(r"(?:src|href|url\()\s*=?\s*[\"']?https?://", path.read_text()), path.name


def test_the_layers_are_declared_once_and_first() -> None:
    declared = [path.name for path in (STATIC / "css").glob("*.css") if re.search(r"@layer [\w, ]+;", path.read_text())]
    assert declared == ["tokens.css"]
    assert {names[0] for names in styles.STYLES.values()} == {"tokens"}
