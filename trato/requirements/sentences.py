"""What codes of these steps are called when they are said to a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.requirements.rules import MOST_SECTIONS, DepthFacts

# In the middle of a sentence: «Por criterios corresponde un RTP: cobra en línea, migra contenido o datos.»
FACTS: dict[str, str | Promise] = {
    "online_payments": gettext_lazy("it takes online payments"),
    "integrations": gettext_lazy("it integrates with other systems"),
    "migration": gettext_lazy("it migrates content or data"),
    "sensitive_data": gettext_lazy("it handles sensitive data"),
    "custom_development": gettext_lazy("it needs custom development"),
    "over_limit": gettext_lazy("the estimate is over the limit"),
}

CHARGES: dict[str, str | Promise] = {
    "squad": gettext_lazy("Squad is in charge"),
    "client": gettext_lazy("the client is in charge"),
    "both": gettext_lazy("both are in charge"),
}


def criteria(facts: DepthFacts) -> str:
    """Say what the criteria make of the facts. PE-CM-01 §8.2.2."""
    if facts.needed:
        return _("By the criteria an RTP is needed: %(why)s.") % {"why": listed(FACTS[name] for name in facts.reasons)}
    return _(
        "By the criteria no RTP is needed: no online payments, integrations, migration, sensitive data or custom "
        "development, and within the limit."
    )


def not_simple(obstacles: Sequence[str]) -> list[str]:
    """Say what keeps a cycle out of the simplified modality, a sentence for each obstacle."""
    words: dict[str, str] = {
        "needs": _("what is needed goes beyond a landing page, a site or a renewal"),
        "sections_count": _("it has more than %(most)s sections") % {"most": MOST_SECTIONS},
        **{name: str(word) for name, word in FACTS.items()},
    }
    return [words[name] for name in obstacles]


def changed(found: Mapping[str, Sequence[str]]) -> str:
    """Say which requirements are new, changed and gone between two versions; "" when none is."""
    said = (
        (found["added"], _("new %(ids)s")),
        (found["changed"], _("changed %(ids)s")),
        (found["removed"], _("removed %(ids)s")),
    )
    return "; ".join(words % {"ids": ", ".join(ids)} for ids, words in said if ids)


def listed(words: Iterable[Any]) -> str:
    """Join words as a sentence does: a, b and c."""
    parts = [str(word) for word in words]
    if len(parts) < 2:  # noqa: PLR2004 - one needs no conjunction
        return "".join(parts)
    return _("%(most)s and %(last)s") % {"most": ", ".join(parts[:-1]), "last": parts[-1]}
