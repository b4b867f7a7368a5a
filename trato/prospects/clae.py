"""Economic activity by section and division (CLAE, CIIU Rev. 4), found by code or by any word. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from trato.search.folding import fold

SOURCE = Path(__file__).with_name("clae.toml")
_CODE = re.compile(r"(?:([a-u])|(\d{2})\d{0,4})((?:[^a-z\d].*)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A section ("J") or a division of one ("62"); `sector` is the option of the catalogue a division falls into."""

    code: str
    section: str
    es: str
    en: str
    sector: str = ""

    def label(self, language: str) -> str:
        """Return code and name: «62 Servicios de programación…»."""
        return f"{self.code} {self.en if language == 'en' else self.es}"


@lru_cache(maxsize=1)
def activities() -> Mapping[str, Activity]:
    """Return every section, each followed by its divisions, by code."""
    found: dict[str, Activity] = {}
    for section in tomllib.loads(SOURCE.read_text(encoding="utf-8"))["section"]:
        letter = section["code"]
        found[letter] = Activity(code=letter, section=letter, es=section["es"], en=section["en"])
        for one in section["divisions"]:
            found[one["code"]] = Activity(section=letter, **one)
    return found


@lru_cache(maxsize=4)
def labels(language: str) -> Mapping[str, str]:
    """Return the name of each with its code before it, by code."""
    return {code: one.label(language) for code, one in activities().items()}


@lru_cache(maxsize=1024)
def find_activities(text: str) -> tuple[Activity, ...]:
    """Return what a text means: a code, with or without its name (CLAE codes of six figures too), or words of a name.

    Every word has to begin a word of the name, in either language; several may be meant, nothing for none.
    """
    known = activities()
    if match := _CODE.fullmatch(text.strip()):
        one = known.get((match[1] or match[2]).upper())
        if one is not None and _says(one, fold(match[3]).split()):
            return (one,)
    words = fold(text).split()
    if not words:
        return ()
    found = [one for one in known.values() if _says(one, words)]
    exact = [one for one in found if called(one, text)]
    return tuple(exact[-1:] or found)


def called(one: Activity, text: str) -> bool:
    """Tell whether a text is the whole name, in either language."""
    return fold(text) in {fold(one.es), fold(one.en)}


def within(codes: tuple[str, ...]) -> set[str]:
    """Return the codes with the divisions of every section among them."""
    return {one.code for one in activities().values() if one.code in codes or one.section in codes}


def _says(one: Activity, words: list[str]) -> bool:
    spoken = (*fold(one.es).split(), *fold(one.en).split())
    return all(any(part.startswith(word) for part in spoken) for word in words)
