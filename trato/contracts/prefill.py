"""What the draft starts with: the earlier one, else what is known of the client and of the model."""

from __future__ import annotations

from typing import Any

from trato.contracts.queries import contract_row, model_in_force, people_for, prepared_contract
from trato.contracts.rules import REMOVED, WHOLE_TEXT
from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion
from trato.organisations.places import PROVINCES
from trato.people.actors import holders


def draft_to_start_from(cycle: Cycle, situation: Situation) -> dict[str, Any]:
    """Return the initial values of the form of a draft."""
    earlier = prepared_contract(situation)
    if earlier and earlier.data:
        return _from_earlier(earlier)
    organisation, people = cycle.organisation, people_for(cycle)
    model = model_in_force(situation.at)
    known = model.values if model else {}
    manager = holders("GC", situation.at).first()
    place = [organisation.locality, PROVINCES.get(organisation.province, "")]
    return {
        "signatory": str(people[0].pk) if people else "",
        "capacity": people[0].position if people else "",
        "address": ", ".join(dict.fromkeys(part for part in place if part)),
        "squad_signatory": known.get("squad_firmante") or (manager.name if manager else ""),
        "squad_capacity": known.get("squad_caracter", ""),
    }


def _from_earlier(draft: RecordVersion) -> dict[str, Any]:
    parties = {party["party"]: party for party in draft.data["parties"]}
    client, squad = parties["client"], parties["squad"]
    row = contract_row(draft)
    titles = {clause["number"]: clause["title"] for clause in draft.data.get("clauses", ())}
    numbers = {str(clause.number) for clause in row.model.clauses.all()} if row and row.model else set()
    return {
        "signatory": str(row.signatory_id) if row else "",
        "capacity": client.get("capacity", ""),
        "address": client.get("address", ""),
        "squad_signatory": "" if squad["signatory"].startswith("{") else squad["signatory"],
        "squad_capacity": squad.get("capacity", ""),
        "blank_squad_cuit": squad.get("cuit", ""),
        "blank_squad_domicilio": squad.get("address", ""),
        "rows": [
            {
                "clause": one["clause"] if one["clause"] in numbers or one["clause"] == WHOLE_TEXT else "new",
                "title": "" if one["clause"] in numbers else titles.get(one["clause"], ""),
                "becomes": "" if one["becomes"] == REMOVED else one["becomes"],
                "reason": one["reason"],
            }
            for one in draft.data.get("deviations", ())
        ],
    }
