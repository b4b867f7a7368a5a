"""Clauses, variables, deviations, and when a text may no longer change. PE-CM-01 §8.2.8 and §8.2.9. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

VARIABLE = re.compile(r"\{([a-z][a-z_]*)\}")
REMOVED = "Se suprime."
WHOLE_TEXT = "*"

# What the cycle's own data say; the rest is written in the model's values or asked of whoever drafts.
FROM_THE_CYCLE = (
    "squad",
    "cliente",
    "cliente_cuit",
    "cliente_domicilio",
    "cliente_firmante",
    "cliente_caracter",
    "proyecto",
    "rar",
    "rar_huella",
    "propuesta",
    "precio",
    "iva",
    "total",
    "plan_de_pagos",
    "plazo",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseText:
    """A clause as the model has it: `number` as printed."""

    number: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A departure from the model: `clause` a number of the model, a new number, or "*" for a whole text of others.

    An empty `becomes` leaves the clause out.
    """

    clause: str
    becomes: str
    reason: str
    title: str = ""


def variables_in(texts: Iterable[str]) -> list[str]:
    """Return the names of the variables in the texts, each once, in the order they appear."""
    return list(dict.fromkeys(name for text in texts for name in VARIABLE.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in place of variables, in one pass: a value never becomes a variable. Unknown ones stay."""
    return VARIABLE.sub(lambda found: _plain(values.get(found[1], "")) or found[0], text)


def _plain(value: str) -> str:
    return value.strip().replace("{", "(").replace("}", ")")


def deviate(clauses: Sequence[ClauseText], deviations: Sequence[Deviation]) -> list[ClauseText]:
    """Return the clauses with the deviations applied: changed in place, left out, or added at the end."""
    by_number = {one.clause: one for one in deviations}
    kept = [
        ClauseText(number=clause.number, title=clause.title, text=change.becomes if change else clause.text)
        for clause in clauses
        if (change := by_number.pop(clause.number, None)) is None or change.becomes
    ]
    added = [
        ClauseText(number=one.clause, title=one.title, text=one.becomes)
        for one in by_number.values()
        if one.clause != WHOLE_TEXT
    ]
    return kept + added


def problems(clauses: Sequence[ClauseText], deviations: Sequence[Deviation], *, has_file: bool) -> list[str]:
    """Return, by code, what is wrong with the deviations: reason, twice, nothing, title, file, model."""
    found = []
    numbers = [clause.number for clause in clauses]
    written = [one.clause for one in deviations]
    if any(not one.reason.strip() for one in deviations):
        found.append("reason")
    if len(set(written)) != len(written):
        found.append("twice")
    if any(one.clause not in numbers and not one.becomes.strip() for one in deviations):
        found.append("nothing")
    if any(one.clause not in (*numbers, WHOLE_TEXT) and not one.title.strip() for one in deviations) and not has_file:
        found.append("title")
    if has_file and not deviations:
        found.append("file")
    if not has_file and not clauses:
        found.append("model")
    return found


def frozen(*, signed: bool, declined: bool, current: bool) -> bool:
    """Tell whether the text may no longer change: from the first signature on, while what it is over still stands.

    `current` is whether the contract is over the proposal and the RAR in force; `declined` by the client.
    """
    return signed and current and not declined
