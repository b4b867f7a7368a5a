"""The body of a contract's record: parties, cover, clauses filled with the cycle's data, deviations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from trato.contracts.models import ContractModel
from trato.contracts.queries import clauses_of
from trato.contracts.rules import FROM_THE_CYCLE, REMOVED, Deviation, deviate, fill, variables_in
from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.documents.models import File, RecordVersion
from trato.organisations.models import Contact
from trato.requirements.money import read
from trato.ui.values import cuit_text, money_text, rate_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What whoever drafts decides: who signs for each party, the client's address, blanks, deviations, or a file.

    `values` fills the model's blanks by name ("squad_cuit") over the ones it was published with.
    """

    signatory: Contact
    capacity: str
    squad_signatory: str = ""
    squad_capacity: str = ""
    address: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    deviations: Sequence[Deviation] = ()
    file: File | None = None


def body_of(
    cycle: Cycle, now: Situation, *, proposal: RecordVersion, model: ContractModel | None, terms: Terms
) -> dict[str, Any]:
    """Return the record of a contract as plain JSON values, in the language of the house whoever drafts it."""
    with override(settings.LANGUAGE_CODE):
        return _body(cycle, now, proposal=proposal, model=model, terms=terms)


def _body(
    cycle: Cycle, now: Situation, *, proposal: RecordVersion, model: ContractModel | None, terms: Terms
) -> dict[str, Any]:
    rar = RecordVersion.objects.get(hash=proposal.data["rar"])
    values = _values(cycle, now, proposal=proposal, rar=rar, model=model, terms=terms)
    body: dict[str, Any] = {
        "rar": rar.hash,
        "proposal": proposal.hash,
        "parties": _parties(values),
        "total": proposal.data["total"],
        "text": _cover(values),
    }
    if model:
        body["model"] = str(model)
        body["clauses"] = [
            {"number": clause.number, "title": clause.title, "text": fill(clause.text, values)}
            for clause in deviate(clauses_of(model), terms.deviations)
        ]
    if terms.file:
        body["file"] = terms.file.sha256
    if terms.deviations:
        body["deviations"] = _deviations(model, terms.deviations, values)
    return body


def blanks_of(model: ContractModel | None) -> list[str]:
    """Return the variables of the model that neither the cycle's data nor its values fill: somebody writes them."""
    known = {key for key, value in model.values.items() if value} if model else set()
    names = variables_in(clause.text for clause in clauses_of(model))
    return [name for name in names if name not in FROM_THE_CYCLE and name not in known]


def unresolved_in(data: Mapping[str, Any]) -> list[str]:
    """Return the variables a draft still shows, each once."""
    texts = [clause["text"] for clause in data.get("clauses", ())]
    return variables_in([*texts, *(value for party in data.get("parties", ()) for value in party.values())])


def plan_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write the instalments as a sentence: «Anticipo, 5.082,00 al firmar; …»."""
    return "; ".join(
        f"{row['concept']}, {money_text(read(row['amount']), exact=True)}" + (f", {_when(row)}" if _when(row) else "")
        for row in rows
    )


def _values(
    cycle: Cycle,
    now: Situation,
    *,
    proposal: RecordVersion,
    rar: RecordVersion,
    model: ContractModel | None,
    terms: Terms,
) -> dict[str, str]:
    organisation, offered = cycle.organisation, proposal.data
    plan = now.latest("payment-plan.agreed")
    agreed = RecordVersion.objects.filter(hash=plan.record).first() if plan else None
    own = dict(model.values) if model else {}
    own |= {key: value for key, value in terms.values.items() if value}
    if terms.squad_signatory:
        own["squad_firmante"] = terms.squad_signatory
    if terms.squad_capacity:
        own["squad_caracter"] = terms.squad_capacity
    return own | {
        "squad": now.definition.organisation,
        "cliente": organisation.legal_name or organisation.name,
        "cliente_cuit": cuit_text(organisation.cuit or ""),
        "cliente_domicilio": terms.address,
        "cliente_firmante": terms.signatory.name,
        "cliente_caracter": terms.capacity,
        "proyecto": cycle.title or organisation.name,
        "rar": str(rar),
        "rar_huella": rar.hash,
        "propuesta": str(proposal),
        "precio": money_text(read(offered["subtotal"]), exact=True),
        "iva": rate_text(int(offered["iva_bp"])),
        "total": money_text(read(offered["total"]), exact=True),
        "plazo": str(offered["term_days"]),
        "plan_de_pagos": plan_text(agreed.data["instalments"] if agreed else offered["plan"]),
    }


def _parties(values: Mapping[str, str]) -> list[dict[str, Any]]:
    squad = {
        "party": "squad",
        "name": values["squad"],
        "cuit": values.get("squad_cuit", ""),
        "address": values.get("squad_domicilio", ""),
        "signatory": values.get("squad_firmante", "") or "{squad_firmante}",
        "capacity": values.get("squad_caracter", ""),
    }
    client = {
        "party": "client",
        "name": values["cliente"],
        "cuit": values["cliente_cuit"],
        "address": values["cliente_domicilio"],
        "signatory": values["cliente_firmante"],
        "capacity": values["cliente_caracter"],
    }
    return [{key: value for key, value in party.items() if value} for party in (squad, client)]


def _cover(values: Mapping[str, str]) -> str:
    return "\n".join(
        [
            _("Project: %(project)s.") % {"project": values["proyecto"]},
            _("Price: %(price)s plus VAT %(iva)s; total %(total)s.")
            % {"price": values["precio"], "iva": values["iva"], "total": values["total"]},
            _("Term: %(days)s business days from the payment that enables the start.") % {"days": values["plazo"]},
            _("Payment: %(plan)s.") % {"plan": values["plan_de_pagos"]},
            _("Annex I: %(rar)s, SHA-256 %(hash)s.") % {"rar": values["rar"], "hash": values["rar_huella"]},
        ]
    )


def _deviations(
    model: ContractModel | None, deviations: Sequence[Deviation], values: Mapping[str, str]
) -> list[dict[str, str]]:
    was = {clause.number: clause.text for clause in clauses_of(model)}
    return [
        {"clause": one.clause}
        | ({"was": was[one.clause]} if one.clause in was else {})
        | {"becomes": fill(one.becomes, values) or REMOVED, "reason": one.reason}
        for one in deviations
    ]


def _when(row: Mapping[str, Any]) -> str:
    if row.get("due_on"):
        year, month, day = str(row["due_on"]).split("-")
        return f"{day}/{month}/{year}"
    return str(row.get("due", ""))
