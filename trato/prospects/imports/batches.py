"""A file becomes an import: kept, its columns matched, its rows checked, doubts decided. PE-CM-01 §8.1.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.files.base import File as Content
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.refusals import Refusal
from trato.documents.files import store_file, use_file
from trato.jobs.actions import enqueue
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.ledger.facts import Fact
from trato.organisations.duplicates import Traces, likely_duplicates_of
from trato.people.actors import holders
from trato.people.models import User
from trato.people.roles import Role
from trato.prospects.catalogues import catalogues, definition_for_lists
from trato.prospects.imports.checking import Checked, check
from trato.prospects.imports.headers import FIELDS, guess
from trato.prospects.imports.reading import Reading, UnreadableFile, decode, read, rows
from trato.prospects.models import Import, ImportRow

CHECK_JOB, IMPORT_JOB, UNDO_JOB = "prospects.check-import", "prospects.import", "prospects.undo-import"
EVENTS = ("import.uploaded", "import.finished", "import.undone")
CHUNK = 500


class CannotImport(Refusal):
    """The file, the columns or the moment do not allow it."""


@transaction.atomic
def upload(*, file: Content[bytes], by: Actor, at: datetime) -> Import:
    """Keep a file and find out how it reads; raise FileRefused or CannotImport."""
    by = importer(by)
    kept = store_file(file, by=by, at=at)
    reading = reading_of(_content(kept.path))
    batch = Import.objects.create(
        file=kept,
        name=(file.name or "")[:200],
        encoding=reading.encoding,
        separator=reading.separator,
        header=list(reading.header),
        mapping=guess(reading.header),
        total=reading.total,
        owner=_default_owner(by),
        uploaded_by=by.key,
        uploaded_at=at,
    )
    use_file(kept, stream=batch.stream, by=by, at=at)
    record(batch, "import.uploaded", facts={"rows": reading.total}, by=by, at=at, attachments=(kept.sha256,))
    return batch


@transaction.atomic
def reread(*, batch: Import, encoding: str, separator: str, by: Actor) -> Import:
    """Read the file with another encoding or separator, before its columns are matched; raise CannotImport."""
    batch = _lock(batch, by, stage="columns")
    reading = reading_of(content_of(batch), encoding=encoding, separator=separator)
    batch.encoding, batch.separator, batch.total = reading.encoding, reading.separator, reading.total
    batch.header, batch.mapping = list(reading.header), guess(reading.header)
    batch.save(update_fields=["encoding", "separator", "total", "header", "mapping"])
    return batch


@transaction.atomic
def match_columns(
    *, batch: Import, mapping: Sequence[str], source: str, owner: User | None, by: Actor, at: datetime
) -> Import:
    """Say which column is what, and check the rows: the first ones now, the rest in the background.

    Raise CannotImport when no column has the organisation's name or one field is given twice.
    """
    batch = _lock(batch, by, stage="columns")
    used = [field for field in mapping if field]
    sentences = []
    if "name" not in used:
        sentences.append(_("Say which column has the name of the organisation."))
    sentences += [
        _("Two columns say they are «%(field)s»: leave one.") % {"field": FIELDS[field]}
        for field in dict.fromkeys(used)
        if used.count(field) > 1
    ]
    if len(mapping) != len(batch.header) or not set(used) <= FIELDS.keys():
        sentences.append(_("The columns are no longer those of the file: open it again."))
    if sentences:
        raise CannotImport(sentences)
    batch.mapping, batch.source, batch.mapped_at = list(mapping), source, at
    batch.owner = owner if Role.GC in by.roles else _default_owner(by)
    batch.save(update_fields=["mapping", "source", "owner", "mapped_at"])
    check_next(batch, at=at)
    if batch.checked_at is None:
        batch.job = enqueue(CHECK_JOB, {"import": batch.pk}, by=by, at=at)
        batch.save(update_fields=["job"])
    return batch


def check_next(batch: Import, *, at: datetime, most: int = CHUNK) -> int:
    """Read and check the next rows set-wise; return how many. Sets `checked_at` after the last."""
    text, _encoding = decode(content_of(batch), batch.encoding)
    lines = islice(rows(text, batch.separator), 1 + batch.checked_to, 1 + batch.checked_to + most)
    definition = definition_for_lists(at)
    known = catalogues(definition) if definition else {}
    owners = _owners(at)
    fresh, found = [], []
    for number, cells in lines:
        checked = check(cells, width=len(batch.header), mapping=batch.mapping, catalogues=known, owners=owners)
        found.append(checked)
        fresh.append(
            ImportRow(
                batch=batch,
                number=number,
                cells=cells,
                values=checked.values,
                cuit=checked.values.get("cuit", ""),
                name_key=checked.name_key,
            )
        )
    _mark_repeated(batch, fresh, found)
    _mark_matches(fresh, found)
    ImportRow.objects.bulk_create(fresh, batch_size=CHUNK)
    batch.checked_to += len(fresh)
    if len(fresh) < most or batch.checked_to >= batch.total:
        batch.checked_at = at
    batch.save(update_fields=["checked_to", "checked_at"])
    return len(fresh)


@transaction.atomic
def decide(*, batch: Import, choices: Mapping[int, str], by: Actor) -> int:
    """Decide about rows that look like somebody already here: "new", "skip", "" or "use:<organisation>".

    Only an organisation the row was found to resemble can be used. Return how many rows were decided.
    """
    batch = _lock(batch, by, stage="review")
    changed = []
    for row in ImportRow.objects.filter(batch=batch, pk__in=choices).doubtful():
        choice, _colon, key = choices[row.pk].partition(":")
        if choice == "use" and key.isdecimal() and int(key) in {pk for pk, _why in row.matches}:
            row.choice, row.chosen_id = "use", int(key)
        elif choice in {"new", "skip", ""}:
            row.choice, row.chosen_id = choice, None
        else:
            continue
        changed.append(row)
    ImportRow.objects.bulk_update(changed, ["choice", "chosen"], batch_size=CHUNK)
    return len(changed)


def importer(by: Actor) -> Actor:
    """Return the actor exercising a commercial role; raise CannotImport."""
    for role in (Role.GC, Role.EC):
        if role in by.roles:
            return by.exercising(role)
    raise CannotImport(_("Only the Commercial Manager and the Sales Executives import prospects."))


def require_own(batch: Import, by: Actor) -> Actor:
    """Raise CannotImport unless the import is the actor's own, or the actor is the Commercial Manager."""
    by = importer(by)
    if batch.uploaded_by != by.key and Role.GC not in by.roles:
        raise CannotImport(_("Somebody else uploaded this file: only they and the Commercial Manager go on with it."))
    return by


def record(
    batch: Import, event: str, *, facts: Mapping[str, Fact], by: Actor, at: datetime, attachments: tuple[str, ...] = ()
) -> None:
    """Append what happened to the import's stream."""
    append(
        [Draft(stream=batch.stream, event=event, occurred_at=at, actor=by, facts=facts, attachments=attachments)],
        at=at,
    )


def content_of(batch: Import) -> bytes:
    return _content(batch.file.path)


def reading_of(content: bytes, *, encoding: str = "", separator: str = "") -> Reading:
    """Read the file or raise CannotImport with the sentence that says what to do."""
    try:
        return read(content, encoding=encoding, separator=separator)
    except UnreadableFile as unreadable:
        raise CannotImport(unreadable.sentence) from None


def _content(path: str) -> bytes:
    with default_storage.open(path, "rb") as file:
        return bytes(file.read())


def _lock(batch: Import, by: Actor, *, stage: str) -> Import:
    locked = Import.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)
    require_own(locked, by)
    if locked.stage != stage:
        raise CannotImport(_("Somebody already went on with this import: look at where it stands."))
    return locked


def _default_owner(by: Actor) -> User | None:
    number = by.key.rpartition("/")[2]
    return User.objects.filter(pk=int(number)).first() if Role.EC in by.roles and by.kind == "user" else None


def _owners(at: datetime) -> dict[str, int]:
    from trato.organisations.names import fold

    found: dict[str, int] = {}
    for user in holders(Role.EC, at):
        found |= {user.email.lower(): user.pk, fold(user.name): user.pk}
    return found


def _mark_repeated(batch: Import, fresh: Sequence[ImportRow], found: Sequence[Checked]) -> None:
    """Mark rows whose CUIT, or name without another CUIT, an earlier line of the file already has."""
    earlier = ImportRow.objects.filter(batch=batch, problems=[])
    cuits = dict(earlier.filter(cuit__in={row.cuit for row in fresh} - {""}).values_list("cuit", "number"))
    names = {
        key: (number, cuit)
        for key, number, cuit in earlier.filter(name_key__in={row.name_key for row in fresh} - {""}).values_list(
            "name_key", "number", "cuit"
        )
    }
    for row, checked in zip(fresh, found, strict=True):
        if not checked.problems:
            if row.cuit and row.cuit in cuits:
                checked.problems.append(("repeated-cuit", {"line": cuits[row.cuit]}))
            elif row.name_key in names and (not row.cuit or names[row.name_key][1] in {"", row.cuit}):
                checked.problems.append(("repeated-name", {"line": names[row.name_key][0]}))
            else:
                cuits.setdefault(row.cuit, row.number)
                names.setdefault(row.name_key, (row.number, row.cuit))
        row.problems = [list(problem) for problem in checked.problems]


def _mark_matches(fresh: Sequence[ImportRow], found: Sequence[Checked]) -> None:
    """Find organisations already here for the rows that are right."""
    good = [(row, checked.values) for row, checked in zip(fresh, found, strict=True) if not checked.problems]
    matches = likely_duplicates_of([traces_of(values) for _row, values in good])
    for (row, _values), some in zip(good, matches, strict=True):
        row.matches = [[match.organisation.pk, list(match.why)] for match in some]


def traces_of(values: Mapping[str, Any]) -> Traces:
    """Return what a row may be recognised by."""
    return Traces(
        name=values.get("name", ""),
        cuit=values.get("cuit", ""),
        mail=values.get("contact_mail", ""),
        phone=values.get("contact_phone", ""),
        domain=values.get("domain", ""),
    )
