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
        gone = set() if new else _delete(keys)
        insert_many(some)
        engine.remember(keys)
        _unlearn(gone - _learn(some))


def drop(*, kind: int, pks: Iterable[int]) -> None:
    """Forget things by the keys of their rows."""
    for some in batched((number_of(kind, pk) for pk in pks), BATCH):
        _unlearn(_delete(some))


def put_whole(scope: str, keys: Sequence[int], entries: Iterable[Entry]) -> None:
    """Write what belongs to some keys of a scope, and forget what belonged to them and is not among it."""
    wanted = list(entries)
    here = {one.pk for one in wanted}
    words: set[str] = set()
    for some in batched(keys, BATCH):
        known = Entry.objects.filter(scope=scope, scope_id__in=some).values_list("pk", flat=True)
        if gone := [pk for pk in known if pk not in here]:
            words |= _delete(gone)
    put(wanted)
    _unlearn(words)


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


def _delete(keys: Sequence[int]) -> set[str]:
    """Take entries out; return the words of their titles and subtitles."""
    here = list(Entry.objects.filter(pk__in=keys).values_list("pk", "title_key", "subtitle"))
    if here:
        found = [pk for pk, _title, _subtitle in here]
        engine.forget(found)
        Entry.objects.filter(pk__in=found).delete()
    return _words(f"{title_key} {fold(subtitle)}" for _pk, title_key, subtitle in here)


def _learn(entries: Sequence[Entry]) -> set[str]:
    """Keep the words of titles and subtitles to correct slips by, and return them."""
    words = _words(f"{one.title_key} {fold(one.subtitle)}" for one in entries)
    known = set(Word.objects.filter(word__in=words).values_list("word", flat=True))
    new = [Word(word=word) for word in sorted(words - known)]
    insert_with_keys(new)
    engine.remember_words(new)
    return words


def _unlearn(words: Iterable[str]) -> None:
    """Forget the words that nothing has any more: nobody is corrected to the name of who was taken out."""
    gone = [word for word in words if not engine.is_held(word)]
    for some in batched(gone, BATCH):
        rows = list(Word.objects.filter(word__in=some))
        engine.forget_words(rows)
        Word.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _words(texts: Iterable[str]) -> set[str]:
    """Return the words of folded texts that are worth correcting."""
    found = {word for text in texts for word in text.split()}
    return {word for word in found if word.isalpha() and SHORTEST <= len(word) <= LONGEST}
