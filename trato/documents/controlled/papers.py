"""The controlled document as sheets of paper on screen, in the layout of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from trato.procedure import Action, Definition, Phase, Section
from trato.procedure.printing.annexes import annexes
from trato.procedure.printing.words import ENGLISH, SPANISH

PROPOSED = "proposed"
_LETTERED = re.compile(r"[a-z]\. ")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a list of lines with dashes (`dashes`) or letters (`letters`)."""

    kind: Literal["text", "dashes", "letters"]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table of the document; `proposed` marks what this version adds to the source's text."""

    cells: tuple[str, ...]
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """An action as the document prints it: a lead, perhaps a list, who, and which records."""

    number: int
    lead: str
    items: tuple[str, ...]
    encargado: str
    registros: str
    proposed: bool


@dataclass(frozen=True, slots=True)
class Annex:
    """A table in words: `widths` of its columns in twelfths, rows of cells of paragraphs."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section or one of the parts of section 8, with what it holds."""

    anchor: str
    number: str
    title: str
    inner: bool = False
    proposed: bool = False
    blocks: tuple[Block, ...] = ()
    definitions: tuple[Line, ...] = ()
    roles: tuple[Line, ...] = ()
    steps: tuple[Step, ...] = ()
    annex: Annex | None = None
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """A line of the index."""

    anchor: str
    text: str
    inner: bool = False


# Which sections share a sheet of paper; the rest of section 8 follows on one, each annex on its own.
_SHEETS: tuple[tuple[str, ...], ...] = (("1", "2", "3", "4", "5"), ("6", "7"), ("8", "8.1"), ("8.2",))


def papers_of(definition: Definition, *, language: str = "es") -> list[list[Part]]:
    """Return the parts of the document, sheet by sheet."""
    parts = list(_parts(definition, english=language.startswith("en")))
    sheets = [[part for part in parts if part.number in numbers] for numbers in _SHEETS]
    named = {number for numbers in _SHEETS for number in numbers}
    sheets.append([part for part in parts if part.number not in named and part.annex is None])
    return [*(sheet for sheet in sheets if sheet), *([part] for part in parts if part.annex is not None)]


def contents_of(definition: Definition, *, language: str = "es") -> list[Contents]:
    """Return the index of the document."""
    return [
        Contents(part.anchor, f"{part.number} {part.title}".strip(), inner=part.inner)
        for part in _parts(definition, english=language.startswith("en"))
    ]


def blocks_of(text: str) -> tuple[Block, ...]:
    """Read the lines of a section: "- " begins a line of a list, "a. " one of a list with letters."""
    blocks: list[Block] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        kind: Literal["text", "dashes", "letters"] = "text"
        if line.startswith("- "):
            kind, words = "dashes", line[2:]
        elif _LETTERED.match(line):
            kind, words = "letters", line[3:]
        else:
            words = line
        if kind != "text" and blocks and blocks[-1].kind == kind:
            blocks[-1] = Block(kind, (*blocks[-1].lines, words))
        else:
            blocks.append(Block(kind, (words,)))
    return tuple(blocks)


def _parts(definition: Definition, *, english: bool) -> Iterator[Part]:
    for section in definition.sections:
        yield _section(section, definition, english=english)
    if definition.phases:
        yield Part("s8", "8", "Procedure" if english else "Procedimiento")
    words = ENGLISH if english else SPANISH
    for phase in definition.phases:
        cut = "" if definition.runnable else words["cut"]
        yield _phase(phase, definition.actions_of(phase.number), cut, english=english)
    if definition.runnable:
        for place, annex in enumerate(annexes(definition, words, "en" if english else "es")):
            yield _annex(f"a{place}", annex)


def _section(section: Section, definition: Definition, *, english: bool) -> Part:
    return Part(
        anchor=f"s{section.number}",
        number=section.number,
        title=_either(section.title, section.title_en, english=english),
        proposed=section.source == PROPOSED,
        blocks=blocks_of(_either(section.text, section.text_en, english=english)),
        definitions=tuple(Line(tuple(filter(None, (term.term, term.name, term.text)))) for term in section.definitions),
        roles=tuple(
            Line((role.code, _either(role.label, role.label_en, english=english)), role.source == PROPOSED)
            for role in definition.roles
        )
        if section.number == "6"
        else (),
    )


def _annex(anchor: str, annex: dict[str, Any]) -> Part:
    return Part(
        anchor=anchor,
        number="",
        title=annex["title"],
        proposed=True,
        annex=Annex(
            head=tuple(annex["head"]),
            widths=tuple(annex["widths"]),
            rows=tuple(tuple(tuple(cell) for cell in row) for row in annex["rows"]),
            notes=tuple(filter(None, annex["note"].split("\n"))),
        ),
    )


def _phase(phase: Phase, actions: Sequence[Action], cut: str, *, english: bool) -> Part:
    return Part(
        anchor=f"s{phase.number.replace('.', '')}",
        number=phase.number,
        title=_either(phase.title, phase.title_en, english=english),
        inner=True,
        proposed=phase.source == PROPOSED,
        steps=tuple(_step(action, english=english) for action in actions),
        cut=cut,
    )


def _step(action: Action, *, english: bool) -> Step:
    text = _either(action.text, action.text_en, english=english)
    lead, items = text, tuple[str, ...]()
    # Where the source lost its bullets, their dots are still in the literal text: they are bullets again.
    if ", ." in action.literal and ": " in text:
        lead, _colon, rest = text.partition(": ")
        words = rest.rstrip(".").split(", ")
        lead, items = f"{lead}:", (*(f"{word}," for word in words[:-1]), f"{words[-1]}.")
    return Step(
        number=action.number,
        lead=lead,
        items=items,
        encargado=action.encargado,
        registros=action.registros,
        proposed=action.source == PROPOSED,
    )


def _either(spanish: str, other: str, *, english: bool) -> str:
    return other if english and other else spanish
