"""Which names of organisations are the same or nearly: «Gómez S.R.L.», «GOMEZ SRL», «Gomes». Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from trato.search.folding import fold

LEGAL_FORMS = frozenset(
    {
        "srl",
        "sa",
        "sas",
        "sau",
        "sh",
        "scs",
        "sca",
        "sc",
        "saic",
        "sacif",
        "saicf",
        "sacifi",
        "ltda",
        "ltd",
        "inc",
        "llc",
    }
)
# Words so common in names of firms that sharing one of them says nothing.
COMMON_WORDS = frozenset(
    (
        "argentina", "asociacion", "asociados", "centro", "cia", "clinica", "club", "colegio", "comercial",
        "compania", "constructora", "consultora", "cooperativa", "del", "distribuidora", "empresa", "escuela",
        "estudio", "ferreteria", "fundacion", "gran", "grupo", "hermanos", "hijos", "hotel", "industrial",
        "industrias", "inmobiliaria", "instituto", "internacional", "las", "los", "municipalidad", "nacional",
        "nueva", "nuevo", "productos", "san", "santa", "servicios", "sociedad", "soluciones", "sur",
        "transporte", "transportes",
    )
)  # fmt: skip
ALIKE = 88  # of 100, by rapidfuzz
WORTH_HEARING = 70  # below it two names do not even sound alike
# Joined names shorter than this are looked up with each letter left out; longer ones by their ends.
SHORT = 10
END, TIP = 6, 4
MOST_WORDS = 4
# Below this one letter makes another word.
ONE_LETTER_OFF = 6

# How Spanish sounds here, one rule after another: b and v, c, s and z, ll and y, g and j, the mute h.
_SOUNDS = tuple(
    (re.compile(sounds), written)
    for sounds, written in (
        ("ph", "f"),
        ("(?<!c)h", ""),
        ("qu(?=[ei])|q|ck", "k"),
        ("g(?=[ei])", "j"),
        ("gu(?=[ei])", "g"),
        ("c(?=[ei])|z|x", "s"),
        ("c(?!h)", "k"),
        ("ll|y", "i"),
        ("[vw]", "b"),
        (r"([a-z])\1+", r"\1"),
    )
)
_NUMBER = re.compile(r"\d+")


def name_key(name: str) -> str:
    """Fold a name and drop its legal form, so that equal keys mean the same name. Never empty for a written name."""
    words = fold(name).split()
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)


def name_blocks(name: str) -> tuple[str, ...]:
    """Return the keys under which names like this one are looked up by index, whatever the order of their words.

    Two names a letter apart (wrong, missing or too many) share one; so do names that sound alike or that begin two of
    their telling words alike. "s:" sound, "d:" a letter left out, "b:" beginning, "e:" end, "m:" both tips, "p:" pair.
    """
    words = _telling(name)
    joined = "".join(words)
    keys = {f"s:{_sound(' '.join(words))}"[:200]}
    if len(joined) <= SHORT:
        keys |= {f"d:{joined[:place]}{joined[place + 1 :]}" for place in range(len(joined))} | {f"d:{joined}"}
    if len(joined) >= SHORT:
        keys |= {f"b:{joined[:END]}", f"e:{joined[-END:]}", f"m:{joined[:TIP]}{joined[-TIP:]}"}
    beginnings = dict.fromkeys(word[:TIP] for word in words[:MOST_WORDS])
    keys |= {f"p:{'|'.join(sorted(pair))}" for pair in combinations(beginnings, 2)}
    return tuple(sorted(keys))


def alike(one: str, other: str) -> bool:
    """Tell whether two folded names may be one, written differently; those whose numbers differ are not.

    Alike are a letter wrong, missing or too many, the words in another order, and what sounds the same.
    """
    if sorted(_NUMBER.findall(one)) != sorted(_NUMBER.findall(other)):
        return False
    likeness = max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))
    if likeness >= ALIKE or likeness < WORTH_HEARING:
        return likeness >= ALIKE
    if min(len(one), len(other)) < ONE_LETTER_OFF:
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1 or _sound(one) == _sound(other)


def _telling(name: str) -> list[str]:
    words = [word for word in name_key(name).split() if len(word) > 1] or name_key(name).split()
    return [word for word in words if word not in COMMON_WORDS] or words


@lru_cache(maxsize=4096)
def _sound(folded: str) -> str:
    for sounds, written in _SOUNDS:
        folded = sounds.sub(written, folded)
    return " ".join(sorted(folded.split()))
