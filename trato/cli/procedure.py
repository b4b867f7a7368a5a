"""`trato procedure`: check a definition file, show a version, print it as the controlled document."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trato.documents.controlled.standing import Standing
    from trato.procedure import Definition

PROCEDURES = Path(__file__).resolve().parents[2] / "procedures"


class NotFound(Exception):
    """No such procedure or version, here or among the files."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version to show; `standing` is what the database knows of it, None when it only exists as a file."""

    definition: Definition
    standing: Standing | None = None


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("procedure", help="check, show or print a controlled procedure")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    checking = commands.add_parser("check", help="say what keeps a definition file from being issued")
    checking.add_argument("file", type=Path, metavar="FILE")
    checking.set_defaults(func=check)
    showing = commands.add_parser("show", help="show a version: its actions, conditions and deadlines")
    showing.set_defaults(func=show)
    printing = commands.add_parser("print", help="write a version as a PDF (PDF/A-2a, PDF/UA-1)")
    printing.add_argument("--output", type=Path, required=True, metavar="FILE.pdf")
    printing.set_defaults(func=print_)
    for command in (showing, printing):
        command.add_argument("code", metavar="CODE", help="for example PE-CM-01")
        command.add_argument("--version", metavar="V", help="for example 00; without it, the one in force or the last")
        command.add_argument("--language", choices=("es", "en"), default="es")


def check(options: argparse.Namespace) -> int:
    """Read a file, check it and play its golden cases; every problem is named with its line."""
    from trato.procedure import check_cases, parse

    try:
        data = options.file.read_bytes()
    except OSError as wrong:
        print(wrong, file=sys.stderr)
        print(f"No se revisó nada: no se puede leer {options.file}.")
        return 2
    definition, problems = parse(data, str(options.file))
    if definition is not None:
        problems = check_cases(definition, file=str(options.file), text=data.decode())
    for problem in problems:
        print(problem)
    if definition is None or problems:
        print(f"No se puede emitir: {_counted(len(problems), 'problema', 'problemas')}.")
        return 1
    print(
        f"{definition.code} versión {definition.version}: {_counted(len(definition.actions), 'acción', 'acciones')}, "
        f"{_counted(len(definition.cases), 'caso', 'casos')} como se espera. SHA-256 {definition.hash}"
    )
    print("Sin problemas.")
    return 0


def show(options: argparse.Namespace) -> int:
    """Print a version as plain text."""
    try:
        version = _found(options.code, options.version)
    except NotFound as missing:
        print(missing)
        return 1
    for line in _lines(version.definition, options.language):
        print(line)
    print(f"{version.definition.code} {version.definition.version} {version.definition.hash}")
    return 0


def print_(options: argparse.Namespace) -> int:
    """Write the controlled document."""
    from trato.procedure.printing import print_procedure

    try:
        version = _found(options.code, options.version)
    except NotFound as missing:
        print(missing)
        return 1
    if version.standing is None:
        document = print_procedure(version.definition, language=options.language)
    else:
        from trato.documents.printing.procedures import render_definition

        document = render_definition(version.standing, language=options.language)
    try:
        options.output.write_bytes(document)
    except OSError as wrong:
        print(wrong, file=sys.stderr)
        print(f"No se imprimió nada: no se puede escribir {options.output}.")
        return 2
    print(f"{options.output}: {version.definition.code} versión {version.definition.version}, {len(document)} bytes.")
    return 0


def _lines(definition: Definition, language: str) -> Iterator[str]:
    from trato.procedure import condition_sentence, deadline_sentence

    english = language == "en"
    yield f"{definition.code} · {definition.title_en if english else definition.title} · versión {definition.version}"
    if definition.note:
        yield definition.note_en if english else definition.note
    for section in definition.sections:
        yield f"\n{section.number}- {section.title_en if english else section.title}"
        yield from (section.text_en if english and section.text_en else section.text).splitlines()
        yield from (f"{term.term}: {' · '.join(filter(None, (term.name, term.text)))}" for term in section.definitions)
        if section.number == "6":
            yield from (f"{role.code}: {role.label_en if english else role.label}" for role in definition.roles)
    for phase in definition.phases:
        yield f"\n{phase.number}- {phase.title_en if english else phase.title}"
        for action in definition.actions_of(phase.number):
            yield f"  {action.number}- {action.text_en if english else action.literal or action.text}"
            yield f"     {action.encargado} | {action.registros or '—'}"
            for mark, condition in (("←", action.entry.hard), ("⇠", action.entry.soft), ("✓", action.done_when)):
                if condition is not None:
                    yield f"     {mark} {condition_sentence(condition, definition, language)}"
            if action.deadlines:
                yield f"     ◷ {deadline_sentence(action, definition, language)}"
    yield ""


def _found(code: str, wanted: str | None) -> Version:
    """Return a version: as the database has it, or as a file that was not loaded yet."""
    versions = _of_database(code) or _of_files(code)
    if not versions:
        raise NotFound(f"No hay ningún procedimiento «{code}».")
    if wanted is not None:
        for version in versions:
            if version.definition.version == wanted:
                return version
        known = ", ".join(version.definition.version for version in versions)
        raise NotFound(f"«{code}» no tiene la versión «{wanted}»; tiene {known}.")
    in_force = [version for version in versions if version.standing and version.standing.state == "in-force"]
    return (in_force or versions)[-1]


def _of_database(code: str) -> list[Version]:
    import django
    from django.conf import settings
    from django.db import DatabaseError
    from django.utils import timezone

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and not Path(database["NAME"]).exists():
        return []  # opening it would make an empty one, and the next start would not know that it is new
    django.setup()
    from trato.documents.controlled.standing import standing_of
    from trato.documents.models import DefinitionVersion

    try:
        rows = list(DefinitionVersion.objects.standing().filter(code=code).order_by("version"))
        standings = [standing_of(row, at=timezone.now()) for row in rows]
    except DatabaseError:
        return []
    return [Version(standing.definition, standing) for standing in standings]


def _of_files(code: str) -> list[Version]:
    from trato.procedure import InvalidDefinition, load

    versions = []
    for file in sorted(PROCEDURES.glob("*/*.toml")):
        try:
            definition = load(file.read_bytes(), file=str(file))
        except InvalidDefinition as broken:
            print(broken, file=sys.stderr)
            continue
        if definition.code == code:
            versions.append(Version(definition))
    return versions


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
