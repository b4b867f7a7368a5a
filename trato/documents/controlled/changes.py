"""What one version of a controlled document changes of another, passage by passage."""

from __future__ import annotations

from trato.documents.records.comparing import Difference
from trato.procedure import Definition


def changes_between(before: Definition, after: Definition, *, language: str = "es") -> list[Difference]:
    """List every passage of both versions as printed: sections, roles and actions, in the later one's order."""
    english = language.startswith("en")
    old, new = _passages(before, english=english), _passages(after, english=english)
    order = [*new, *(key for key in old if key not in new)]
    return [Difference(key, old.get(key), new.get(key)) for key in order]


def _passages(definition: Definition, *, english: bool) -> dict[str, str]:
    passages: dict[str, str] = {}
    for section in definition.sections:
        text = section.text_en if english and section.text_en else section.text
        lines = [text.strip(), *(f"{term.term}: {term.name} {term.text}" for term in section.definitions)]
        if section.number == "6":
            lines += [f"{role.code}: {role.label}" for role in definition.roles]
        passages[f"{section.number} {_title(section.title, section.title_en, english)}"] = "\n".join(
            filter(None, lines)
        )
    for phase in definition.phases:
        passages[f"{phase.number} {_title(phase.title, phase.title_en, english)}"] = _title(
            phase.title, phase.title_en, english
        )
        for action in definition.actions_of(phase.number):
            who = " · ".join(filter(None, (action.encargado, action.registros)))
            passages[f"{action.section} {action.label('en' if english else 'es')}"] = "\n".join(
                filter(None, (_title(action.text, action.text_en, english), who))
            )
    return passages


def _title(spanish: str, other: str, english: bool) -> str:
    return other if english and other else spanish
