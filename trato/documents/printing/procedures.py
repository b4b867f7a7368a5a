"""The controlled document as the PDF people file, with its approvals and dates."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from trato.documents.controlled.standing import Standing
from trato.procedure.printing import Stamp, print_procedure


def render_definition(standing: Standing, *, language: str = "es") -> bytes:
    """Print a version as it stands: BORRADOR until approved, OBSOLETO once another governs.

    The same version in the same state gives the same bytes.
    """
    version = standing.version
    address = reverse("document_version", args=[version.code, version.version])
    stamp = Stamp(
        state=standing.state,
        effective_on=standing.effective_on,
        approvals=tuple(f"{given.name} ({given.role})" for given in standing.approvals if given.at is not None),
        at=version.effective_from or version.loaded_at,
        url=f"{settings.TRATO_BASE_URL}{address}",
    )
    return print_procedure(standing.definition, stamp=stamp, language=language)
