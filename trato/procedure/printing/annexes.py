"""The annexes of a version that runs: every condition, limit, record and indicator in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trato.procedure.definition.flow import Action
from trato.procedure.definition.model import Definition
from trato.procedure.sentences.conditions import condition_sentence
from trato.procedure.sentences.deadlines import deadline_sentence


def annexes(definition: Definition, words: Mapping[str, str], language: str) -> list[dict[str, Any]]:
    """Return each annex: its title, the widths of its columns in twelfths, its head and its rows of paragraphs."""
    english = language.lower().startswith("en")
    made = [
        _annex(words["annex-conditions"], [3, 9], [words["action"], words["conditions"]],
               [_conditions(definition, action, words, language) for action in definition.actions],
               note=after_closing(definition, words, language)),
        _annex(words["annex-limits"], [8, 2, 2], [words["limit"], words["owner"], words["since"]], [
            [[_one(limit.text, limit.text_en, english)], [limit.role], [limit.since.strftime("%d/%m/%Y")]]
            for limit in definition.limits
        ], note="\n".join(_modalities(definition, words, language))),
        _annex(words["annex-records"], [7, 2, 3], [words["record"], words["code"], words["retention"]], [
            [[_one(record.title, record.title_en, english)], [record.code_prefix],
             [words["years"].format(n=record.retention_years)]]
            for record in definition.records
        ]),
        _annex(words["annex-indicators"], [3, 5, 2, 2],
               [words["indicator"], words["measures"], words["target"], words["owner"]], [
            [[_one(each.label, each.label_en, english)], [_one(each.text, each.text_en, english)],
             [words[each.better].format(target=words[each.unit].format(n=each.target))], [each.owner]]
            for each in definition.indicators
        ]),
        _annex(words["annex-clauses"].format(edition=definition.iso_edition), [2, 4, 7],
               [words["clause"], words["title"], words["evidence"]], [
            [[clause.number], [_one(clause.title, clause.title_en, english)],
             [_one(clause.evidence, clause.evidence_en, english)]]
            for clause in definition.clauses
        ], note=words["iso-note"]),
    ]  # fmt: skip
    return [annex for annex in made if annex["rows"]]


def after_closing(definition: Definition, words: Mapping[str, str], language: str) -> str:
    """Say what a closed cycle still takes; nothing when the text does not rule it."""
    if definition.after_closing is None:
        return ""
    english = language.lower().startswith("en")
    kinds = [definition.event(name) for name in definition.after_closing]
    return words["after-closing"].format(what="; ".join(_one(kind.todo, kind.todo_en, english) for kind in kinds))


def _annex(title: str, widths: list[int], head: list[str], rows: list[Any], note: str = "") -> dict[str, Any]:
    return {"title": title, "widths": widths, "head": head, "rows": rows, "note": note}


def _one(text: str, text_en: str, english: bool) -> str:
    return text_en if english and text_en else text


def _conditions(definition: Definition, action: Action, words: Mapping[str, str], language: str) -> list[list[str]]:
    return [[f"{action.section} {action.label(language)}"], list(_said(definition, action, words, language))]


def _said(definition: Definition, action: Action, words: Mapping[str, str], language: str) -> Iterator[str]:
    for word, condition in (
        ("applies", action.applies_when),
        ("enters", action.entry.hard),
        ("early", action.entry.soft),
        ("done", action.done_when),
    ):
        if condition is not None:
            yield f"{words[word]}: {_lowered(condition_sentence(condition, definition, language))}."
    if action.deadlines:
        yield f"{words['due']}: {_lowered(deadline_sentence(action, definition, language))}."
    marks = [
        words[word]
        for word, holds in (("optional", action.discretionary), ("no-waiver", action.waiver == "never"))
        if holds
    ]
    if marks:
        yield f"{'. '.join(marks)}."


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _modalities(definition: Definition, words: Mapping[str, str], language: str) -> Iterator[str]:
    english = language.lower().startswith("en")
    for modality in definition.modalities:
        label = _one(modality.label, modality.label_en, english)
        text = _one(modality.text, modality.text_en, english) if modality.when else words["always"]
        yield f"{words['modality']} «{label}»: {text.rstrip('.')}."
