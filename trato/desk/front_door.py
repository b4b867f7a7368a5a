"""What the sign-in page says at its foot: the procedure in force and how the history stands."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.cycles.opening import CODE
from trato.documents.definitions import current
from trato.ledger.queries import integrity_summary
from trato.people.entry import Foot


def foot(request: HttpRequest) -> list[Foot]:
    """Name the version in force, and say that the history is intact when the last verification found it so."""
    lines = []
    definition = current(CODE, request.at)  # type: ignore[attr-defined]
    if definition:
        english = (get_language() or "es").startswith("en")
        words = {
            "code": definition.code,
            "title": (definition.title_en if english else "") or definition.title,
            "version": definition.version,
        }
        lines.append(Foot(_("%(code)s %(title)s, version %(version)s in force") % words))
    history = integrity_summary()
    if history.intact:
        lines.append(
            Foot(_("History intact, %(size)s entries") % {"size": number_format(history.size)}, "shield-check")
        )
    return lines
