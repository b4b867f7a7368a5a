"""Compile the document with Typst: equal definition, stamp and language give equal bytes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from trato.procedure.definition.model import Definition
from trato.procedure.printing.content import Stamp, content

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
STANDARDS = ["a-2a", "ua-1"]
_TURN = Lock()


def print_procedure(definition: Definition, *, stamp: Stamp | None = None, language: str = "es") -> bytes:
    """Return the controlled document as a PDF (PDF/A-2a, PDF/UA-1), laid out as the source is."""
    stamp = stamp or Stamp()
    data = json.dumps(content(definition, stamp, language), ensure_ascii=False, sort_keys=True)
    with _TURN:
        made = _compiler().compile(
            input=(HERE / "procedure.typ").read_bytes(),
            sys_inputs={"data": data},
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=int(stamp.at.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError("Typst returned no single document")
    return made


@cache
def _compiler() -> Any:
    import typst

    return typst.Compiler(font_paths=[FONTS], ignore_system_fonts=True)


__all__ = ["Stamp", "print_procedure"]
