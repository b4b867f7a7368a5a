"""Take the proof of a payment, verify it, let the start go without it, record that it bounced. PE-CM-01 §8.3.3."""

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
from trato.payments.queries import Account, account_of, accounts, complete_numbers
from trato.payments.rules import Withholding, covers, gate_covered, paid
from trato.procedure import Money
from trato.requirements.money import written
from trato.ui.values import money_text, to_local_date


class CannotVerify(Refusal):
    """There is nothing to verify, it is not credited yet, or it does not match and nobody says why."""


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
    _account(cycle, instalment, at=at)
    _refuse_future(paid_on, at)
    body: dict[str, Any] = {
        "instalment": instalment,
        "amount": written(amount),
        "paid_on": paid_on.isoformat(),
        "file": file.sha256,
    }
    body |= {key: value for key, value in (("payer", payer), ("reference", reference)) if value}
    provided = provide(
        cycle,
        "payment.reported",
        body=body,
        facts={"instalment": instalment},
        attachments=(file,),
        by=by,
        at=at,
    )
    use_file(file, stream=cycle.stream, by=by, at=at)
    return provided


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

    Paid = credited + withholdings; several verifications of one instalment add up. A difference with what was still
    expected needs its reason. Raises CannotVerify, ProcedureViolation.
    """
    cycle = lock(cycle)
    require(cycle, "verify-payment", by=by, at=at)
    found = accounts(situation_of(cycle, at=at))
    account = _account(cycle, instalment, at=at, found=found)
    _refuse_future(credited_on, at)
    if account.complete:
        raise CannotVerify(_("Instalment %(n)s is paid already.") % {"n": instalment})
    expected = account.remaining
    if {credited.currency, *(one.amount.currency for one in withholdings)} != {expected.currency}:
        raise CannotVerify(
            _("The instalment was asked for in %(asked)s: write what was credited and withheld in %(asked)s.")
            % {"asked": expected.currency}
        )
    total = paid(credited, withholdings)
    difference = total - expected
    if difference and not difference_reason.strip():
        raise CannotVerify(
            _("There is a difference of %(amount)s: say what it is due to.")
            % {"amount": money_text(difference, exact=True)}
        )
    complete = [*complete_numbers(found), *([instalment] if covers(account.paid + total, account.expected) else [])]
    covered = gate_covered([one.instalment for one in found], complete)
    body: dict[str, Any] = {
        "instalment": instalment,
        "expected": written(expected),
        "credited": written(credited),
        "credited_on": credited_on.isoformat(),
        "gate_covered": covered,
    }
    if withholdings:
        body["withholdings"] = [_withheld(one) for one in withholdings]
    if difference:
        body |= {"difference": written(difference), "difference_reason": difference_reason.strip()}
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
    """Record that a payment verified was rejected later; §8.3.3 opens again. Raises CannotVerify."""
    cycle = lock(cycle)
    if not _account(cycle, instalment, at=at).verifications:
        raise CannotVerify(_("Instalment %(n)s has no payment verified.") % {"n": instalment})
    return provide(
        cycle,
        "payment.bounced",
        body={"instalment": instalment, "comment": comment},
        facts={"instalment": instalment},
        by=by,
        at=at,
    )


def _account(cycle: Cycle, instalment: int, *, at: datetime, found: Sequence[Account] | None = None) -> Account:
    account = account_of(accounts(situation_of(cycle, at=at)) if found is None else found, instalment)
    if account is None:
        raise CannotVerify(_("The plan has no instalment %(n)s.") % {"n": instalment})
    return account


def _refuse_future(day: date, at: datetime) -> None:
    """An e-check or a promise for tomorrow is not money yet."""
    if day > to_local_date(at):
        raise CannotVerify(_("That day has not come yet: only what was already paid counts."))


def _withheld(one: Withholding) -> dict[str, Any]:
    row: dict[str, Any] = {"tax": one.tax, "amount": written(one.amount)}
    optional = {"regime": one.regime, "certificate": one.certificate, "on": one.on.isoformat() if one.on else ""}
    return row | {key: value for key, value in optional.items() if value}
