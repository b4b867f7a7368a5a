"""What one version of a controlled document changes of another, passage by passage."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trato.documents.records.comparing import Difference
from trato.procedure import Definition
from trato.procedure.definition.document import Term
from trato.procedure.printing.annexes import after_closing
from trato.procedure.printing.words import ENGLISH, SPANISH


def changes_between(before: Definition, after: Definition, *, language: str = "es") -> list[Difference]:
    """List every passage of both versions as printed: sections, roles and actions, in the later one's order."""
    english = language.startswith("en")
    old, new = _passages(before, english=english), _passages(after, english=english)
    order = [*new, *(key for key in old if key not in new)]
    return [
        Difference((new.get(key) or old[key])[0], old.get(key, ("", None))[1], new.get(key, ("", None))[1])
        for key in order
    ]


def _passages(definition: Definition, *, english: bool) -> dict[str, tuple[str, str]]:
    """Return id → (title, text): the id tells that two passages are the same one under another title."""
    passages: dict[str, tuple[str, str]] = {}
    for section in definition.sections:
        text = section.text_en if english and section.text_en else section.text
        lines = [text.strip(), *(_defined(term) for term in section.definitions)]
        if section.number == "6":
            lines += [f"{role.code}: {_title(role.label, role.label_en, english)}" for role in definition.roles]
        title = f"{section.number} {_title(section.title, section.title_en, english)}"
        passages[f"section {section.number}"] = title, "\n".join(filter(None, lines))
    for phase in definition.phases:
        passages[f"phase {phase.number}"] = phase.number, _title(phase.title, phase.title_en, english)
        for action in definition.actions_of(phase.number):
            who = " · ".join(filter(None, (action.encargado, action.registros)))
            text = "\n".join(filter(None, (_title(action.text, action.text_en, english), who)))
            short = _title(action.short, action.short_en, english)
            passages[f"action {action.id}"] = f"{action.section} {short}".strip(), text
    if definition.after_closing is not None:
        words = ENGLISH if english else SPANISH
        passages["closing"] = _("After the closing"), after_closing(definition, words, "en" if english else "es")
    return passages


def _defined(term: Term) -> str:
    return f"{term.term}: {'. '.join(filter(None, (term.name, term.text)))}"


def _title(spanish: str, other: str, english: bool) -> str:
    return other if english and other else spanish
