"""The closed set of conditions. What cannot be printed as a sentence and checked at issue time does not belong here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

type Scalar = int | bool | str
type Pairs[T] = tuple[tuple[str, T], ...]
type Filter = Pairs[tuple[Scalar, ...]]


@dataclass(frozen=True, slots=True)
class Path:
    """A fact of the latest counted event of a name: `proposal.sent.total_usd`."""

    event: str
    fact: str

    def __str__(self) -> str:
        return f"{self.event}.{self.fact}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exists:
    """Among the events that pass `where` and have the `same` facts as the latest of `as_`, look at the latest.

    It is about the current record of each event of `over`, and later than the last of each event of `after`.
    """

    event: str
    where: Filter = ()
    over: Pairs[str] = ()
    same: tuple[str, ...] = ()
    as_: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Equals:
    path: Path
    values: tuple[Scalar, ...] = ()
    to: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMost:
    path: Path
    value: int | None = None
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    path: Path
    value: int | None = None
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Valid:
    """A date that is today or later, or a moment still to come. Depends on the clock."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A moment that has come, or a date before today. Depends on the clock."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    events: tuple[str, ...]
    where: Filter = ()
    distinct: str = ""
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """Business days since the latest (or the first) of the events. Depends on the clock."""

    events: tuple[str, ...]
    at_least: int
    first: bool = False
    where: Filter = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferentPerson:
    """The latest `first` (with the `same` facts as the latest `second`) was recorded by somebody else."""

    first: str
    second: str
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleOf:
    role: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Done or waived; `*` is every other required action that applies."""

    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApplicable:
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneReached:
    milestone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeKnown:
    """`any`, or the id of one outcome."""

    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModalityIs:
    modality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """Each counted `event` has a counted `has` whose fact `by` names its record."""

    event: str
    has: str
    by: str


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


type Condition = (
    Exists
    | Equals
    | AtMost
    | AtLeast
    | Valid
    | Passed
    | Count
    | Age
    | DifferentPerson
    | RoleOf
    | Done
    | Waived
    | NotApplicable
    | MilestoneReached
    | OutcomeKnown
    | ModalityIs
    | Every
    | All
    | AnyOf
    | Not
)


def leaves(condition: Condition | None) -> Iterator[Condition]:
    """Yield the conditions that hold no others."""
    if condition is None:
        return
    if isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from leaves(part)
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    else:
        yield condition


def paths(condition: Condition) -> tuple[Path, ...]:
    """Return the facts a leaf reads."""
    match condition:
        case Equals(path=path, to=to):
            return (path,) if to is None else (path, to)
        case AtMost(path=path) | AtLeast(path=path) | Valid(path=path) | Passed(path=path):
            return (path,)
        case _:
            return ()


def events_of(condition: Condition) -> tuple[str, ...]:
    """Return the names of the events a leaf looks at."""
    match condition:
        case Exists(event=event, over=over, as_=as_, after=after):
            return (event, *(name for _, name in over), *((as_,) if as_ else ()), *after)
        case Count(events=events) | Age(events=events):
            return events
        case DifferentPerson(first=first, second=second):
            return (first, second)
        case RoleOf(event=event):
            return (event,)
        case Every(event=event, has=has):
            return (event, has)
        case _:
            return tuple(path.event for path in paths(condition))
