"""The contract as the client reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from trato.contracts.queries import declined, issued_contract, signatures_of
from trato.cycles.models import Cycle
from trato.cycles.situation import situation_of
from trato.documents.models import File, RecordVersion
from trato.links.doors import LinkView
from trato.proposals.pages import Paid, paid
from trato.requirements.money import read


def contract_of(opened: LinkView) -> RecordVersion | None:
    """Return the contract a link is for, its content still there."""
    contract = RecordVersion.objects.filter(hash=opened.subject.get("contract", "")).first()
    return contract if contract and contract.data else None


def contract_page(opened: LinkView, contract: RecordVersion, at: datetime) -> dict[str, Any]:
    """Return what the page shows: parties, price, term and plan in front, the whole text behind."""
    cycle = Cycle.objects.select_related("organisation", "owner").get(code=opened.subject["cycle"])
    situation = situation_of(cycle, at=at)
    proposal = RecordVersion.objects.filter(hash=contract.data.get("proposal", "")).first()
    offered = proposal.data if proposal else {}
    parties = {party["party"]: party for party in contract.data["parties"]}
    signed = signatures_of(situation, contract)
    issued = issued_contract(situation)
    return {
        "cycle": cycle,
        "contract": contract,
        "client": parties.get("client", {}),
        "squad": parties.get("squad", {}),
        "subtotal": read(offered["subtotal"]) if offered else None,
        "iva_bp": offered.get("iva_bp"),
        "total": read(contract.data["total"]) if "total" in contract.data else None,
        "term_days": offered.get("term_days"),
        "plan": _plan(contract, offered),
        "clauses": contract.data.get("clauses", []),
        "file": File.objects.filter(sha256=contract.data.get("file", "")).first(),
        "annex": RecordVersion.objects.filter(hash=contract.data.get("rar", "")).first(),
        "mine": signed.get("client"),
        "theirs": signed.get("squad"),
        "declined": declined(situation, contract),
        "superseded": issued is None or issued.hash != contract.hash,
        "closed": situation.evaluation.outcome == "not-contracted",
    }


def _plan(contract: RecordVersion, offered: dict[str, Any]) -> list[Paid]:
    agreed = RecordVersion.objects.filter(stream=contract.stream, kind="payment-plan").order_by("-id").first()
    same = agreed is not None and agreed.data.get("proposal") == contract.data.get("proposal")
    rows = agreed.data["instalments"] if agreed and same else offered.get("plan", [])
    return [paid(row) for row in rows]
