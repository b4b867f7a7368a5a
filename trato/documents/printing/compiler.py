"""Typst, loaded when the first document is printed and kept for the next ones."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

STANDARDS = ["a-2a", "ua-1"]
FONTS = Path(__file__).resolve().parents[2] / "procedure" / "printing" / "fonts"
_TURN = Lock()
_MOST_TRIES = 400

# PDF/A refuses a character that no font draws. Typst names it; it is printed by its number, and remembered.
_UNDRAWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_undrawable: dict[int, str] = {}


def compile_pdf(template: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Compile the template with `data` as its JSON input; equal input and `at` give equal bytes.

    Text is data, never markup: whatever it says is printed literally.
    """
    import typst

    with _TURN:
        for _try in range(_MOST_TRIES):
            try:
                made = _compiler().compile(
                    input=template.read_bytes(),
                    sys_inputs={"data": json.dumps(_drawable(data), ensure_ascii=False, sort_keys=True)},
                    format="pdf",
                    pdf_standards=STANDARDS,
                    timestamp=int(at.timestamp()),
                )
            except typst.TypstError as wrong:
                if not _remember(str(wrong)):
                    raise
            else:
                assert isinstance(made, bytes)
                return made
    raise RuntimeError("The document has more characters that no font draws than can be replaced.")


@cache
def _compiler() -> Any:
    import typst

    return typst.Compiler(font_paths=[FONTS], ignore_system_fonts=True)


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(_written(character) for character in unicodedata.normalize("NFC", value))
    if isinstance(value, Mapping):
        return {key: _drawable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(item) for item in value]
    return value


def _written(character: str) -> str:
    code = ord(character)
    if code in _undrawable:
        return _undrawable[code]
    if character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}:
        return _numbered(code)
    return character


def _remember(message: str) -> bool:
    """Keep the characters that the message complains of; tell whether any is new."""
    before = len(_undrawable)
    for text in _UNDRAWN.findall(message):
        literal = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        _undrawable.update({ord(c): _numbered(ord(c)) for c in literal if not c.isascii() or not c.isprintable()})
    return len(_undrawable) > before


def _numbered(code: int) -> str:
    return f"[U+{code:04X}]"
