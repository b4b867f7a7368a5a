"""Ask for a payment, take its proof, verify it, follow it up. PE-CM-01 §8.3."""

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
from trato.documents.files import use_file
from trato.documents.models import File
from trato.ledger.actors import Actor
from trato.mail.outbox import CannotSendMail, send
from trato.payments.queries import Account, accounts, complete_numbers, plan
from trato.payments.rules import Withholding, covers, gate_covered, paid, written
from trato.procedure import Money
from trato.ui.values import money_text, numeric_date


class CannotRequest(Refusal):
    """The instalment does not exist, or the request says neither a number nor why there is none."""


class CannotVerify(Refusal):
    """What was credited does not match and nobody says why, or there is nothing to verify against."""


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
    by: Actor,
    at: datetime,
) -> Provided:
    """Send the invoice or the payment request of an instalment, with the account to pay into. PE-CM-01 §8.3.2."""
    cycle = lock(cycle)
    require(cycle, "request-payment", by=by, at=at)
    if not any(one.number == instalment for one in plan(cycle)):
        raise CannotRequest(_("The plan has no instalment %(n)s.") % {"n": instalment})
    if not invoice_number and not no_invoice_reason:
        raise CannotRequest(_("Write the number of the invoice, or why there is none."))
    body: dict[str, Any] = {
        "instalment": instalment,
        "amount": written(amount),
        "due_on": due_on.isoformat(),
        "cbu": cbu,
        "recipients": list(recipients),
    }
    optional = {"invoice_number": invoice_number, "no_invoice_reason": no_invoice_reason, "message": message}
    body |= {key: value for key, value in optional.items() if value}
    try:
        send(
            to=list(recipients),
            subject=_("Payment request · %(client)s") % {"client": cycle.organisation.name},
            text=message
            or _(
                "Hello,\n\nTo start we need the payment of %(amount)s, due on %(day)s.\n"
                "Account: %(cbu)s\n\nPlease answer with the proof of payment, and the certificates of whatever "
                "you withhold. Thank you."
            )
            % {"amount": money_text(amount), "day": numeric_date(due_on), "cbu": cbu},
            stream=cycle.stream,
            at=at,
        )
    except CannotSendMail as wrong:
        raise CannotRequest(_("One of the addresses does not work: correct it.")) from wrong
    return provide(
        cycle,
        "payment.requested",
        body=body,
        facts={"instalment": instalment, "due_on": due_on.isoformat()},
        by=by,
        at=at,
    )


@transaction.atomic
def report_payment(
    cycle: Cycle,
    *,
    instalment: int,
    amount: Money,
    paid_on: date,
    file: File,
    payer: str = "",
    reference: str = "",
    by: Actor,
    at: datetime,
) -> Provided:
    """Keep the proof of a payment; who verifies it is somebody else. PE-CM-01 §8.3.3."""
    cycle = lock(cycle)
    body: dict[str, Any] = {
        "instalment": instalment,
        "amount": written(amount),
        "paid_on": paid_on.isoformat(),
        "file": file.sha256,
    }
    body |= {key: value for key, value in (("payer", payer), ("reference", reference)) if value}
    use_file(file, stream=cycle.stream, by=by, at=at)
    return provide(
        cycle,
        "payment.reported",
        body=body,
        facts={"instalment": instalment},
        attachments=(file,),
        by=by,
        at=at,
    )


@transaction.atomic
def verify_payment(
    cycle: Cycle,
    *,
    instalment: int,
    credited: Money,
    credited_on: date,
    withholdings: Sequence[Withholding] = (),
    bank_reference: str = "",
    difference_reason: str = "",
    comment: str = "",
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Verify an instalment: by a bank movement, or by a proof that somebody else uploaded. PE-CM-01 §8.3.3.

    Paid = credited + withholdings. A difference needs its reason. Raises CannotVerify, ProcedureViolation.
    """
    cycle = lock(cycle)
    found = accounts(cycle, situation_of(cycle, at=at))
    account = _account(found, instalment)
    total = paid(credited, withholdings)
    if total.currency != account.expected.currency:
        raise CannotVerify(
            _("The instalment was asked for in %(asked)s and credited in %(paid)s.")
            % {"asked": account.expected.currency, "paid": total.currency}
        )
    difference = total - account.expected
    if difference and not difference_reason:
        raise CannotVerify(
            _("There is a difference of %(amount)s: say what it is due to.") % {"amount": money_text(difference)}
        )
    complete = [*complete_numbers(found), *([instalment] if covers(total, account.expected) else [])]
    covered = gate_covered(plan(cycle), complete)
    body: dict[str, Any] = {
        "instalment": instalment,
        "expected": written(account.expected),
        "credited": written(credited),
        "credited_on": credited_on.isoformat(),
        "gate_covered": covered,
    }
    if withholdings:
        body["withholdings"] = [_withheld(one) for one in withholdings]
    if difference:
        body |= {"difference": written(difference), "difference_reason": difference_reason}
    body |= {key: value for key, value in (("bank_reference", bank_reference), ("comment", comment)) if value}
    facts: dict[str, int | bool | str] = {
        "instalment": instalment,
        "bank": bool(bank_reference),
        "gate_covered": covered,
    }
    if account.proof:
        body["proof"] = facts["proof"] = account.proof.hash
    return provide(cycle, "payment.verified", body=body, facts=facts, by=by, at=at, occurred_at=occurred_at)


@transaction.atomic
def authorise_start(cycle: Cycle, *, reason: str, comment: str, by: Actor, at: datetime) -> Provided:
    """«Inicio sin anticipo autorizado»: start before being paid, with a reason. GC only. PE-CM-01 §8.3.3."""
    return provide(
        lock(cycle),
        "start.authorised",
        body={"reason": reason, "comment": comment},
        facts={"reason": reason},
        by=by,
        at=at,
    )


@transaction.atomic
def bounce_payment(cycle: Cycle, *, instalment: int, comment: str, by: Actor, at: datetime) -> Provided:
    """Record that a payment verified was rejected later; §8.3.3 opens again."""
    return provide(
        lock(cycle),
        "payment.bounced",
        body={"instalment": instalment, "comment": comment},
        facts={"instalment": instalment},
        by=by,
        at=at,
    )


@transaction.atomic
def follow_collection(
    cycle: Cycle,
    *,
    instalment: int,
    medium: str,
    answer: str,
    summary: str,
    next_on: date | None,
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Follow up an overdue payment or one with differences, and say when to insist. PE-CM-01 §8.3.4."""
    body: dict[str, Any] = {
        "happened_at": (occurred_at or at).isoformat(),
        "medium": medium,
        "inbound": False,
        "answered": answer != "no-answer",
        "instalment": instalment,
        "summary": summary,
    }
    facts: dict[str, int | bool | str] = {"answer": answer}
    if next_on:
        body["next_on"] = facts["next_on"] = next_on.isoformat()
    return provide(lock(cycle), "collection.followed", body=body, facts=facts, by=by, at=at, occurred_at=occurred_at)


def _account(found: Sequence[Account], instalment: int) -> Account:
    for account in found:
        if account.instalment.number == instalment:
            return account
    raise CannotVerify(_("The plan has no instalment %(n)s.") % {"n": instalment})


def _withheld(one: Withholding) -> dict[str, Any]:
    row: dict[str, Any] = {"tax": one.tax, "amount": written(one.amount)}
    return row | {key: value for key, value in (("regime", one.regime), ("certificate", one.certificate)) if value}
