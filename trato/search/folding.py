"""Text as people write it, folded so that «Gómez S.R.L.» and «GOMEZ SRL» are found together. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LONG_FORMS = (
    (re.compile(r"\bsociedad de responsabilidad limitada\b"), "srl"),
    (re.compile(r"\bsoc de resp l(?:imi)?ta?da\b"), "srl"),
    (re.compile(r"\bsociedad anonima unipersonal\b"), "sau"),
    (re.compile(r"\bsociedad por acciones simplificadas?\b"), "sas"),
    (re.compile(r"\bsociedad anonima\b"), "sa"),
    (re.compile(r"\bsociedad de hecho\b"), "sh"),
    (re.compile(r"\bsociedad en comandita simple\b"), "scs"),
    (re.compile(r"\bsociedad en comandita por acciones\b"), "sca"),
    (re.compile(r"\blimitada\b"), "ltda"),
)
_DOTTED = re.compile(r"(?<![a-z0-9])(?:[a-z]\.\s*)+[a-z]?(?![a-z0-9])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Write in lower case without accents, signs or doubled spaces; «S.R.L.» and its long form become «srl»."""
    plain = text
    if not text.isascii():
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    plain = plain.casefold()
    if "." in plain:
        plain = _DOTTED.sub(lambda found: f"{re.sub(r'[.\s]', '', found[0])} ", plain)
    plain = _NOT_WORD.sub(" ", plain).strip()
    if "soc" in plain or "limitada" in plain:
        for long, short in _LONG_FORMS:
            plain = long.sub(short, plain)
    return plain


def compact(text: str) -> str:
    """Fold a code or a number to its letters and figures: «C-2026-0042» is "c20260042"."""
    return fold(text).replace(" ", "")


def search_copy(*texts: str) -> str:
    """Return the folded words of several texts, each once, in order: what a search looks into."""
    return " ".join(dict.fromkeys(word for text in texts for word in fold(text).split()))
