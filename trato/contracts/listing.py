"""The model contract as a line of the master list of documents (ISO 9001:2015 cl. 7.5.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from trato.contracts.queries import model_in_force
from trato.documents.controlled.master import Entry
from trato.documents.controlled.standing import label_of
from trato.people.roles import Role
from trato.ui.values import to_local_date


def entries(at: datetime) -> Iterable[Entry]:
    """Yield the version in force, or that there is none yet."""
    model = model_in_force(at)
    yield Entry(
        code="CM",
        title=model.title if model else _("Model contract"),
        version=str(model.version) if model else "",
        state=label_of("in-force") if model else _("To be published"),
        tone="ok" if model else "today",
        effective_on=to_local_date(model.since) if model else None,
        owner=str(Role.GC.label),
        review_on=None,
        url=reverse("contracts:model"),
    )
