"""`survey-requirements` on the page of a cycle. PE-CM-01 §8.2.1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Text, Verb
from trato.documents.files import store_file
from trato.documents.records.values import text_of
from trato.ledger.actors import Actor
from trato.requirements.actions import issue_rar
from trato.requirements.forms import RarForm
from trato.requirements.papers import papers
from trato.requirements.queries import earlier_rar, found_since, rests_on_rar
from trato.requirements.sentences import listed
from trato.requirements.steps.modality import MODALITY, modality_context

# The six groups of part A, with what they are about and the person.
PART_A = ("priority", "client_type", "origin", "scale", "sector", "needs")


def _issue(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    files = [store_file(data["file"], by=by, at=at)] if data.get("file") else []
    provided = issue_rar(cycle, **data["rar"], attachments=files, by=by, at=at)
    assert provided.record is not None  # the event's kind declares one
    words = {"n": provided.record.version, "changes": str(provided.record.data.get("changes", "")).rstrip(".")}
    if words["changes"]:
        return _("You issued the RAR v%(n)s: %(changes)s.") % words
    return _("You issued the RAR v%(n)s.") % words


def _button(situation: Situation, actor: Actor) -> Text:
    issued = len(situation.every("rar.issued"))
    return _("Issue the RAR v%(n)s") % {"n": issued + 1} if issued else gettext_lazy("Issue the RAR")


def _context(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    rar, start = papers(situation).latest("rar"), earlier_rar(cycle, situation)
    return {
        "part_a": _part_a(situation),
        "rar": rar,
        "found": found_since(situation),
        "recovered": start if start is not None and rar is None else None,
        "reopens": listed(f"{action.section} {action.label(_language())}" for action in rests_on_rar(situation)),
        **modality_context(cycle, situation),
    }


def _part_a(situation: Situation) -> list[tuple[str, str]]:
    classified = papers(situation).latest("classification")
    if classified is None:
        return []
    fields = {field.key: field for field in situation.definition.record("rar").fields}
    found = []
    for key in PART_A:
        text = text_of(fields[key], classified.data.get(key), situation.definition, language=_language(), names={})
        if text:
            title = fields[key].title_en if _language() == "en" else fields[key].title
            found.append((title, ", ".join(text.splitlines())))
    return found


def _language() -> str:
    return "en" if (get_language() or "es").startswith("en") else "es"


SURVEY = Step(
    action="survey-requirements",
    template="requirements/survey.html",
    context=_context,
    verbs=(
        Verb(
            slug="emitir-rar",
            label=gettext_lazy("Issue the RAR"),
            label_for=_button,
            run=_issue,
            form=RarForm,
            form_template="requirements/rar_form.html",
            event="rar.issued",
            drafts=True,
        ),
        *MODALITY,
    ),
)
