"""Ask for the payment that enables the start. PE-CM-01 §8.3.2."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.cycles.situation import situation_of
from trato.ledger.actors import Actor
from trato.mail.outbox import CannotSendMail
from trato.payments.letters import Request, send_request
from trato.payments.queries import Account, account_of, accounts
from trato.payments.rules import Exchange, NotAnAccount, asks_what_is_owed, bank_account, implied_rate
from trato.procedure import Money
from trato.requirements.money import written
from trato.ui.values import money_text, to_local_date


class CannotRequest(Refusal):
    """The amount is not the instalment's, it was paid already, or what is needed to pay it is missing."""


@transaction.atomic
def request_payment(
    cycle: Cycle,
    *,
    instalment: int,
    amount: Money,
    due_on: date,
    cbu: str,
    recipients: Sequence[str],
    invoice_number: str = "",
    no_invoice_reason: str = "",
    message: str = "",
    exchange: Exchange | None = None,
    by: Actor,
    at: datetime,
) -> Provided:
    """Mail the invoice or the payment request of an instalment, with the account to pay into. PE-CM-01 §8.3.2.

    `amount` is the instalment's, or its pesos at `exchange`; without one, the rate the amounts imply is kept (RG
    5616/2024). Raises CannotRequest, ProcedureViolation.
    """
    cycle = lock(cycle)
    require(cycle, "request-payment", by=by, at=at)
    account = account_of(accounts(situation_of(cycle, at=at)), instalment)
    if account is None:
        raise CannotRequest(_("The plan has no instalment %(n)s.") % {"n": instalment})
    owed = account.instalment.amount
    exchange = _exchange(owed, amount, exchange)
    if problems := _problems(account, amount, exchange, cbu, due_on, invoice_number or no_invoice_reason, at):
        raise CannotRequest(problems)
    request = Request(
        concept=account.instalment.concept,
        owed=owed,
        amount=amount,
        due_on=due_on,
        cbu=bank_account(cbu),
        invoice_number=invoice_number,
        message=message,
        exchange=exchange,
    )
    try:
        send_request(cycle, request, to=recipients, at=at)
    except CannotSendMail as wrong:
        raise CannotRequest(_("One of the addresses does not work: correct it.")) from wrong
    body: dict[str, Any] = {
        "instalment": instalment,
        "amount": written(amount),
        "due_on": due_on.isoformat(),
        "cbu": request.cbu,
        "recipients": list(recipients),
    }
    optional = {
        "invoice_number": invoice_number,
        "no_invoice_reason": no_invoice_reason,
        "message": message,
        "rate": exchange.rate if exchange else 0,
        "rate_source": exchange.source if exchange else "",
        "rate_on": exchange.on.isoformat() if exchange and exchange.on else "",
    }
    return provide(
        cycle,
        "payment.requested",
        body=body | {key: value for key, value in optional.items() if value},
        facts={"instalment": instalment, "due_on": due_on.isoformat()},
        by=by,
        at=at,
    )


def _exchange(owed: Money, amount: Money, given: Exchange | None) -> Exchange | None:
    """Return the rate that counts: none in one currency; the one the amounts imply when nobody says it."""
    if owed.currency == amount.currency:
        return None
    return given or Exchange(rate=implied_rate(owed, amount))


def _problems(
    account: Account, amount: Money, exchange: Exchange | None, cbu: str, due_on: date, invoice: str, at: datetime
) -> list[str]:
    found = []
    owed = account.instalment.amount
    if account.complete:
        found.append(_("Instalment %(n)s is paid already.") % {"n": account.instalment.number})
    elif account.verifications and amount.currency != account.expected.currency:
        found.append(
            _("Part of instalment %(n)s was paid in %(currency)s: ask for it in the same currency.")
            % {"n": account.instalment.number, "currency": account.expected.currency}
        )
    if not asks_what_is_owed(owed, amount, exchange.rate if exchange else 0):
        found.append(
            _("Instalment %(n)s is of %(owed)s; what you ask for is another amount.")
            % {"n": account.instalment.number, "owed": money_text(owed)}
        )
    if due_on < to_local_date(at):
        found.append(_("The due date has already passed."))
    if not invoice:
        found.append(_("Write the number of the invoice, or why there is none."))
    try:
        bank_account(cbu)
    except NotAnAccount:
        found.append(_("«%(text)s» is neither a CBU nor an alias.") % {"text": cbu})
    return found
