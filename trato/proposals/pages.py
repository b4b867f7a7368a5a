"""The proposal as the client reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trato.cycles.models import Cycle
from trato.cycles.situation import situation_of
from trato.documents.models import RecordVersion
from trato.links.doors import LinkView
from trato.procedure import Money
from trato.proposals.portal_forms import ObserveForm
from trato.proposals.queries import Objection, objections
from trato.requirements.money import read
from trato.ui.values import to_local_date


@dataclass(slots=True, kw_only=True)
class Asked:
    """One thing the client asked for, with what they objected to it and the form to object."""

    id: str
    text: str
    charge: str
    must: bool
    objections: list[Objection]
    form: ObserveForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """An instalment offered."""

    concept: str
    due: str
    amount: Money
    gates_start: bool
    share_bp: int


def proposal_page(opened: LinkView, at: datetime) -> dict[str, Any] | None:
    """Return what the page shows, or None when the records are gone."""
    records = {
        record.hash: record
        for record in RecordVersion.objects.filter(
            hash__in=[opened.subject.get("proposal", ""), opened.subject.get("rar", "")]
        )
    }
    proposal, rar = records.get(opened.subject.get("proposal", "")), records.get(opened.subject.get("rar", ""))
    if proposal is None or rar is None or not proposal.data or not rar.data:
        return None
    cycle = Cycle.objects.select_related("organisation", "owner").get(code=opened.subject["cycle"])
    situation = situation_of(cycle, at=at)
    said = objections(situation)
    given = situation.latest("conformity.given")
    mine = given if given and given.facts.get("proposal") == proposal.hash else None
    return {
        "cycle": cycle,
        "proposal": proposal,
        "rar": rar,
        "asked": [_asked(row, said) for row in rar.data["requirements"] if row["priority"] != "not-now"],
        "agreements": rar.data.get("agreements", []),
        "general": [one for one in said if not one.requirement],
        "observe": ObserveForm(),
        "subtotal": read(proposal.data["subtotal"]),
        "total": read(proposal.data["total"]),
        "iva": read(proposal.data["iva"]),
        "lines": [(row["concept"], read(row["amount"])) for row in proposal.data["lines"]],
        "plan": [paid(row) for row in proposal.data["plan"]],
        "valid_until": date.fromisoformat(proposal.data["valid_until"]),
        "expired": date.fromisoformat(proposal.data["valid_until"]) < to_local_date(at),
        "closed": bool(situation.evaluation.outcome) and mine is None,
        "conformity": RecordVersion.objects.filter(hash=mine.record).first() if mine else None,
        "accepted_at": mine.recorded_at if mine else None,
    }


def _asked(row: dict[str, Any], said: list[Objection]) -> Asked:
    return Asked(
        id=row["id"],
        text=row["text"],
        charge=row["charge"],
        must=row["priority"] == "must",
        objections=[one for one in said if one.requirement == row["id"]],
        form=ObserveForm(about=row["id"]),
    )


def paid(row: dict[str, Any]) -> Paid:
    """Return an instalment of a proposal or of a plan."""
    return Paid(
        concept=row["concept"],
        due=row.get("due", ""),
        amount=read(row["amount"]),
        gates_start=row["gates_start"],
        share_bp=row.get("share_bp", 0),
    )
