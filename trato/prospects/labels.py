"""What codes are called in the list: groups of the classification, their options, the actions of the procedure."""

from __future__ import annotations

from django.utils.translation import get_language, gettext_lazy

from trato.procedure import Definition
from trato.prospects.catalogues import Catalogues
from trato.prospects.clae import labels

# The catalogue of each group of the classification, and of the tags of the organisation.
CATALOGUES = {
    "priority": "priority",
    "client_type": "client-type",
    "origin": "origin",
    "scale": "scale",
    "sector": "sector",
    "need": "need",
    "tag": "tag",
}
GROUP_TITLES = {
    "priority": gettext_lazy("Priority"),
    "client_type": gettext_lazy("Client type"),
    "origin": gettext_lazy("Geographic origin"),
    "scale": gettext_lazy("Scale"),
    "sector": gettext_lazy("Sector / economic activity"),
    "activity": gettext_lazy("Economic activity (CLAE)"),
    "need": gettext_lazy("Possible requirements"),
    "tag": gettext_lazy("Tags"),
}


def action_labels(definition: Definition | None) -> dict[str, str]:
    """Return the name of each action, for the reader."""
    return {action.id: action.label(language()) for action in definition.actions} if definition else {}


def option_labels(known: Catalogues) -> dict[tuple[str, str], str]:
    """Return the label of each option by (group, code), those put away included."""
    named = {("activity", code): label for code, label in labels(language()).items()}
    options = {
        (group, option.code): option.label for group, name in CATALOGUES.items() for option in known.get(name, ())
    }
    return named | options


def phase_names(definition: Definition | None) -> list[tuple[str, str]]:
    """Return (number, short name) of each phase."""
    if definition is None:
        return []
    english = language() == "en"
    return [(phase.number, (phase.short_en if english else phase.short) or phase.short) for phase in definition.phases]


def language() -> str:
    """Return the reader's language as definitions name it."""
    return "en" if (get_language() or "es").startswith("en") else "es"
