"""A contract signed outside, and one the client does not sign. PE-CM-01 §8.2.9."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.contracts.actions.standing import PURPOSE, CannotSign, issued_or_refuse, refuse_other, unsigned
from trato.contracts.letters import tell_declined
from trato.contracts.queries import signatures_of
from trato.cycles.evidence import Provided, lock, provide
from trato.cycles.models import Cycle
from trato.cycles.situation import situation_of
from trato.documents.files import use_file
from trato.documents.models import File
from trato.documents.records import latest
from trato.ledger.actors import Actor
from trato.links.actions import finish_link
from trato.links.models import Link


@transaction.atomic
def record_countersigned(
    cycle: Cycle,
    *,
    contract_hash: str,
    file: File,
    name: str,
    capacity: str = "",
    digital: bool = False,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Record that the Commercial Manager verified a file signed by both parties: on paper or with a digital signature.

    `name` is who signed for the client.
    """
    cycle = lock(cycle)
    now = situation_of(cycle, at=at)
    contract = issued_or_refuse(now)
    refuse_other(contract, contract_hash)
    if {"client", "squad"} <= signatures_of(now, contract).keys():
        raise CannotSign(_("Both parties already signed this contract."))
    use_file(file, stream=cycle.stream, by=by, at=at)
    body: dict[str, Any] = {
        "contract": contract.hash,
        "name": name,
        "means": "digital" if digital else "paper",
        "signed_at": (occurred_at or at).isoformat(),
        "file": file.sha256,
    }
    if capacity:
        body["capacity"] = capacity
    provided = provide(
        cycle,
        "contract.countersigned",
        body=body,
        facts={"contract": contract.hash},
        attachments=(file,),
        by=by,
        at=at,
        occurred_at=occurred_at,
    )
    for link in Link.objects.of_cycle(cycle.stream).filter(purpose=PURPOSE).open(at=at):
        finish_link(link_id=link.pk, by=by, at=at)
    return provided


@transaction.atomic
def decline_contract(
    cycle: Cycle, *, contract_hash: str, name: str, reason: str, link: Link | None = None, by: Actor, at: datetime
) -> Provided:
    """Record that the client will not sign this text, and why; whoever sent it is told. A signature given stays."""
    cycle = lock(cycle)
    contract = unsigned(situation_of(cycle, at=at), contract_hash, "client")
    rar = latest(cycle.stream, "rar")
    body = {"by_name": name, "text": reason} | ({"rar": rar.hash} if rar else {})
    provided = provide(cycle, "contract.declined", body=body, facts={"contract": contract.hash}, by=by, at=at)
    if link:
        finish_link(link_id=link.pk, by=by, at=at)
    tell_declined(cycle, contract, reason=reason, at=at)
    return provided
