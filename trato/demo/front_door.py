"""Where to begin: three cycles of the demonstration, on its sign-in page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trato.cycles.models import Cycle
from trato.people.entry import Story

# Client, and what is worth seeing in its newest cycle.
FIRST = (
    ("Clínica Dental Los Talas SRL", gettext_noop("stopped before signing: what is missing, and who has it")),
    ("Bodega Cuatro Acequias SA", gettext_noop("lost, back for the harvest, and won")),
    ("Dulces Quebracho Viejo SRL", gettext_noop("from the first contact to Design, with a waiver on the way")),
)


def stories(request: HttpRequest) -> list[Story]:
    """Return the cycles to look at first, those of them that were told; none outside demo mode."""
    if not settings.TRATO_DEMO:
        return []
    told = Cycle.objects.filter(organisation__name__in=[name for name, _text in FIRST]).order_by("pk")
    codes = dict(told.values_list("organisation__name", "code"))
    return [
        Story(title=name, text=_(text), url=reverse("desk:cycle", args=[codes[name]]))
        for name, text in FIRST
        if name in codes
    ]
