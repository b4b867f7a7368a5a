"""Review the ability to deliver before committing: part E of the RAR. PE-CM-01 §8.2.4, ISO 9001:2015 cl. 8.2.3."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.amounts import set_amount
from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.cycles.situation import situation_of
from trato.documents.records import latest
from trato.ledger.actors import Actor
from trato.people.actors import holders
from trato.procedure import Money
from trato.requirements.letters import tell_to_rule
from trato.requirements.money import written
from trato.requirements.rules import in_dollars
from trato.ui.values import money_text


class CannotRule(Refusal):
    """The review lacks something it must say."""


@transaction.atomic
def prepare_review(
    cycle: Cycle,
    *,
    who: str,
    from_on: date,
    estimate: Money,
    rate: int = 0,
    findings: Mapping[str, str],
    verdict: str,
    conditions: str = "",
    by: Actor,
    at: datetime,
) -> Provided:
    """Write part E and ask the Commercial Manager to rule on it, when the estimate is over the limit."""
    cycle = lock(cycle)
    require(cycle, "review-requirements", by=by, at=at)
    body, facts = _body(cycle, who, from_on, estimate, rate, findings, verdict, conditions, at)
    provided = provide(
        cycle,
        "review.prepared",
        body=body,
        facts={"rar": body["rar"], "estimate_usd": facts["estimate_usd"]},
        by=by,
        at=at,
    )
    set_amount(cycle, estimate)
    tell_to_rule(cycle, holders("GC", at), by=by.key, amount=money_text(estimate), at=at)
    return provided


@transaction.atomic
def rule_on_requirements(
    cycle: Cycle,
    *,
    who: str,
    from_on: date,
    estimate: Money,
    rate: int = 0,
    findings: Mapping[str, str],
    verdict: str,
    conditions: str = "",
    by: Actor,
    at: datetime,
) -> Provided:
    """Rule on the ability to deliver, bound to the RAR and the RTP in force; over the limit only the GC.

    `findings` holds third_parties, legal, differences, risks and, if any, new_requirements. `rate` is centavos of peso
    per dollar, asked when the estimate is in pesos. Raises CannotRule, ProcedureViolation.
    """
    cycle = lock(cycle)
    require(cycle, "review-requirements", by=by, at=at)
    body, facts = _body(cycle, who, from_on, estimate, rate, findings, verdict, conditions, at)
    provided = provide(cycle, "requirements.reviewed", body=body, facts=facts, by=by, at=at)
    set_amount(cycle, estimate)
    return provided


def _body(
    cycle: Cycle,
    who: str,
    from_on: date,
    estimate: Money,
    rate: int,
    findings: Mapping[str, str],
    verdict: str,
    conditions: str,
    at: datetime,
) -> tuple[dict[str, Any], dict[str, int | bool | str]]:
    if estimate.currency != "USD" and rate <= 0:
        raise CannotRule(_("The estimate is in pesos: write the exchange rate it is compared with the limit by."))
    if verdict == "conditions" and not conditions:
        raise CannotRule(_("Say which the conditions are."))
    rar = latest(cycle.stream, "rar")
    assert rar is not None  # the procedure asks for it first
    body: dict[str, Any] = {
        "rar": rar.hash,
        "who": who,
        "from_on": from_on.isoformat(),
        "estimate": written(estimate),
        "verdict": verdict,
    }
    body |= {key: value for key, value in findings.items() if value}
    if conditions:
        body["conditions"] = conditions
    facts: dict[str, int | bool | str] = {
        "rar": rar.hash,
        "verdict": verdict,
        "estimate_usd": in_dollars(estimate, rate=rate),
    }
    rtp = situation_of(cycle, at=at).latest("rtp.issued")
    if rtp and rtp.facts.get("rar") == rar.hash:
        body["rtp"] = facts["rtp"] = rtp.record
    return body, facts
