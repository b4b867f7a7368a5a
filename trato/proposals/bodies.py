"""What is offered, and the record and facts it becomes. PE-CM-01 §8.2.5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from trato.cycles.calendars import working_calendar
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.documents.records import latest, versions
from trato.procedure import Money
from trato.proposals.rules import Price, Share, in_dollars, plan_amounts, price_of, problems
from trato.requirements.money import written

type Facts = dict[str, int | bool | str]


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

    @property
    def price(self) -> Price:
        """Return the price worked out."""
        return price_of(
            [amount for _concept, amount in self.lines],
            discount_bp=self.discount_bp,
            iva_bp=self.iva_bp,
            currency=self.currency,
        )


def body_of(cycle: Cycle, offer: Offer, *, at: datetime) -> tuple[dict[str, Any], Facts]:
    """Return the body of the record and the facts of its entry; raise CannotOffer with every reason."""
    _refuse_unsound(offer, at=at)
    rar = latest(cycle.stream, "rar")
    assert rar is not None  # the procedure asks for it first
    price = offer.price
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
    in_pesos = offer.currency != "USD"
    optional = {
        "rate": offer.rate if in_pesos else 0,
        "rate_source": offer.rate_source if in_pesos else "",
        "rate_on": offer.rate_on.isoformat() if offer.rate_on and in_pesos else "",
        "intro": offer.intro,
        "terms": offer.terms,
        "changes": offer.changes,
    }
    body |= {key: value for key, value in optional.items() if value}
    facts: Facts = {
        "rar": rar.hash,
        "total_usd": in_dollars(price.subtotal, rate=offer.rate),
        "discount_bp": offer.discount_bp,
        "valid_until": offer.valid_until.isoformat(),
        "version": len(versions(cycle.stream, "proposal")) + 1,
    }
    return body, facts


def _refuse_unsound(offer: Offer, *, at: datetime) -> None:
    found = problems(
        lines=[amount for _concept, amount in offer.lines],
        shares=offer.shares,
        valid_until=offer.valid_until,
        today=working_calendar().local_date(at),
        currency=offer.currency,
        rate=offer.rate if offer.rate_source and offer.rate_on else 0,
    )
    if found:
        raise CannotOffer([_sentence(code) for code in found])


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
