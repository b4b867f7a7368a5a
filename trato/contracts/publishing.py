"""Publish a version of the model contract. PE-CM-01 §5 «CM»; ISO 9001:2015 cl. 7.5.3."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import rfc8785
from django.db import transaction
from django.utils.translation import gettext as _

from trato.contracts.models import Clause, ContractModel
from trato.cycles.refusals import NotYours, Refusal
from trato.documents.controlled.master import list_in_search
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append

STREAM = "document/contrato-modelo"
SEED = Path(__file__).parent / "seeds" / "contrato-modelo.toml"


class CannotPublishModel(Refusal):
    """The version says nothing new, or a clause says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClause:
    """A clause to be published: its kind is one of `Clause.Kind`."""

    title: str
    text: str
    kind: str = "legal"
    mandatory: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NewModel:
    """A version to be published; `values` fills variables that no cycle gives."""

    clauses: Sequence[NewClause]
    values: Mapping[str, str]
    reason: str
    title: str = "Contrato Modelo"


def seed() -> NewModel:
    """Return the text the product comes with, to be read, completed and published by the house."""
    data = tomllib.loads(SEED.read_text(encoding="utf-8"))
    return NewModel(
        title=data["title"],
        reason=data["reason"],
        values=data["values"],
        clauses=tuple(
            NewClause(title=row["title"], text=row["text"].strip(), kind=row["kind"], mandatory=row["mandatory"])
            for row in data["clause"]
        ),
    )


def publish_seed(*, values: Mapping[str, str], by: Actor, at: datetime) -> ContractModel:
    """Publish the text the product comes with, its values completed by these."""
    fresh = seed()
    return publish_model(replace(fresh, values={**fresh.values, **values}), by=by, at=at)


@transaction.atomic
def publish_model(new: NewModel, *, by: Actor, at: datetime) -> ContractModel:
    """Put a version in force; the earlier one is withdrawn and contracts in flight keep theirs. GC only."""
    if "GC" not in by.roles and by.kind != "system":
        raise NotYours(_("The Commercial Manager publishes the model contract."))
    _refuse_empty(new)
    standing = ContractModel.objects.select_for_update().filter(title=new.title, until=None).first()
    canonical = _canonical(new)
    digest = hashlib.sha256(canonical).hexdigest()
    if ContractModel.objects.filter(hash=digest).exists():
        raise CannotPublishModel(_("That is word for word a version already published."))
    if standing:
        standing.until = at
        standing.save(update_fields=["until"])
    last = ContractModel.objects.filter(title=new.title).order_by("-version").first()
    model = ContractModel.objects.create(
        title=new.title,
        version=last.version + 1 if last else 1,
        reason=new.reason,
        values={key: value.strip() for key, value in new.values.items()},
        hash=digest,
        since=at,
        published_by=by.key,
    )
    Clause.objects.bulk_create(
        Clause(
            model=model,
            number=number,
            title=row.title.strip(),
            kind=row.kind,
            mandatory=row.mandatory,
            text=row.text.strip(),
            hash=hashlib.sha256(row.text.strip().encode()).hexdigest(),
        )
        for number, row in enumerate(new.clauses, start=1)
    )
    append(
        [
            Draft(
                stream=STREAM,
                event="contract-model.published",
                occurred_at=at,
                actor=by.exercising("GC") if "GC" in by.roles else by,
                facts={"model": digest, "version": model.version, "clauses": len(new.clauses)},
            )
        ],
        at=at,
    )
    list_in_search(at)
    return model


def _refuse_empty(new: NewModel) -> None:
    lacks = []
    if not new.reason.strip():
        lacks.append(_("Say what changes in this version."))
    if not new.clauses:
        lacks.append(_("A model contract has at least one clause."))
    if any(not row.title.strip() or not row.text.strip() for row in new.clauses):
        lacks.append(_("Each clause has a title and a text."))
    if any(row.kind not in Clause.Kind.values for row in new.clauses):
        lacks.append(_("Choose the kind of each clause."))
    if lacks:
        raise CannotPublishModel(lacks)


def _canonical(new: NewModel) -> bytes:
    """Return what the version says, its number and reason left out, so that the same text is noticed."""
    return rfc8785.dumps(
        {
            "title": new.title,
            "values": {key: value.strip() for key, value in new.values.items()},
            "clauses": [
                {"title": row.title.strip(), "kind": row.kind, "mandatory": row.mandatory, "text": row.text.strip()}
                for row in new.clauses
            ],
        }
    )
