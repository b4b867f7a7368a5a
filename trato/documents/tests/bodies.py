"""Bodies that the kinds of version 01 accept, for the tests of this package and of those above."""

from __future__ import annotations

from typing import Any


def contact(**changes: Any) -> dict[str, Any]:
    return {
        "happened_at": "2026-02-12T13:05:00+00:00",
        "medium": "whatsapp",
        "inbound": True,
        "contact": "Hernán Villafañe",
        "answered": True,
        "summary": "Pregunta por una tienda en línea.",
    } | changes


def minutes(**changes: Any) -> dict[str, Any]:
    return {
        "held_at": "2026-02-19T13:00:00+00:00",
        "medium": "video",
        "attendees": ["Hernán Villafañe", "Martina Sosa"],
        "topics": "Catálogo de 42 productos.",
        "agreements": [
            {"text": "Mandar fotos", "charge": "client", "due_on": "2026-03-30"},
            {"text": "Armar el RAR", "charge": "squad"},
        ],
        "recipients": ["Hernán Villafañe"],
    } | changes


def pitch(**changes: Any) -> dict[str, Any]:
    return {
        "material": "Pitch SQUAD",
        "material_version": "3",
        "material_hash": "ab" * 32,
        "audience": "La dueña y su hijo",
    } | changes
