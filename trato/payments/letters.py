"""The mail that asks for a payment, in the language of the installation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.mail.models import Outbox
from trato.mail.outbox import send
from trato.payments.rules import Exchange
from trato.procedure import Money
from trato.ui.values import amount_text, money_text, numeric_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for: `owed` as the plan has it, `amount` as it is paid; `cbu` a CBU or an alias."""

    concept: str
    owed: Money
    amount: Money
    due_on: date
    cbu: str
    invoice_number: str
    message: str
    exchange: Exchange | None


def send_request(cycle: Cycle, request: Request, *, to: Sequence[str], at: datetime) -> Outbox:
    """Queue the payment request; raise `CannotSendMail`."""
    with translation.override(settings.LANGUAGE_CODE):
        client = "".join(letter for letter in cycle.organisation.name if letter.isprintable())
        subject = _("Payment request · %(client)s") % {"client": client}
        text = "\n\n".join(_paragraphs(cycle, request))
    return send(to=list(to), subject=subject, text=text, stream=cycle.stream, at=at)


def _paragraphs(cycle: Cycle, request: Request) -> list[str]:
    opening = request.message.strip() or _("Hello,\n\nTo start we need the payment of: %(concept)s.") % {
        "concept": request.concept
    }
    lines = [_("Amount: %(amount)s") % {"amount": money_text(request.amount, exact=True)}]
    if request.exchange:
        lines.append(_rate_line(request.owed, request.exchange))
    lines.append(_("Due on: %(day)s") % {"day": numeric_date(request.due_on)})
    if request.invoice_number:
        lines.append(_("Invoice: %(number)s") % {"number": request.invoice_number})
    lines.append(_("CBU or alias: %(account)s") % {"account": request.cbu})
    owner = cycle.owner
    answer = (
        _("Please send the proof, and the certificates of whatever you withhold, to %(name)s (%(mail)s). Thank you.")
        % {"name": owner.name, "mail": owner.email}
        if owner
        else _("Please answer with the proof, and the certificates of whatever you withhold. Thank you.")
    )
    return [opening, "\n".join(lines), answer, settings.TRATO_ORGANISATION]


def _rate_line(owed: Money, exchange: Exchange) -> str:
    line = _("They are %(owed)s at %(rate)s pesos per dollar") % {
        "owed": money_text(owed, exact=True),
        "rate": amount_text(Money(exchange.rate, "ARS"), exact=True),
    }
    if exchange.source:
        line += f", {exchange.source}"
    if exchange.on:
        line += f", {numeric_date(exchange.on)}"
    return line
