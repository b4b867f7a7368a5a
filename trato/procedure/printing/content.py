"""What the printed document says, as plain data for the form."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import segno

from trato.procedure.definition.document import Section
from trato.procedure.definition.flow import Action
from trato.procedure.definition.model import Definition
from trato.procedure.printing.annexes import annexes
from trato.procedure.printing.words import ENGLISH, SPANISH

WATERMARKS = {"draft": "draft", "obsolete": "obsolete", "replaced": "obsolete"}
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Where a version stands: `state` is draft, in-force, obsolete, replaced or transcription.

    `approvals` are names as printed, `at` dates the PDF, `url` is where its QR code leads; without one it carries
    the hash.
    """

    state: str = ""
    effective_on: date | None = None
    approvals: tuple[str, ...] = ()
    at: datetime = field(default=EPOCH)
    url: str = ""


def content(definition: Definition, stamp: Stamp, language: str) -> dict[str, Any]:
    english = language.lower().startswith("en")
    words = ENGLISH if english else SPANISH
    state = stamp.state or definition.status
    title = _one(definition.title, definition.title_en, english)
    moment = stamp.at.astimezone(UTC)
    return {
        "lang": "en" if english else "es",
        "region": "GB" if english else "AR",
        "organisation": definition.organisation.split(" ")[0],
        "date": [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second],
        "process": _one(definition.process, definition.process_en, english),
        "title": title,
        "procedure": words["procedure"].format(title=title),
        "code": definition.code,
        "version": words["version"].format(version=definition.version),
        "watermark": {"draft": words["draft"], "obsolete": words["obsolete"], "replaced": words["obsolete"]}.get(
            state, ""
        ),
        "notes": list(_notes(definition, words, english)),
        "sections": [_section(section, definition, english) for section in definition.sections],
        "section8": {"number": "8", "title": words["section8"]},
        "columns": [words["actions"], words["encargado"], words["registros"]],
        "phases": [
            {
                "number": phase.number,
                "title": _one(phase.title, phase.title_en, english),
                "proposed": phase.source != "document",
                "actions": [
                    _action(action, english, runnable=definition.runnable)
                    for action in definition.actions_of(phase.number)
                ],
            }
            for phase in definition.phases
        ],
        "cut": "" if definition.runnable else words["cut"],
        "annexes": annexes(definition, words, language) if definition.runnable else [],
        "footer": list(_footer(definition, stamp, state, words, english)),
        "hash": definition.hash,
        "qr": _qr(stamp.url or f"{definition.code} {definition.version} sha256:{definition.hash}"),
        "page": words["page"],
        "of": words["of"],
    }


def _one(text: str, text_en: str, english: bool) -> str:
    return text_en if english and text_en else text


def _notes(definition: Definition, words: Any, english: bool) -> Iterator[dict[str, Any]]:
    if definition.note:
        yield {"text": _one(definition.note, definition.note_en, english), "proposed": False}
    if definition.runnable and definition.supersedes:
        legend = words["legend"].format(version=definition.version, earlier=definition.supersedes)
        yield {"text": legend, "proposed": True}
    if definition.reason:
        yield {"text": words["reason"].format(reason=definition.reason, impact=definition.impact), "proposed": True}


def _section(section: Section, definition: Definition, english: bool) -> dict[str, Any]:
    roles = section.number == "6"
    return {
        "number": section.number,
        "title": _one(section.title, section.title_en, english),
        "proposed": section.source != "document",
        "lines": [_line(line) for line in _one(section.text, section.text_en, english).strip().splitlines()],
        "terms": [[term.term, term.name, term.text] for term in section.definitions],
        "roles": [
            [role.code, _one(role.label, role.label_en, english), role.source != "document" and definition.runnable]
            for role in definition.roles
        ]
        if roles
        else [],
    }


def _line(line: str) -> list[str]:
    """Tell plain lines from the list items of the source: `- ` and `a. `."""
    if line.startswith("- "):
        return ["-", line[2:]]
    if line[1:3] == ". " and line[0].isalpha() and line[0].islower():
        return [line[:2], line[3:]]
    return ["", line]


def _action(action: Action, english: bool, *, runnable: bool) -> list[Any]:
    text = _one(action.text, action.text_en, english)
    if not runnable and action.literal and not english:
        text = action.literal
    return [f"{action.number}- {text}", action.encargado, action.registros, action.source != "document" and runnable]


def _footer(definition: Definition, stamp: Stamp, state: str, words: Any, english: bool) -> Iterator[str]:
    if state == "transcription":
        yield f"{words['unknown']} · {words['prepared'].format(who=definition.prepared_by or words['nobody'])}"
        yield words["approved"].format(who=words["nobody"])
        return
    if state in {"obsolete", "replaced"}:
        yield words["no-longer"]
    elif stamp.effective_on:
        yield words["in-force-since"].format(day=stamp.effective_on.strftime("%d/%m/%Y"))
    else:
        yield words["not-in-force"]
    if stamp.approvals:
        yield words["approved"].format(who=", ".join(stamp.approvals))
    else:
        yield words["to-approve"].format(who=", ".join(_approvers(definition, english)) or words["nobody"])
    yield words["uncontrolled"]


def _approvers(definition: Definition, english: bool) -> Iterator[str]:
    for code in definition.approved_by:
        yield _one(definition.role(code).label, definition.role(code).label_en, english)


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue().decode()
