"""Keep the index as things are: called where they are written, in the same transaction, for as many as there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import batched

from django.db import transaction

from trato.ledger.inserting import insert_many, insert_with_keys
from trato.search import engine
from trato.search.folding import fold
from trato.search.models import Entry, Filling, Standing, Word, number_of
from trato.search.registry import kinds

# Raise it when folding, or what any kind says of itself, changes: the next `trato migrate` fills the index anew.
RULES = 1
BATCH = 2_000
SHORTEST, LONGEST = 4, 60  # letters of a word worth correcting


def entry(
    *,
    kind: int,
    pk: int,
    key: str,
    title: str,
    subtitle: str = "",
    words: Iterable[str] = (),
    folded: str = "",
    code: str = "",
    scope: tuple[str, int],
    standing: Standing = Standing.LIVE,
) -> Entry:
    """Describe one thing: found by every word of its title, subtitle, `words` and `folded`, and exactly by its code.

    `folded` is a text that was folded before.
    """
    title_key, number = fold(title), fold(code)
    exact = number.replace(" ", "")[:40]
    said = (title_key, fold(subtitle), number, exact, folded, *map(fold, words))
    # In the order of the fields: by their names a list of thousands takes twice as long.
    return Entry(
        number_of(kind, pk),
        kind,
        key,
        title[:200],
        subtitle[:200],
        title_key[:200],
        f" {' '.join(dict.fromkeys(' '.join(said).split()))} ",
        exact,
        scope[0],
        scope[1],
        standing,
    )


def put(entries: Iterable[Entry], *, new: bool = False) -> None:
    """Write entries, or write them anew; `new` ones were not here before."""
    for some in batched(entries, BATCH):
        keys = [one.pk for one in some]
        if not new:
            _delete(keys)
        insert_many(some)
        engine.remember(keys)
        _learn(some)


def drop(*, kind: int, pks: Iterable[int]) -> None:
    """Forget things by the keys of their rows."""
    for some in batched((number_of(kind, pk) for pk in pks), BATCH):
        _delete(some)


def put_whole(scope: str, keys: Sequence[int], entries: Iterable[Entry]) -> None:
    """Write what belongs to some keys of a scope, and forget what belonged to them and is not among it."""
    wanted = list(entries)
    here = {one.pk for one in wanted}
    for some in batched(keys, BATCH):
        known = Entry.objects.filter(scope=scope, scope_id__in=some).values_list("pk", flat=True)
        if gone := [pk for pk in known if pk not in here]:
            _delete(gone)
    put(wanted)


def restate(*, kind: int, pks: Iterable[int], standing: Standing) -> None:
    """Say how alive things are now."""
    Entry.objects.filter(pk__in=[number_of(kind, pk) for pk in pks]).update(standing=standing)


@transaction.atomic
def rebuild() -> int:
    """Fill the index anew from what every package declares; return how many things can be found."""
    engine.empty()
    Entry.objects.all().delete()
    Word.objects.all().delete()
    for kind in kinds():
        for some in kind.every():
            insert_many(some)
            _learn(some)
    engine.remember_all()
    Filling.objects.update_or_create(pk=1, defaults={"rules": RULES})
    return Entry.objects.count()


def is_stale() -> bool:
    """Tell whether the index was never filled, or by other rules than these."""
    return not Filling.objects.filter(rules=RULES).exists()


def _delete(keys: Sequence[int]) -> None:
    if here := list(Entry.objects.filter(pk__in=keys).values_list("pk", flat=True)):
        engine.forget(here)
        Entry.objects.filter(pk__in=here).delete()


def _learn(entries: Sequence[Entry]) -> None:
    """Keep the words of titles and subtitles to correct slips by."""
    words = {
        word
        for one in entries
        for word in f"{one.title_key} {fold(one.subtitle)}".split()
        if word.isalpha() and SHORTEST <= len(word) <= LONGEST
    }
    known = set(Word.objects.filter(word__in=words).values_list("word", flat=True))
    new = [Word(word=word) for word in sorted(words - known)]
    insert_with_keys(new)
    engine.remember_words(new)
