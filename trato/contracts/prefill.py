"""What the draft starts with: the earlier one, else what is known of the client and of the model."""

from __future__ import annotations

from typing import Any

from trato.contracts.models import ContractModel
from trato.contracts.queries import clauses_of, contract_row, model_for, people_for, prepared_contract
from trato.contracts.rules import REMOVED, WHOLE_TEXT
from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion
from trato.organisations.places import PROVINCES


def draft_to_start_from(cycle: Cycle, situation: Situation) -> dict[str, Any]:
    """Return the initial values of the form of a draft."""
    earlier = prepared_contract(situation)
    if earlier and earlier.data:
        return _from_earlier(earlier, model_for(situation))
    organisation, people = cycle.organisation, people_for(cycle)
    model = model_for(situation)
    known = model.values if model else {}
    managers = situation.holders.get("GC")
    place = [organisation.locality, PROVINCES.get(organisation.province, "")]
    return {
        "signatory": str(people[0].pk) if people else "",
        "capacity": people[0].position if people else "",
        "address": ", ".join(dict.fromkeys(part for part in place if part)),
        "squad_signatory": known.get("squad_firmante") or (managers[0].name if managers else ""),
        "squad_capacity": known.get("squad_caracter", ""),
    }


def _from_earlier(draft: RecordVersion, model: ContractModel | None) -> dict[str, Any]:
    parties = {party["party"]: party for party in draft.data["parties"]}
    client, squad = parties["client"], parties["squad"]
    row = contract_row(draft)
    titles = {clause["number"]: clause["title"] for clause in draft.data.get("clauses", ())}
    # The same version of the model as now, most of the time: its clauses are already read.
    made_from = model if row and model and row.model_id == model.pk else row.model if row else None
    numbers = {clause.number for clause in clauses_of(made_from)}
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
