"""Prepare, approve, send and follow a proposal. PE-CM-01 §8.2.5 and §8.2.6."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.amounts import set_amount
from trato.cycles.calendars import working_calendar
from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.outside import Invitation, invite_outside
from trato.cycles.refusals import Refusal
from trato.cycles.situation import situation_of
from trato.documents.models import RecordVersion
from trato.documents.records import latest, versions
from trato.ledger.actors import Actor
from trato.links.actions import revoke_link
from trato.links.models import Link
from trato.organisations.models import Contact
from trato.procedure import Money
from trato.proposals.rules import Share, in_dollars, plan_amounts, price_of, problems
from trato.requirements.money import written


class CannotOffer(Refusal):
    """The proposal does not add up, or there is none to send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is offered: lines, discount, IVA, payment plan, term in business days, and until when it stands.

    `rate` is centavos of peso per dollar with its source and date, asked when the price is in pesos.
    """

    lines: Sequence[tuple[str, Money]]
    shares: Sequence[Share]
    currency: str
    term_days: int
    valid_until: date
    discount_bp: int = 0
    iva_bp: int = 2100
    rate: int = 0
    rate_source: str = ""
    rate_on: date | None = None
    list_price: bool = False
    intro: str = ""
    terms: str = ""
    changes: str = ""


@transaction.atomic
def prepare_proposal(cycle: Cycle, *, offer: Offer, by: Actor, at: datetime) -> Provided:
    """Issue the next version of the proposal over the RAR in force; over the limit it then waits for the GC."""
    cycle = lock(cycle)
    require(cycle, "submit-proposal", by=by, at=at)
    body, facts = _body(cycle, offer, at=at)
    provided = provide(cycle, "proposal.prepared", body=body, facts=facts, by=by, at=at)
    price = price_of(
        [amount for _concept, amount in offer.lines],
        discount_bp=offer.discount_bp,
        iva_bp=offer.iva_bp,
        currency=offer.currency,
    )
    set_amount(cycle, price.subtotal)
    return provided


@transaction.atomic
def approve_proposal(cycle: Cycle, *, by: Actor, at: datetime) -> Provided:
    """Approve exactly the version prepared; the Commercial Manager. PE-CM-01 §8.2.5, limits."""
    cycle = lock(cycle)
    proposal = _prepared(cycle, at)
    return provide(cycle, "proposal.approved", record=proposal, facts={"proposal": proposal.hash}, by=by, at=at)


@transaction.atomic
def send_proposal(cycle: Cycle, *, contact: Contact, by: Actor, at: datetime) -> Invitation:
    """Send the version prepared by a link of one person, who may accept it or object. Earlier links close."""
    cycle = lock(cycle)
    proposal = _prepared(cycle, at)
    data = proposal.data
    rar = latest(cycle.stream, "rar")
    facts: dict[str, int | bool | str] = {
        "rar": data["rar"],
        "total_usd": in_dollars(_money(data["subtotal"]), rate=int(data.get("rate", 0))),
        "discount_bp": int(data.get("discount_bp", 0)),
        "valid_until": data["valid_until"],
        "version": proposal.version,
    }
    provide(cycle, "proposal.sent", record=proposal, facts=facts, by=by, at=at)
    _close_links(cycle, by=by, at=at)
    today = working_calendar().local_date(at)
    days = max((date.fromisoformat(data["valid_until"]) - today).days, 1)
    return invite_outside(
        cycle,
        purpose="conformity",
        contact=contact,
        subject={"proposal": proposal.hash, "rar": rar.hash if rar else ""},
        by=by,
        at=at,
        days=days,
    )


@transaction.atomic
def follow_proposal(
    cycle: Cycle,
    *,
    medium: str,
    answer: str,
    summary: str,
    next_on: date | None,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Record what the client says of the proposal, and when to ask again. PE-CM-01 §8.2.6."""
    body: dict[str, Any] = {
        "happened_at": (occurred_at or at).isoformat(),
        "medium": medium,
        "inbound": False,
        "answered": answer != "no-answer",
        "answer": answer,
        "summary": summary,
    }
    facts: dict[str, int | bool | str] = {"answer": answer}
    if next_on:
        body["next_on"] = facts["next_on"] = next_on.isoformat()
    return provide(lock(cycle), "proposal.followed", body=body, facts=facts, by=by, at=at, occurred_at=occurred_at)


def _body(cycle: Cycle, offer: Offer, *, at: datetime) -> tuple[dict[str, Any], dict[str, int | bool | str]]:
    amounts = [amount for _concept, amount in offer.lines]
    found = problems(
        lines=amounts,
        shares=offer.shares,
        valid_until=offer.valid_until,
        today=working_calendar().local_date(at),
        currency=offer.currency,
        rate=offer.rate,
    )
    if found:
        raise CannotOffer([_sentence(code) for code in found])
    rar = latest(cycle.stream, "rar")
    assert rar is not None  # the procedure asks for it first
    price = price_of(amounts, discount_bp=offer.discount_bp, iva_bp=offer.iva_bp, currency=offer.currency)
    parts = plan_amounts(price.total, offer.shares)
    body: dict[str, Any] = {
        "rar": rar.hash,
        "lines": [{"concept": concept, "amount": written(amount)} for concept, amount in offer.lines],
        "currency": offer.currency,
        "discount_bp": offer.discount_bp,
        "subtotal": written(price.subtotal),
        "iva_bp": offer.iva_bp,
        "iva": written(price.iva),
        "total": written(price.total),
        "list_price": offer.list_price,
        "term_days": offer.term_days,
        "valid_until": offer.valid_until.isoformat(),
        "plan": [_share(share, part) for share, part in zip(offer.shares, parts, strict=True)],
    }
    optional = {
        "rate": offer.rate,
        "rate_source": offer.rate_source,
        "rate_on": offer.rate_on.isoformat() if offer.rate_on else "",
        "intro": offer.intro,
        "terms": offer.terms,
        "changes": offer.changes,
    }
    body |= {key: value for key, value in optional.items() if value}
    facts: dict[str, int | bool | str] = {
        "rar": rar.hash,
        "total_usd": in_dollars(price.subtotal, rate=offer.rate),
        "discount_bp": offer.discount_bp,
        "valid_until": offer.valid_until.isoformat(),
        "version": len(versions(cycle.stream, "proposal")) + 1,
    }
    return body, facts


def _share(share: Share, amount: Money) -> dict[str, Any]:
    row: dict[str, Any] = {
        "concept": share.concept,
        "share_bp": share.share_bp,
        "amount": written(amount),
        "gates_start": share.gates_start,
    }
    return row | ({"due": share.due} if share.due else {})


def _sentence(code: str) -> str:
    return {
        "lines": _("Write at least one line, each with an amount."),
        "currency": _("All the lines go in the currency of the proposal."),
        "plan": _("The payment plan must add up to 100 %."),
        "gate": _("At least one instalment enables the start."),
        "valid_until": _("«Valid until» is in the past."),
        "rate": _("The price is in pesos: write the exchange rate, its source and its date."),
    }[code]


def _prepared(cycle: Cycle, at: datetime) -> RecordVersion:
    prepared = situation_of(cycle, at=at).latest("proposal.prepared")
    if prepared is None:
        raise CannotOffer(_("Prepare the proposal first."))
    return RecordVersion.objects.get(hash=prepared.record)


def _close_links(cycle: Cycle, *, by: Actor, at: datetime) -> None:
    for link in Link.objects.filter(cycle_stream=cycle.stream, purpose="conformity", revoked_at=None, done_at=None):
        if link.state(at) == "open":
            revoke_link(link_id=link.pk, why="superseded", by=by, at=at)


def _money(value: dict[str, Any]) -> Money:
    return Money(int(value["minor"]), str(value["currency"]))
