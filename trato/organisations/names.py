"""Names as people write them, folded so that «Gómez S.R.L.» and «GOMEZ SRL» are found together. Pure."""

from __future__ import annotations

import re
import unicodedata

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
BLOCK = 4

_DOTTED = re.compile(r"(?<![a-z0-9])(?:[a-z]\.\s*)+[a-z]?(?![a-z0-9])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Write in lower case without accents, signs or doubled spaces; «S.R.L.» and its long form become «srl»."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    plain = _DOTTED.sub(lambda found: f"{re.sub(r'[.\s]', '', found[0])} ", plain)
    plain = _NOT_WORD.sub(" ", plain).strip()
    for long, short in _LONG_FORMS:
        plain = long.sub(short, plain)
    return plain


def name_key(name: str) -> str:
    """Fold a name and drop its legal form, so that equal keys mean the same name. Never empty for a written name."""
    words = fold(name).split()
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)


def search_copy(*texts: str) -> str:
    """Return the folded words of several texts, each once, in order: what a filter looks into."""
    return " ".join(dict.fromkeys(word for text in texts for word in fold(text).split()))


def name_blocks(name: str) -> tuple[str, ...]:
    """Return the beginnings under which names like this one are looked up: a typo late in a word still meets."""
    words = [word for word in name_key(name).split() if len(word) > 1]
    telling = [word for word in words if word not in COMMON_WORDS] or words
    return tuple(dict.fromkeys(word[:BLOCK] for word in telling))
