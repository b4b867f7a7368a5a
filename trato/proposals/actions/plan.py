"""The payment plan agreed: from the proposal accepted, adding up to its total. PE-CM-01 §8.3.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.situation import situation_of
from trato.documents.models import RecordVersion
from trato.ledger.actors import Actor
from trato.procedure import Money
from trato.proposals.actions.agreement import CannotAgree
from trato.proposals.rules import difference, gate_bp
from trato.requirements.money import read
from trato.ui.values import money_text


@transaction.atomic
def agree_payment_plan(
    cycle: Cycle, *, instalments: Sequence[Mapping[str, Any]], notes: str = "", by: Actor, at: datetime
) -> Provided:
    """Record the plan: rows of number, concept, amount ({minor, currency}), due, due_on, gates_start.

    It adds up to the total of the proposal accepted, to the cent. Raises ProcedureViolation, CannotAgree.
    """
    cycle = lock(cycle)
    require(cycle, "agree-payment-plan", by=by, at=at)
    proposal = _accepted(cycle, at)
    total = read(proposal.data["total"])
    lacking = difference(instalments, total)
    if lacking:
        raise CannotAgree(
            _("The instalments differ from the total, %(total)s, by %(amount)s.")
            % {"total": money_text(total, exact=True), "amount": money_text(Money(lacking, total.currency), exact=True)}
        )
    if not any(row["gates_start"] for row in instalments):
        raise CannotAgree(_("At least one instalment enables the start."))
    body: dict[str, Any] = {
        "proposal": proposal.hash,
        "total": proposal.data["total"],
        "instalments": [dict(row) for row in instalments],
    }
    if notes:
        body["notes"] = notes
    return provide(
        cycle,
        "payment-plan.agreed",
        body=body,
        facts={
            "proposal": proposal.hash,
            "instalments": len(instalments),
            "gate_bp": gate_bp(instalments, total),
            "difference": lacking,
        },
        by=by,
        at=at,
    )


def plan_offered(cycle: Cycle, *, at: datetime) -> list[dict[str, Any]]:
    """Return the rows of the plan the accepted proposal offers, ready to be agreed as they are."""
    rows = []
    for number, row in enumerate(_accepted(cycle, at).data["plan"], start=1):
        fresh = {
            "number": number,
            "concept": row["concept"],
            "amount": row["amount"],
            "gates_start": row["gates_start"],
        }
        rows.append(fresh | ({"due": row["due"]} if row.get("due") else {}))
    return rows


def total_of(cycle: Cycle, *, at: datetime) -> Money:
    """Return the total the plan must add up to."""
    return read(_accepted(cycle, at).data["total"])


def _accepted(cycle: Cycle, at: datetime) -> RecordVersion:
    given = situation_of(cycle, at=at).latest("conformity.given")
    if given is None:
        raise CannotAgree(_("The client has not accepted a proposal yet."))
    return RecordVersion.objects.get(hash=str(given.facts["proposal"]))
