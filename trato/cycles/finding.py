"""What a search finds of cycles and the records issued in them, and who may find what hangs from a cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Model, QuerySet

from trato.cycles.models import Cycle, Progress, State
from trato.documents.definitions import by_hash
from trato.documents.finding import RECORD, record_entry
from trato.documents.models import Annulment, RecordVersion
from trato.ledger.actors import Actor
from trato.people.actors import reads_everything
from trato.search.feeding import drop, entry, put, restate
from trato.search.models import Entry, Standing
from trato.search.registry import Kind, declare, declare_scope

CYCLE = 1  # number of the kind
BATCH = 500


def standing_of(progress: Progress) -> Standing:
    """Tell what goes on from what is over."""
    if progress.state == State.ANNULLED:
        return Standing.ANNULLED
    return Standing.LIVE if progress.closed_at is None else Standing.CLOSED


def put_cycles(rows: Iterable[Progress], *, new: bool = False) -> None:
    """Let cycles be found by the organisation's name, the project and the code; `new` ones were just opened."""
    put((_cycle_entry(row) for row in rows), new=new)


def put_records(records: Sequence[tuple[Cycle, RecordVersion]]) -> None:
    """Let records just issued be found, each in the place of the version it supersedes."""
    drop(kind=RECORD, pks=[record.supersedes_id for _cycle, record in records if record.supersedes_id])
    superseded = {record.supersedes_id for _cycle, record in records}
    fresh = (
        record_entry(record, kind=_title(record), about=cycle.progress.organisation_name)
        for cycle, record in records
        if record.pk not in superseded
    )
    put(fresh, new=True)


def put_anew(rows: Sequence[Progress]) -> None:
    """Write cycles and all their records again: their organisation is called otherwise."""
    put_cycles(rows)
    put(_records_of(rows))


def restate_cycles(rows: Iterable[Progress]) -> None:
    """Say of cycles that closed, were annulled or go on again how they stand."""
    stand: dict[Standing, list[int]] = defaultdict(list)
    for row in rows:
        stand[standing_of(row)].append(row.pk)
    for standing, keys in stand.items():
        restate(kind=CYCLE, pks=keys, standing=standing)


def declare_all() -> None:
    """Let cycles and records be found by whoever may read the cycle, organisations by who reads one of theirs."""
    declare(Kind(number=CYCLE, name="cycle", every=_every))
    # Records come with their cycles.
    declare(Kind(number=RECORD, name="record", every=lambda: iter(())))
    declare_scope("cycle", lambda actor: _cycles(actor, "pk"))
    declare_scope("organisation", lambda actor: _cycles(actor, "organisation"))


def _cycles(actor: Actor, column: str) -> bool | QuerySet[Model, int]:
    if actor.kind == "system" or reads_everything(actor):
        return True
    return Cycle.objects.visible_to(actor).values_list(column, flat=True)


def _every() -> Iterator[list[Entry]]:
    last = 0
    rows = Progress.objects.order_by("pk")
    while some := list(rows.filter(pk__gt=last)[:BATCH]):
        last = some[-1].pk
        yield [*map(_cycle_entry, some), *_records_of(some)]


def _cycle_entry(row: Progress) -> Entry:
    return entry(
        kind=CYCLE,
        pk=row.pk,
        key=row.code,
        title=row.organisation_name,
        subtitle=row.title,
        code=row.code,
        scope=("cycle", row.pk),
        standing=standing_of(row),
    )


def _records_of(rows: Sequence[Progress]) -> Iterator[Entry]:
    about = {f"cycle/{row.pk}": row.organisation_name for row in rows}
    newest = RecordVersion.objects.filter(stream__in=about, superseded_by=None).defer("body", "salt")
    annulled = set(Annulment.objects.filter(record__stream__in=about).values_list("record_id", flat=True))
    for record in newest:
        yield record_entry(record, kind=_title(record), about=about[record.stream], annulled=record.pk in annulled)


def _title(record: RecordVersion) -> str:
    return next(kind.title for kind in by_hash(record.definition_id).records if kind.id == record.kind)
