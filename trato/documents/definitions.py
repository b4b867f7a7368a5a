"""The definitions of procedures as the database holds them: found by hash, and the one in force at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from trato.documents.models import DefinitionVersion, Document
from trato.documents.refusals import Refused
from trato.ledger.actors import SYSTEM, Actor
from trato.ledger.append import Draft, append
from trato.prepared import Prepared
from trato.procedure import Definition, InvalidDefinition, check_cases, from_canonical, load

# What the procedure itself refers to in section 7: each has its entry in the master list.
REFERENCES: tuple[tuple[str, str], ...] = (
    ("manual-de-calidad", "Manual de Calidad"),
    ("procedimiento-de-control-de-documentos", "Procedimiento de Control de Documentos"),
)

_IN_FORCE = Prepared(
    lambda code, at: DefinitionVersion.objects.in_force(code, at).values_list("hash")[:1], code=str, at=datetime
)


class VersionTaken(Refused):
    """Another text already has this code and version, and it was approved."""


@dataclass(slots=True)
class Seeds:
    """What loading a folder did; `refused` holds a sentence for each file that was left out."""

    loaded: list[DefinitionVersion] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@lru_cache(maxsize=64)
def by_hash(definition_hash: str) -> Definition:
    """Return the definition with that hash, read once per process. Raises DefinitionVersion.DoesNotExist."""
    canonical = DefinitionVersion.objects.values_list("canonical", flat=True).get(hash=definition_hash)
    return from_canonical(bytes(canonical))


def current(code: str, at: datetime) -> Definition | None:
    """Return the approved definition in force at that instant; None while nobody approved one."""
    found = _IN_FORCE.rows(code=code, at=at)
    return by_hash(found[0][0]) if found else None


def load_seeds(directory: Path, at: datetime, *, by: Actor = SYSTEM) -> Seeds:
    """Load every `CODE/VERSION.toml` of the folder that is not here yet, and the entries it refers to.

    A file that is broken or contradicts an approved version is left out and named: the database governs.
    """
    seeds = Seeds()
    for file in sorted(directory.glob("*/*.toml")):
        source = file.read_bytes()
        # The same bytes were read and checked before: every start asks, and must not wait.
        if (known := DefinitionVersion.objects.standing().filter(source=source).first()) is not None:
            seeds.loaded.append(known)
            continue
        try:
            seeds.loaded.append(load_definition(source=source, by=by, at=at))
        except VersionTaken as taken:
            seeds.refused += [f"{file.parent.name}/{file.name}: {sentence}" for sentence in taken.sentences]
        except InvalidDefinition as broken:
            seeds.refused += [
                f"{file.parent.name}/{file.name}:{problem.line}: {problem.sentence}" for problem in broken.problems
            ]
    Document.objects.bulk_create(
        [
            Document(slug=slug, title=title, owner_role="SGC", updated_at=at, updated_by=by.key)
            for slug, title in REFERENCES
        ],
        ignore_conflicts=True,
    )
    return seeds


@transaction.atomic
def load_definition(*, source: bytes, by: Actor, at: datetime) -> DefinitionVersion:
    """Keep a definition's text; raise InvalidDefinition when it is broken or fails its own cases.

    Raises VersionTaken when the version is approved with another text.
    The same text twice is one row. A draft nobody approved gives way to a new text, and the ledger says so.
    """
    definition = load(source)
    standing = (
        DefinitionVersion.objects.standing()
        .select_for_update()
        .filter(code=definition.code, version=definition.version)
        .first()
    )
    if standing is not None and standing.hash == definition.hash:
        return standing
    if failed := check_cases(definition, text=source.decode("utf-8-sig")):
        raise InvalidDefinition(failed)
    if standing is not None:
        _make_way(standing, at=at)
    loaded, _created = DefinitionVersion.objects.update_or_create(
        hash=definition.hash,
        defaults={"replaced_at": None},
        create_defaults={
            "code": definition.code,
            "version": definition.version,
            "title": definition.title,
            "canonical": definition.canonical,
            "source": source,
            "runnable": definition.runnable,
            "loaded_at": at,
            "loaded_by": by.key,
        },
    )
    if standing is not None:
        facts = {"code": loaded.code, "version": loaded.version, "replaced": standing.hash}
        entry = Draft(
            stream=loaded.stream,
            event="definition.replaced",
            occurred_at=at,
            actor=by,
            definition=loaded.hash,
            facts=facts,
        )
        append([entry], at=at)
    return loaded


def versions_of(code: str) -> Sequence[DefinitionVersion]:
    """Return the standing versions of a document, the newest first, with their approvals."""
    return list(
        DefinitionVersion.objects.standing().filter(code=code).prefetch_related("approvals").order_by("-version")
    )


def _make_way(standing: DefinitionVersion, *, at: datetime) -> None:
    if standing.effective_from is not None or standing.approvals.exists():
        raise VersionTaken(
            _(
                "%(code)s version %(version)s was already approved with another text. "
                "A change is a new version: give it another number."
            )
            % {"code": standing.code, "version": standing.version}
        )
    standing.replaced_at = at
    standing.save(update_fields=["replaced_at"])
