"""The kinds of facts an event may carry: numbers, yes or no, dates, closed codes and hashes; never free text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from trato.procedure.events import FactValue, as_date, as_moment

HASH = re.compile(r"^[0-9a-f]{64}$")
CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.:@/-]{0,79}$")


class FactKind(StrEnum):
    INT = "int"
    BOOL = "bool"
    DATE = "date"
    DATETIME = "datetime"
    CODE = "code"
    HASH = "hash"


@dataclass(frozen=True, slots=True)
class FactType:
    """A fact's kind; `optional` ones may be absent or None, `choice` names the catalogue a code comes from."""

    kind: FactKind
    optional: bool = False
    choice: str = ""

    def accepts(self, value: FactValue) -> bool:  # noqa: PLR0911
        """Say whether the value has the right kind; catalogues are looked up by `permits`."""
        if value is None:
            return self.optional
        match self.kind:
            case FactKind.INT:
                return isinstance(value, int) and not isinstance(value, bool)
            case FactKind.BOOL:
                return isinstance(value, bool)
            case FactKind.DATE:
                return isinstance(value, date | str) and as_date(value) is not None
            case FactKind.DATETIME:
                return isinstance(value, datetime | str) and as_moment(value) is not None
            case FactKind.CODE:
                return isinstance(value, str) and CODE.match(value) is not None
            case FactKind.HASH:
                return isinstance(value, str) and HASH.match(value) is not None


def parse_fact_type(text: str) -> FactType | None:
    """Read `int`, `date?`, `code:medium`, `code:medium?`; None when it is none of these."""
    optional = text.endswith("?")
    kind, _, choice = text.removesuffix("?").partition(":")
    if kind not in set(FactKind) or (choice and kind != FactKind.CODE):
        return None
    return FactType(FactKind(kind), optional, choice)
