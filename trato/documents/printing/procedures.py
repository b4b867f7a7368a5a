"""The controlled document as the PDF people file, with its approvals and dates."""

from __future__ import annotations

from trato.documents.controlled.standing import Standing


def render_definition(standing: Standing, *, language: str = "es") -> bytes:
    raise NotImplementedError
