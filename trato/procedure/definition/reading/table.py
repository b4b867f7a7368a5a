"""Take what a table of the file should hold, and note what is missing, wrong or unknown with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from trato.procedure.conditions.model import Condition, Path
from trato.procedure.conditions.reading import NotACondition, read_condition
from trato.procedure.definition.lines import Lines
from trato.procedure.reasons import Problem


@dataclass(slots=True)
class Source:
    """The file being read: its name, where its lines are, and the problems found so far."""

    file: str
    lines: Lines
    problems: list[Problem] = field(default_factory=list)

    def problem(self, sentence: str, table: str = "", index: int = 0, key: str = "", token: str = "") -> None:
        found = Problem(self.file, self.lines.at(table, index, key, token), sentence)
        if found not in self.problems:
            self.problems.append(found)


@dataclass(slots=True)
class Table:
    """One table: `name` and `index` place it in the file, `about` names it to a person; inline ones have a `key`."""

    source: Source
    data: Mapping[str, Any]
    name: str = ""
    index: int = 0
    about: str = "el encabezado"
    key: str = ""
    used: set[str] = field(default_factory=set)

    def problem(self, sentence: str, key: str = "", token: str = "") -> None:
        self.source.problem(sentence, self.name, self.index, self.key or key, token or (key if self.key else ""))

    @property
    def whose(self) -> str:
        """Return `about` after «de»: de la acción, del registro."""
        return f"del {self.about.removeprefix('el ')}" if self.about.startswith("el ") else f"de {self.about}"

    def take(self, key: str) -> Any:
        self.used.add(key)
        return self.data.get(key)

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.take(key)
        if value is None:
            if required:
                self.problem(f"Falta «{key}» en {self.about}.", key)
            return ""
        if not isinstance(value, str):
            self.problem(f"«{key}» {self.whose} tiene que ser un texto entre comillas.", key)
            return ""
        if required and not value.strip():
            self.problem(f"«{key}» {self.whose} está vacío.", key)
        return value

    def one_of(self, key: str, allowed: frozenset[str], default: str) -> str:
        value = self.text(key) or default
        if value not in allowed:
            self.problem(f"«{key}» {self.whose} dice «{value}»; puede ser {_or(sorted(allowed))}.", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.problem(f"«{key}» {self.whose} tiene que ser una lista de textos.", key)
            return ()
        return tuple(value)

    def integer(self, key: str, default: int = 0, *, required: bool = False) -> int:
        value = self.take(key)
        if value is None:
            if required:
                self.problem(f"Falta «{key}» en {self.about}.", key)
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self.problem(f"«{key}» {self.whose} tiene que ser un número entero.", key)
            return default
        return value

    def integers(self, key: str) -> tuple[int, ...]:
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(n, int) and not isinstance(n, bool) for n in value):
            self.problem(f"«{key}» {self.whose} tiene que ser una lista de números enteros.", key)
            return ()
        return tuple(value)

    def boolean(self, key: str) -> bool:
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            self.problem(f"«{key}» {self.whose} tiene que ser true o false.", key)
        return value is True

    def day(self, key: str) -> date | None:
        """Read a date, written as TOML does (2026-03-01) or, in canonical JSON, as a string."""
        value = self.take(key)
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                value = object()
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.problem(f"«{key}» {self.whose} tiene que ser una fecha, como 2026-03-01.", key)
        return None

    def condition(self, key: str, *, required: bool = False) -> Condition | None:
        value = self.take(key)
        if value is None:
            if required:
                self.problem(f"Falta «{key}» en {self.about}: la condición en que se cumple.", key)
            return None
        try:
            return read_condition(value)
        except NotACondition as wrong:
            self.problem(f"En «{key}» {self.whose}, {wrong.sentence}.", key, wrong.token)
            return None

    def path(self, key: str) -> Path | None:
        value = self.text(key)
        event, _, fact = value.rpartition(".")
        return Path(event, fact) if event else None

    def mapping(self, key: str) -> Mapping[str, Any]:
        value = self.take(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.problem(f"«{key}» {self.whose} tiene que ir entre llaves.", key)
            return {}
        return value

    def inner(self, key: str) -> tuple[Table, ...]:
        """Return the tables of a list written inside this one; a single table counts as a list of one."""
        value = self.take(key)
        if value is None:
            return ()
        items = [value] if isinstance(value, Mapping) else value
        if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
            self.problem(f"«{key}» {self.whose} tiene que ser una lista de tablas entre llaves.", key)
            return ()
        return tuple(
            Table(self.source, item, self.name, self.index, f"«{key}» {self.whose}", self.key or key) for item in items
        )

    def close(self) -> None:
        """Note every key nobody asked for, with the nearest known one."""
        for stranger in sorted(self.data.keys() - self.used):
            near = get_close_matches(stranger, self.used, n=1)
            hint = f" ¿Quisiste decir «{near[0]}»?" if near else ""
            self.problem(f"No existe la clave «{stranger}» en {self.about}.{hint}", stranger, stranger)


def _or(words: list[str]) -> str:
    quoted = [f"«{word}»" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} o {quoted[-1]}"
