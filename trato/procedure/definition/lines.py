"""Where things stand in a TOML file: `tomllib` gives no positions, so a small scanner maps tables and keys to lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=""")
TRIPLES = ('"""', "'''")


@dataclass(slots=True)
class Lines:
    """Lines of a file by table name, place among tables of that name, and key; the first line is 1."""

    text: list[str]
    tables: dict[tuple[str, int], int] = field(default_factory=dict)
    keys: dict[tuple[str, int, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Lines:
        lines = cls(text.splitlines())
        _scan(lines)
        return lines

    def at(self, table: str = "", index: int = 0, key: str = "", token: str = "") -> int:
        """Return the best known line: of the token within the key's value, of the key, of the table, or 1."""
        start = self.keys.get((table, index, key)) or self.tables.get((table, index)) or 1
        return self._seek(token, start) if token else start

    def _seek(self, token: str, start: int) -> int:
        marks = [*self.keys.values(), *self.tables.values()]
        end = min((line for line in marks if line > start), default=len(self.text) + 1)
        for line in range(start, end):
            if token in self.text[line - 1]:
                return line
        return start


def _scan(lines: Lines) -> None:
    table, index, seen, depth, quote = "", 0, dict[str, int](), 0, ""
    for number, line in enumerate(lines.text, start=1):
        rest = line
        if not quote and depth == 0:
            if header := HEADER.match(line):
                table = header[2].replace('"', "").replace("'", "").replace(" ", "")
                index = seen.get(table, -1) + 1
                seen[table] = index
                lines.tables[table, index] = number
                continue
            if key := KEY.match(line):
                name = key[1].strip("\"'")
                lines.keys.setdefault((table, index, name), number)
                rest = line[key.end() :]
        depth, quote = _follow(rest, depth, quote)


def _follow(text: str, depth: int, quote: str) -> tuple[int, str]:
    """Follow brackets and strings through a line; return how deep in brackets and in which triple quotes it ends."""
    place = 0
    while place < len(text):
        if quote:
            end = text.find(quote, place)
            if end < 0:
                return depth, quote
            place, quote = end + len(quote), ""
            continue
        if text.startswith(TRIPLES, place):
            quote = text[place : place + 3]
            place += 3
            continue
        character = text[place]
        if character == "#":
            break
        if character in "\"'":
            place = _end_of_string(text, place)
            continue
        depth += (character in "[{") - (character in "]}")
        place += 1
    return max(depth, 0), quote


def _end_of_string(text: str, start: int) -> int:
    quote, place = text[start], start + 1
    while place < len(text) and text[place] != quote:
        place += 2 if text[place] == "\\" and quote == '"' else 1
    return place + 1
