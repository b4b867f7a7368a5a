"""Find by any word or part of one, the surest first: what is named so exactly, what begins so, what holds it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_
from typing import Any

from django.db.models import Exists, OuterRef, Q
from rapidfuzz.distance import OSA

from trato.ledger.actors import Actor
from trato.search import engine
from trato.search.feeding import SHORTEST
from trato.search.folding import compact, fold
from trato.search.models import Entry, Standing, Word, row_of
from trato.search.registry import few_visible_to, kinds, readings, visible_to

PER_KIND = 30  # looked at; of a word that thousands share, which of them is as good as any
FIGURES = re.compile(r"\d[\d\s./()+-]*\d")
FEWEST_FIGURES = 5  # fewer written apart are no one number
FEW = 1_000  # cycles, and organisations, whose entries are looked through one by one
MOST_SHOWN = 400
LONG = 7  # letters from which two slips are forgiven
# How sure a result is: its code was typed, its title begins so, its title holds the words, something of it does.
NAMED, BEGINS, IN_TITLE, HELD = range(4)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: the name of its `kind`, the key of the row it stands for, and what to show of it."""

    kind: str
    pk: int
    key: str
    title: str
    subtitle: str
    scope: str
    scope_id: int
    standing: Standing
    rank: tuple[int, int, str, int]


@dataclass(frozen=True)
class Asked:
    """A query as it may be meant: its folded words, or one of the other words it may stand for."""

    typed: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fold(self.typed).split()))

    @cached_property
    def whole(self) -> str:
        return " ".join(self.words)

    @cached_property
    def alternatives(self) -> list[tuple[str, ...]]:
        """Return the groups of words of which one has to be held whole."""
        together = FIGURES.sub(lambda found: f" {_joined(found[0])} ", self.typed)
        other = [tuple(dict.fromkeys(fold(together).split())), *((word,) for word in readings(self.typed))]
        return list(dict.fromkeys(group for group in (self.words, *other) if group))

    @cached_property
    def codes(self) -> set[str]:
        """Return what a code would be if the whole query were one."""
        return {compact(self.typed), *(group[0] for group in self.alternatives if len(group) == 1)}


def search(typed: str, actor: Actor, *, only: Sequence[str] = ()) -> list[Hit]:
    """Return what the actor may see of what holds every word, the surest first, what goes on before what is over.

    `only` names kinds. A word of one or two letters is the beginning of a word; alone, of the title.
    """
    asked, chosen = Asked(typed), kinds(only)
    if not asked.words or not chosen:
        return []
    names = {kind.number: kind.name for kind in chosen}
    numbers = list(names)
    indexed = [group for group in asked.alternatives if engine.grams_of(group)]
    exactly, visible = engine.exactly(asked.codes, kinds=numbers, most=PER_KIND), visible_to(actor)
    figures = any(letter.isdigit() for letter in typed)
    if visible and (few := few_visible_to(actor, most=FEW)) is not None:
        return _hits(_among(few, asked, numbers, figures=figures), names, asked)
    if figures and (named := engine.ask([exactly], within=visible)):
        # A number says exactly what is meant.
        return _hits(named, names, asked)
    questions = [exactly]
    questions += [
        engine.beginning(asked.whole, kind=number, standing=standing, most=PER_KIND)
        for number in numbers
        for standing in ((Standing.LIVE,) if indexed else Standing)
    ]
    if indexed:
        questions += engine.holding(indexed, kinds=numbers, most=PER_KIND)
    return _hits(engine.ask(questions, within=visible), names, asked)


def _among(few: Q, asked: Asked, kinds: Sequence[int], *, figures: bool) -> list[tuple[Any, ...]]:
    """Look through the few things somebody may find, one by one: sooner done than finding theirs among everybody's."""
    theirs = Entry.objects.filter(few, kind__in=kinds).order_by("pk").values_list(*engine.COLUMNS)
    if figures and (named := list(theirs.filter(code__in=asked.codes - {""})[:PER_KIND])):
        return named
    whole = Q(title_key__startswith=asked.whole)
    return list(theirs.filter(_holding(asked) | whole)[:MOST_SHOWN])


def _holding(asked: Asked) -> Q:
    """Return the condition of being named, or of holding every word of one of the alternatives."""
    words = Q(code__in=asked.codes - {""})
    for group in asked.alternatives:
        if engine.grams_of(group):
            words |= reduce(and_, (Q(text__contains=engine.inside(word)) for word in group))
    return words


def places_holding(typed: str, *, most: int) -> dict[str, set[int]] | None:
    """Return by scope the keys of everything that holds the words, whoever may read it; None when `most` is passed.

    None too for a single letter, which no trigram has: `holds` then tells of each row by itself.
    """
    asked = Asked(typed)
    found: dict[str, set[int]] = defaultdict(set)
    rows = engine.scopes_named(asked.codes) if any(letter.isdigit() for letter in typed) else []
    if not rows and asked.alternatives:
        if not all(map(engine.grams_of, asked.alternatives)):
            return None
        rows = engine.scopes_holding(asked.alternatives, most=most + 1)
    for scope, key in rows:
        found[scope].add(key)
    return found if len(rows) <= most else None


def holds(typed: str, scope: str, key: str) -> Exists:
    """Return the condition on rows of another table that something of theirs holds the words; `key` is their column."""
    words = Q(pk__in=())
    for group in Asked(typed).alternatives:
        words |= reduce(and_, (Q(text__contains=engine.inside(word)) for word in group))
    return Exists(Entry.objects.filter(words, scope=scope, scope_id=OuterRef(key)))


def likely_meant(typed: str) -> str:
    """Return the query with each unknown word as the known one nearest to it, or nothing when none is near."""
    words = fold(typed).split()
    meant = [_nearest(word) for word in words]
    return " ".join(meant) if meant != words else ""


def _hits(rows: Sequence[Sequence[Any]], names: Mapping[int, str], asked: Asked) -> list[Hit]:
    found = {row[0]: row for row in rows}
    return sorted((_hit(row, names, asked) for row in found.values()), key=lambda hit: hit.rank)


def _hit(row: Sequence[Any], names: Mapping[int, str], asked: Asked) -> Hit:
    key, address, title, subtitle, title_key, code, scope, scope_id, standing = row
    number, pk = row_of(key)
    if code and code in asked.codes:
        place = NAMED
    elif title_key.startswith(asked.whole):
        place = BEGINS
    else:
        place = IN_TITLE if all(f" {word}" in f" {title_key}" for word in asked.words) else HELD
    return Hit(
        kind=names[number],
        pk=pk,
        key=address,
        title=title,
        subtitle=subtitle,
        scope=scope,
        scope_id=scope_id,
        standing=Standing(standing),
        rank=(place, standing, title_key, -pk),
    )


def _joined(figures: str) -> str:
    digits = re.sub(r"\D", "", figures)
    return digits if len(digits) >= FEWEST_FIGURES else figures


def _nearest(word: str) -> str:
    if len(word) < SHORTEST or not word.isalpha() or Word.objects.filter(word=word).exists():
        return word
    slips = 1 if len(word) < LONG else 2
    near = [(OSA.distance(word, other, score_cutoff=slips), other) for other in engine.words_like(word)]
    distance, nearest = min(near, key=lambda pair: pair[0], default=(slips + 1, word))
    return nearest if distance <= slips else word
