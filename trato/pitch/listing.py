"""The pitch in the master list of documents (ISO cl. 7.5.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from trato.documents.controlled.master import Entry
from trato.people.roles import Role
from trato.pitch.models import Material
from trato.ui.values import to_local_date


def entries(at: datetime) -> Iterable[Entry]:
    """Return one line per pitch in force; before the first is published, the line says so."""
    standing = list(Material.objects.in_force(at))
    if not standing:
        yield _entry("Pitch SQUAD", None, _("Not published yet"), "today")
    for material in standing:
        yield _entry(material.title, material, _("In force"), "ok")


def _entry(title: str, material: Material | None, state: str, tone: str) -> Entry:
    return Entry(
        code="",
        title=title,
        version=material.version if material else "",
        state=state,
        tone=tone,
        effective_on=to_local_date(material.since) if material else None,
        owner=str(Role.GC.label),
        review_on=None,
        url=reverse("pitch:materials"),
    )
