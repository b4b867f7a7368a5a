"""Whatever somebody does at a moment leaves an entry in the ledger: every act leads to `append`, or says why not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.guards.house import TRATO

type Name = tuple[str, str]  # module and function

APPEND = ("trato.ledger.append", "append")
LEAVE_NOTHING = {
    "cycles.drafts.save_draft": "a draft is not evidence",
    "cycles.evidence.require": "asks, and changes nothing",
    "documents.files.storing": "a file counts from the evidence that names it",
    "documents.records.issuing": "what `provide` issues, with the entry it appends",
    "organisations.actions.entries.entry": "drafts the entry that others append",
    "agenda.steps.talking.conversation": "reads a form",
    "proposals.letters.ask_for_approval": "a mail",
    "mail.outbox": "a mail",
    "jobs.actions": "background work: what it does leaves its own",
    "prospects.exports.making": "a copy; making it leaves `export.finished`",
    "prospects.imports": "rows being checked; upload, end and undoing leave theirs",
}


def names_of(module: str, tree: ast.Module) -> dict[str, Name]:
    """Return what each name of ours in a module stands for: imported from another, or its own function."""
    names = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("trato")
        for alias in node.names
    }
    return names | {node.name: (module, node.name) for node in tree.body if isinstance(node, ast.FunctionDef)}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in TRATO.rglob("*.py"):
        parts = path.relative_to(TRATO).parts
        if not {"tests", "migrations"} & set(parts) and parts[0] != "demo":
            dotted = ".".join(("trato", *Path(*parts).with_suffix("").parts)).removesuffix(".__init__")
            yield dotted, ast.parse(path.read_text(encoding="utf-8"))


def uses() -> dict[Name, tuple[ast.FunctionDef, set[Name]]]:
    """Return each function with the functions it names, those that a package passes on found where they are."""
    found, known = {}, {}
    for module, tree in modules():
        names = known[module] = names_of(module, tree)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                found[module, node.name] = (node, set(named(node, names)))

    def home(name: Name) -> Name:
        while name not in found and known.get(name[0], {}).get(name[1], name) != name:
            name = known[name[0]][name[1]]
        return name

    return {name: (node, {home(used) for used in named_there}) for name, (node, named_there) in found.items()}


def named(function: ast.FunctionDef, names: dict[str, Name]) -> Iterator[Name]:
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id in names:
            yield names[node.id]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            yield ".".join(names[node.value.id]), node.attr


def is_act(function: ast.FunctionDef) -> bool:
    """Tell whether somebody does it at a moment: `at` comes in, and `by` or a transaction."""
    typed = {each.arg: ast.unparse(each.annotation) for each in _arguments(function) if each.annotation}
    together = any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list)
    doing = typed.get("by", "").startswith("Actor") or together
    return doing and typed.get("at") == "datetime" and not function.name.startswith("_")


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    return [*function.args.args, *function.args.kwonlyargs]


def test_every_act_leaves_an_entry_in_the_ledger():
    functions, leaving = uses(), {APPEND}
    while more := {name for name, (_node, used) in functions.items() if name not in leaving and used & leaving}:
        leaving |= more
    silent = {
        ".".join(name).removeprefix("trato.")
        for name, (node, _used) in functions.items()
        if is_act(node) and name not in leaving
    }
    assert len([name for name, (node, _used) in functions.items() if is_act(node)]) > 100, "the acts are found"
    unknown = {name for name in silent if not name.startswith(tuple(LEAVE_NOTHING))}
    assert not unknown, f"they change something and leave no trace: {sorted(unknown)}"
    stale = {known for known in LEAVE_NOTHING if not any(name.startswith(known) for name in silent)}
    assert not stale, f"nothing to excuse any more: {sorted(stale)}"
