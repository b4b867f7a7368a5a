"""What other packages declare, each for its own: the kinds of things found, who may find them, how a query is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from trato.ledger.actors import Actor
from trato.search.models import Entry

# True: everything of the scope; False: nothing; otherwise the keys, as a query of one column.
type Reach = Callable[[Actor], bool | QuerySet[Model, int]]
type Reading = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of thing: `number` never changes, `every` gives all there are, in batches, to fill the index anew."""

    number: int
    name: str
    every: Callable[[], Iterator[Sequence[Entry]]]


_kinds: dict[str, Kind] = {}
_scopes: dict[str, Reach] = {}
_readings: list[Reading] = []


def declare(kind: Kind) -> None:
    """Let things of a kind be found; call it from `AppConfig.ready`."""
    _kinds[kind.name] = kind


def declare_scope(name: str, reach: Reach) -> None:
    """Say who may find what belongs to a scope; what belongs to none declared only who reads everything finds."""
    _scopes[name] = reach


def declare_reading(reading: Reading) -> None:
    """Let a query be read in one more way: `reading` gives the folded word it may mean, or nothing."""
    if reading not in _readings:
        _readings.append(reading)


def kinds(names: Iterable[str] = ()) -> list[Kind]:
    """Return the kinds of these names, or all, in the order of their numbers."""
    wanted = set(names)
    chosen = [kind for kind in _kinds.values() if not wanted or kind.name in wanted]
    return sorted(chosen, key=lambda kind: kind.number)


def readings(typed: str) -> list[str]:
    """Return the other words a query may mean."""
    return list(dict.fromkeys(word for reading in _readings if (word := reading(typed))))


def visible_to(actor: Actor) -> Q:
    """Return the condition on entries that keeps what the actor may find; an empty one keeps everything."""
    reached = {name: reach(actor) for name, reach in _scopes.items()}
    if reached and all(keys is True for keys in reached.values()):
        return Q()
    may = Q(pk__in=())
    for name, keys in reached.items():
        if keys is True:
            may |= Q(scope=name)
        elif keys is not False:
            may |= Q(scope=name, scope_id__in=keys)
    return may


def few_visible_to(actor: Actor, *, most: int) -> Q | None:
    """Return the same condition by keys, when the actor reaches no more than `most` of each scope; otherwise None."""
    may = Q(pk__in=())
    for name, reach in _scopes.items():
        keys = reach(actor)
        if keys is False:
            continue
        own = Entry.objects.filter(scope=name).values_list("pk", flat=True) if keys is True else keys
        found = set(own[: most + 1])
        if len(found) > most:
            return None
        may |= Q(pk__in=found) if keys is True else Q(scope=name, scope_id__in=found)
    return may
