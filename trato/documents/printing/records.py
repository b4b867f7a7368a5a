"""From a record or a sheet to the PDF people file."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from trato.documents.definitions import by_hash
from trato.documents.models import RecordVersion
from trato.documents.printing.compiler import compile_pdf
from trato.documents.records.sheets import sheet_of
from trato.documents.records.values import language_of
from trato.people.actors import names_of
from trato.ui import values
from trato.ui.seal import seal_svg
from trato.ui.sheets import Section, Sheet

TEMPLATE = Path(__file__).parent / "record.typ"
COLUMNS = 6
_INK = 'xmlns="http://www.w3.org/2000/svg" fill="none" stroke="#1c1b19" stroke-width="1.3" stroke-linecap="round"'


def render_pdf(record: RecordVersion, *, at: datetime, language: str = "es") -> bytes:
    """Print an issued record as it stands at `at`: OBSOLETO once superseded, ANULADO once annulled.

    The same record in the same state gives the same bytes.
    """
    definition = by_hash(record.definition_id)
    sheet = sheet_of(record, record.kind, definition, language=language, names=names_of([record.issued_by]))
    with translation.override(language_of(language)):
        watermark = ""
        if record.superseded and record.superseded_by.issued_at <= at:
            watermark = _("OBSOLETE")
        if record.annulled and record.annulment.at <= at:
            watermark = _("ANNULLED")
    address = f"{settings.TRATO_BASE_URL}{record.get_absolute_url()}"
    return render_sheet(sheet, at=record.issued_at, language=language, watermark=watermark, address=address)


def render_sheet(
    sheet: Sheet, *, at: datetime, language: str = "es", watermark: str = "", address: str = "", seal: bool = True
) -> bytes:
    """Print a sheet dated `at`; one that is not issued says BORRADOR. `address` becomes the QR code."""
    with translation.override(language_of(language)):
        data: dict[str, Any] = {
            "lang": "en" if language.startswith("en") else "es",
            "region": "US" if language.startswith("en") else "AR",
            "title": sheet.title,
            "organisation": sheet.organisation,
            "code": sheet.code,
            "version": sheet.version_label,
            "watermark": watermark or ("" if sheet.issued else _("DRAFT")),
            "sections": [_section(section, issued=sheet.issued) for section in sheet.sections],
            "footer": list(sheet.footer_lines),
            "hash": values.grouped_hash(sheet.hash),
            "seal": seal_svg(sheet.hash).replace("<svg ", f"<svg {_INK} ", 1) if seal and sheet.hash else "",
            "qr": qr_svg(address) if address else "",
            "date": [at.year, at.month, at.day, at.hour, at.minute, at.second],
            "page": _("Page"),
            "of": _("of"),
            "missing": _("missing"),
        }
    return compile_pdf(TEMPLATE, data, at=at)


def qr_svg(address: str) -> str:
    """Return the address as a QR code, an SVG document of its own."""
    buffer = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        buffer, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None, dark="#1c1b19"
    )
    return buffer.getvalue().decode().strip()


def _section(section: Section, *, issued: bool) -> dict[str, Any]:
    return {
        "title": section.title,
        "note": section.note,
        "wet": section.draft and not issued,
        "cells": _filled_rows(section),
        "table": None
        if section.table is None
        else {
            "columns": list(section.table.columns),
            "rows": [[value or "" for value in row] for row in section.table.rows],
        },
    }


def _filled_rows(section: Section) -> list[dict[str, Any]]:
    """Return the cells in rows of six columns, the last of each row widened to the edge."""
    cells: list[dict[str, Any]] = []
    used = 0
    for cell in section.cells:
        if cells and used + cell.width > COLUMNS:
            cells[-1]["width"] += COLUMNS - used
            used = 0
        cells.append({"label": cell.label, "value": cell.value or "", "width": cell.width})
        used = (used + cell.width) % COLUMNS
    if cells and used:
        cells[-1]["width"] += COLUMNS - used
    return cells
