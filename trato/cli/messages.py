"""`trato messages`: texts for people, gathered from code and templates, and their catalogues compiled."""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages import Catalog, Message

PACKAGES = Path(__file__).resolve().parents[1]
LOCALE = "es_AR"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
UNKEPT_HEADERS = re.compile(
    rb'^"(Project-Id-Version|Report-Msgid-Bugs-To|[A-Z-]+-(Creation|Revision)-Date|Last-Translator|Language-Team'
    rb'|Generated-By): .*\\n"\n',
    re.MULTILINE | re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("messages", help="gather the texts for translation, or compile the catalogues")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    extract = verbs.add_parser("extract", help="bring the catalogues up to date with code and templates")
    extract.add_argument("packages", nargs="*", help="only these packages, such as: cycles desk")
    extract.add_argument("--check", action="store_true", help="write nothing; fail when a text is not translated")
    extract.set_defaults(func=extract_messages)
    compiling = verbs.add_parser("compile", help="compile the catalogues")
    compiling.set_defaults(func=compile_messages)


def extract_messages(options: argparse.Namespace) -> int:
    """Update every package's catalogue, or with `--check` name what is missing or wrong in it."""
    unknown = [name for name in options.packages if not (PACKAGES / name).is_dir()]
    if unknown:
        print(f"There is no package {', '.join(unknown)}.", file=sys.stderr)
        return 2
    packages = options.packages or sorted(path.parent.name for path in PACKAGES.glob("*/__init__.py"))
    if not options.check:
        for package in packages:
            update(package)
    problems = [problem for package in packages for problem in check(package)]
    for problem in problems:
        print(problem)
    print(f"{len(problems)} texts need a translator." if problems else "Every text is translated.")
    return 1 if problems and options.check else 0


def compile_messages(options: argparse.Namespace) -> int:
    """Compile the catalogues that changed."""
    compiled = compile_stale()
    print(f"{compiled} catalogues compiled.")
    return 0


@dataclass(frozen=True, slots=True)
class Problem:
    package: str
    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.package}: {self.text!r} {self.reason}"


def check(package: str) -> list[Problem]:
    """Name the texts of a package that its catalogue lacks, leaves empty, doubts, or gives other placeholders."""
    kept = _kept(package)
    found = _extract(package)
    problems: list[Problem] = []
    for message in found:
        if not message.id:
            continue
        text = _first(message.id)
        known = kept.get(text, context=message.context)
        if known is None:
            problems.append(Problem(package, text, "is not in the catalogue"))
        elif not known.string or (isinstance(known.string, (list, tuple)) and not all(known.string)):
            problems.append(Problem(package, text, "is not translated"))
        elif known.fuzzy:
            problems.append(Problem(package, text, "is marked fuzzy"))
        elif not _same_placeholders(known):
            problems.append(Problem(package, text, "has other placeholders in its translation"))
        elif isinstance(message.id, (list, tuple)) and not isinstance(known.id, (list, tuple)):
            problems.append(Problem(package, text, "has a plural that the catalogue lacks"))
    return problems


def update(package: str) -> None:
    """Write a package's catalogue with the texts it has now; translations that are still used are kept."""
    from babel.messages.pofile import write_po

    found = _extract(package)
    path = _catalogue_path(package)
    if package == "cli" or (not path.exists() and not any(message.id for message in found)):
        return
    kept = _kept(package)
    kept.update(found, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    kept.fuzzy, kept.header_comment = False, ""
    output = io.BytesIO()
    write_po(output, kept, width=100, sort_output=True, ignore_obsolete=True, no_location=True)
    # Dates and names of translators are Git's to tell; here they would only collide.
    text = UNKEPT_HEADERS.sub(b"", output.getvalue()).lstrip()
    if not path.exists() or path.read_bytes() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)


def compile_stale() -> int:
    """Compile every catalogue newer than its compiled twin; return how many."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = 0
    for source in sorted(PACKAGES.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        making = target.with_suffix(".mo.making")
        with making.open("wb") as file:
            write_mo(file, catalogue)
        making.replace(target)
        compiled += 1
    return compiled


def _kept(package: str) -> Catalog:
    from babel.messages import Catalog
    from babel.messages.pofile import read_po

    if package == "cli":
        # Commands are no Django application: they speak with the texts of the packages they call.
        union = Catalog(locale=LOCALE, charset="utf-8")
        for path in sorted(PACKAGES.glob(f"*/locale/{LOCALE}/LC_MESSAGES/django.po")):
            for message in _kept(path.parts[-5]):
                union[message.id] = message
        return union
    path = _catalogue_path(package)
    if not path.exists():
        return Catalog(locale=LOCALE, project="trato", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def _extract(package: str) -> Catalog:
    from babel.messages import Catalog
    from babel.messages.extract import extract

    catalogue = Catalog(locale=LOCALE, project="trato", charset="utf-8")
    for name, source in _sources(PACKAGES / package):
        for line, text, comments, context in extract(
            "python", io.BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            if text and _first(text):
                catalogue.add(text, locations=[(name, line)], auto_comments=comments, context=context)
    return catalogue


def _sources(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield name and Python text of each file; of a template, the calls that stand for its translated texts."""
    from django.utils.translation.template import templatize

    for path in sorted([*folder.rglob("*.py"), *folder.glob("templates/**/*")]):
        parts = path.relative_to(folder).parts
        if not path.is_file() or "tests" in parts or "migrations" in parts:
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Inside parentheses Python's reader takes no notice of indentation, which a template's has no rules for.
            text = f"(\n{templatize(text, origin=str(path))}\n)"
        yield path.relative_to(PACKAGES).as_posix(), text


def _catalogue_path(package: str) -> Path:
    return PACKAGES / package / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def _first(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def _same_placeholders(message: Message) -> bool:
    """Compare with the plural form: a singular may leave the number out."""
    wanted = message.id if isinstance(message.id, str) else message.id[-1]
    given = message.string or ""
    last = given if isinstance(given, str) else given[-1]
    return set(PLACEHOLDER.findall(wanted)) == set(PLACEHOLDER.findall(last))
