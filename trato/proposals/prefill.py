"""What the forms start with: the earlier version, the review, the plan offered, the words of the conformity."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion
from trato.proposals.queries import follow_up_days, sent_proposal
from trato.proposals.rules import in_dollars
from trato.requirements.money import read

GOOD_FOR = timedelta(days=15)
IVA = 2100


def offer_to_start_from(cycle: Cycle, situation: Situation) -> tuple[bool, dict[str, Any]]:
    """Return whether there is an earlier version, and what a form of the next one starts with."""
    today = situation.calendar.local_date(situation.at)
    earlier = situation.last_record("proposal")
    if earlier and earlier.data:
        return True, _from_earlier(earlier.data, today)
    review = _record(situation, "requirements.reviewed")
    estimate = read(review.data["estimate"]) if review else None
    lines = [{"concept": cycle.title or _("Project"), "amount": estimate.minor if estimate else None}]
    reviewed = situation.latest("requirements.reviewed")
    return False, {
        "currency": estimate.currency if estimate else "USD",
        "iva_bp": IVA,
        "valid_until": today + GOOD_FOR,
        "rate_on": None,
        "rows": lines,
        "plan": _usual_plan(situation),
        "expected_usd": reviewed.facts["estimate_usd"] if reviewed else 0,
    }


def _from_earlier(data: dict[str, Any], today: date) -> dict[str, Any]:
    valid_until = date.fromisoformat(data["valid_until"])
    return {
        "currency": data["currency"],
        "discount_bp": data.get("discount_bp") or None,
        "iva_bp": data["iva_bp"],
        "list_price": data.get("list_price", False),
        "rate": data.get("rate"),
        "rate_source": data.get("rate_source", ""),
        "rate_on": date.fromisoformat(data["rate_on"]) if data.get("rate_on") else None,
        "term_days": data["term_days"],
        "valid_until": valid_until if valid_until > today else today + GOOD_FOR,
        "intro": data.get("intro", ""),
        "terms": data.get("terms", ""),
        "rows": [{"concept": row["concept"], "amount": row["amount"]["minor"]} for row in data["lines"]],
        "plan": [
            {
                "concept": row["concept"],
                "share": row["share_bp"],
                "due": row.get("due", ""),
                "gates_start": row["gates_start"],
            }
            for row in data["plan"]
        ],
        "expected_usd": in_dollars(read(data["subtotal"]), rate=int(data.get("rate", 0))),
    }


def _usual_plan(situation: Situation) -> list[dict[str, Any]]:
    advance = {"concept": _("Advance payment"), "due": _("on signing"), "gates_start": True}
    if situation.evaluation.modality == "simplified":
        return [advance | {"share": 5000}, {"concept": _("Balance"), "share": 5000, "due": _("on publishing")}]
    return [
        advance | {"share": 4000},
        {"concept": _("Design approved"), "share": 3000, "due": _("with the design approved")},
        {"concept": _("Publication"), "share": 3000, "due": _("on publishing")},
    ]


def next_follow_up(situation: Situation) -> date | None:
    """Return the next day on which to ask: the third, the seventh or the twelfth business day after it was sent."""
    today = situation.calendar.local_date(situation.at)
    return next((day for day, done in follow_up_days(situation) if not done and day > today), None)


def conformity_statement(situation: Situation) -> str:
    """Return the words with which exactly the versions sent are accepted."""
    return _("I accept what we asked for and the price, as proposal %(proposal)s says.") % {
        "proposal": str(sent_proposal(situation) or "")
    }


def plan_to_start_from(situation: Situation) -> tuple[str, list[dict[str, Any]]]:
    """Return the currency, and the instalments of the plan in force or else of the proposal accepted."""
    given = situation.latest("conformity.given")
    proposal = situation.records.get(str(given.facts["proposal"])) if given else None
    if proposal is None:
        return "USD", []
    plan = _record(situation, "payment-plan.agreed")
    same = plan is not None and plan.data.get("proposal") == proposal.hash
    rows = plan.data["instalments"] if plan is not None and same else proposal.data["plan"]
    return str(proposal.data["currency"]), [
        {
            "concept": row["concept"],
            "amount": int(row["amount"]["minor"]),
            "due": row.get("due", ""),
            "due_on": date.fromisoformat(row["due_on"]) if row.get("due_on") else None,
            "gates_start": row["gates_start"],
        }
        for row in rows
    ]


def requirements_of(situation: Situation) -> list[dict[str, Any]]:
    """Return the requirements of the RAR in force."""
    rar = _record(situation, "rar.issued")
    return list(rar.data.get("requirements", ())) if rar else []


def _record(situation: Situation, event: str) -> RecordVersion | None:
    return situation.record_of(situation.latest(event))
