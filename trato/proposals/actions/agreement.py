"""The client accepts exactly those versions, or objects. PE-CM-01 §8.2.7."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.evidence import Provided, lock, provide
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.cycles.situation import situation_of
from trato.documents.files import use_file
from trato.documents.models import File, RecordVersion
from trato.documents.records import latest
from trato.ledger.actors import Actor
from trato.links.actions import finish_link
from trato.links.models import Link
from trato.proposals.letters import tell_answered, tell_conformity, tell_objection


class CannotAgree(Refusal):
    """What is accepted is not what was sent last, or nobody is named."""


@transaction.atomic
def give_conformity(
    cycle: Cycle,
    *,
    proposal_hash: str,
    rar_hash: str,
    name: str,
    position: str = "",
    means: str,
    statement: str,
    purchase_order: str = "",
    file: File | None = None,
    link: Link | None = None,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Record that a named person accepted exactly those versions: by link, mail, signed PDF or orden de compra.

    Anything but the link needs its file or the number of the order. Raises CannotAgree, ProcedureViolation.
    """
    cycle = lock(cycle)
    if means == "link" and by.kind == "user":
        raise CannotAgree(_("Only the client accepts through the link; say how you received it."))
    if not name.strip():
        raise CannotAgree(_("Say who accepts: a person, with name and surname."))
    now = situation_of(cycle, at=at)
    sent, rar = now.latest("proposal.sent"), latest(cycle.stream, "rar")
    if sent is None or rar is None or (sent.record, rar.hash) != (proposal_hash, rar_hash):
        raise CannotAgree(_("There is a newer version; accept that one."))
    if means != "link" and file is None and not purchase_order:
        raise CannotAgree(_("Attach the mail, the signed PDF or the purchase order that says so."))
    body: dict[str, Any] = {
        "rar": rar_hash,
        "proposal": proposal_hash,
        "name": name,
        "means": means,
        "accepted_at": (occurred_at or at).isoformat(),
        "statement": statement,
    }
    optional = {"position": position, "purchase_order": purchase_order, "file": file.sha256 if file else ""}
    body |= {key: value for key, value in optional.items() if value}
    if file:
        use_file(file, stream=cycle.stream, by=by, at=at)
    provided = provide(
        cycle,
        "conformity.given",
        body=body,
        facts={"rar": rar_hash, "proposal": proposal_hash, "means": means},
        attachments=(file,) if file else (),
        by=by,
        at=at,
        occurred_at=occurred_at,
    )
    if link:
        finish_link(link_id=link.pk, by=by, at=at)
    if by.kind == "person" and provided.record:
        tell_conformity(provided.cycle, provided.record, at=at)
    return provided


@transaction.atomic
def raise_objection(cycle: Cycle, *, text: str, requirement: str = "", name: str, by: Actor, at: datetime) -> Provided:
    """Record an objection of the client, about one requirement or about the whole."""
    cycle = lock(cycle)
    rar = latest(cycle.stream, "rar")
    if rar is None:
        raise CannotAgree(_("There is nothing to object to yet."))
    body = {"rar": rar.hash, "by_name": name, "text": text}
    if requirement:
        body["requirement"] = requirement
    provided = provide(cycle, "objection.raised", body=body, facts={"rar": rar.hash}, by=by, at=at)
    if by.kind == "person" and provided.record:
        tell_objection(provided.cycle, provided.record, at=at)
    return provided


@transaction.atomic
def resolve_objection(cycle: Cycle, *, objection: str, resolution: str, by: Actor, at: datetime) -> Provided:
    """Say how an objection was resolved; `objection` is the hash of its record."""
    cycle = lock(cycle)
    record = RecordVersion.objects.filter(stream=cycle.stream, kind="objection", hash=objection).first()
    if record is None:
        raise CannotAgree(_("That objection is not of this cycle."))
    if any(
        event.facts.get("objection") == objection for event in situation_of(cycle, at=at).every("objection.resolved")
    ):
        raise CannotAgree(_("That objection was already resolved."))
    provided = provide(
        cycle,
        "objection.resolved",
        body=record.data | {"resolution": resolution},
        facts={"objection": objection},
        number=record.number,
        by=by,
        at=at,
    )
    tell_answered(provided.cycle, text=record.data["text"], resolution=resolution, at=at)
    return provided
