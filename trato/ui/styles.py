"""Which style sheets each shell loads, in order: the cascade's layers are declared in the first."""

from __future__ import annotations

_BASE = ("tokens", "reset", "base", "icon", "button", "state", "controls", "field", "rows", "notice")
_RECORD = ("comb", "seal", "sheet")

STYLES = {
    "staff": (
        *_BASE,
        *_RECORD,
        "shell",
        "head",
        "ledger",
        "dialog",
        "ciclo",
        "hoy",
        "prospectos",
        "formpage",
        "panels",
        "utilities",
        "print",
    ),
    "outside": (*_BASE, *_RECORD, "portal", "utilities", "print"),
    "entry": (*_BASE, "shell", "entrar", "utilities"),
    "error": (*_BASE, "shell", "error", "utilities"),
    "print": (*_BASE, *_RECORD, "procedimiento", "utilities", "print"),
}
