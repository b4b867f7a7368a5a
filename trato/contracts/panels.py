"""What the panels of §8.2.8 to §8.2.10 show beside their verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from trato.contracts.bodies import unresolved_in
from trato.contracts.powers import powers_sentence
from trato.contracts.queries import (
    amendments,
    declined,
    deviations_approved,
    is_current,
    is_frozen,
    issued_contract,
    issued_row,
    model_for,
    people_for,
    power_of,
    prepared_contract,
    sent_link,
    signatures_of,
)
from trato.contracts.variables import label_of
from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.ledger.actors import Actor
from trato.ui.values import to_local_date


def drafting(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    draft, today = prepared_contract(situation), to_local_date(at)
    contract = issued_contract(situation)
    return {
        "model": model_for(situation),
        "draft": draft,
        "stale": draft is not None and not is_current(situation, draft),
        "blanks": [label_of(name) for name in unresolved_in(draft.data)] if draft else [],
        "deviations": draft.data.get("deviations", []) if draft else [],
        "approved": draft is not None and deviations_approved(situation, draft),
        "people": [
            {"person": person, "power": power, "why": "" if power else powers_sentence(person, today)}
            for person in people_for(cycle)
            for power in [power_of(person, today)]
        ],
        "declined": declined(situation, contract) if contract else None,
        "frozen": is_frozen(situation),
    }


def signing(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    contract, link, today = issued_contract(situation), sent_link(cycle), to_local_date(at)
    row = issued_row(situation)
    signed = signatures_of(situation, contract) if contract else {}
    power = power_of(row.signatory, today) if row else None
    return {
        "contract": contract,
        "signatory": row.signatory if row else None,
        "client": signed.get("client"),
        "squad": signed.get("squad"),
        "power": power,
        "why": powers_sentence(row.signatory, today) if row and power is None else "",
        "link": link,
        "link_state": link.state(at) if link else "",
        "declined": declined(situation, contract) if contract else None,
    }


def amending(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    return {"amendments": amendments(situation)}
