"""Golden cases: short stories a version has to tell the same way for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

type CaseFact = int | bool | str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep:
    """One event of a case, `day` business days after its start; `record` is a short name that stands for a hash."""

    day: int
    time: str
    event: str
    who: str
    role: str
    facts: Mapping[str, CaseFact] = field(default_factory=dict)
    record: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A story in events and what has to be so after it; `expect` maps names like `done` or `outcome` to values.

    It may continue the first `until` steps of another case (all of them when 0).
    """

    id: str
    title: str
    starts_on: str
    steps: tuple[CaseStep, ...]
    ends_on: int
    continues: str = ""
    until: int = 0
    expect: Mapping[str, object] = field(default_factory=dict)
