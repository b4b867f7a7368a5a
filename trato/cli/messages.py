"""Texts for people: gather them from code and templates, and compile the catalogues."""

from __future__ import annotations

from pathlib import Path

PACKAGES = Path(__file__).resolve().parents[1]


def compile_stale() -> int:
    """Compile every catalogue newer than its compiled twin; return how many."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = 0
    for source in sorted(PACKAGES.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        making = target.with_suffix(".mo.making")
        with making.open("wb") as file:
            write_mo(file, catalogue)
        making.replace(target)
        compiled += 1
    return compiled
