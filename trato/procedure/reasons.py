"""Why something may not be done yet, and what is wrong with a definition: codes and numbers, no prose of the moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

type Parameter = str | int | bool


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason a person can act on; `sentence()` puts it in words from the definition's labels."""

    code: str
    params: Mapping[str, Parameter] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((key, str(value)) for key, value in self.params.items()))))


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a definition from being issued, where it stands (line 1 is the first), and a sentence in Spanish."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file or 'definición'}:{self.line}: {self.sentence}"


class InvalidDefinition(Exception):
    """The definition cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
