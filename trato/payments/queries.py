"""The plan in force of a cycle, and what each instalment has behind it: request, proof, verifications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion
from trato.payments.rules import Instalment, Withholding, covers, gate_covered, paid, plan_of
from trato.procedure import Event, Money
from trato.requirements.money import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An instalment with its evidence; what was verified before the last rejection does not count.

    `expected` is what was asked for, else what the plan says; `paid` what was verified, withholdings included.
    """

    instalment: Instalment
    request: RecordVersion | None
    proof: RecordVersion | None
    verifications: tuple[RecordVersion, ...]
    bounced: bool
    today: date

    @property
    def expected(self) -> Money:
        return read(self.request.data["amount"]) if self.request else self.instalment.amount

    @property
    def paid(self) -> Money:
        total = Money(0, self.expected.currency)
        for verification in self.verifications:
            if (amount := _verified(verification)).currency == total.currency:
                total += amount
        return total

    @property
    def remaining(self) -> Money:
        return self.expected - self.paid

    @property
    def complete(self) -> bool:
        return bool(self.verifications) and covers(self.paid, self.expected)

    @property
    def proof_to_verify(self) -> bool:
        """Tell whether the last proof waits for somebody to verify it."""
        if self.proof is None or self.complete:
            return False
        return all(verification.data.get("proof") != self.proof.hash for verification in self.verifications)

    @property
    def due_on(self) -> date | None:
        return date.fromisoformat(self.request.data["due_on"]) if self.request else self.instalment.due_on

    @property
    def late(self) -> bool:
        return not self.complete and self.due_on is not None and self.due_on < self.today


def plan(situation: Situation) -> list[Instalment]:
    """Return the instalments of the plan in force, or nothing before there is one."""
    record = situation.last_record("payment-plan")
    return plan_of(record.data) if record else []


def accounts(situation: Situation) -> list[Account]:
    """Return every instalment of the plan with its evidence."""
    void = set(situation.evaluation.void)
    events = [event for event in situation.events if event.name.startswith("payment.") and event.seq not in void]
    records = {digest: record for digest, record in situation.records.items() if record.erased_at is None}
    return [
        Account(
            instalment=instalment,
            request=_last(events, records, "payment.requested", instalment.number),
            proof=_last(events, records, "payment.reported", instalment.number),
            verifications=_standing(events, records, instalment.number),
            bounced=_bounced(events, instalment.number),
            today=situation.calendar.local_date(situation.at),
        )
        for instalment in plan(situation)
    ]


def account_of(found: Iterable[Account], number: int) -> Account | None:
    """Return the account of one instalment, or None when the plan has no such number."""
    return next((account for account in found if account.instalment.number == number), None)


def complete_numbers(found: Iterable[Account]) -> list[int]:
    """Return the numbers of the instalments that are complete."""
    return [account.instalment.number for account in found if account.complete]


def start_enabled(found: Sequence[Account]) -> bool:
    """Tell whether what enables the start is paid."""
    return gate_covered([account.instalment for account in found], complete_numbers(found))


def last_account_used() -> str:
    """Return the bank account of the last payment request of the house, to be offered again."""
    record = RecordVersion.objects.filter(kind="payment-request", erased_at=None).order_by("-id").first()
    return str(record.data.get("cbu", "")) if record else ""


def _verified(record: RecordVersion) -> Money:
    withheld = [Withholding(tax=row["tax"], amount=read(row["amount"])) for row in record.data.get("withholdings", ())]
    return paid(read(record.data["credited"]), withheld)


def _last(
    events: Sequence[Event], records: Mapping[str, RecordVersion], name: str, number: int
) -> RecordVersion | None:
    for event in reversed(events):
        if event.name == name and event.facts.get("instalment") == number:
            return records.get(event.record)
    return None


def _standing(events: Sequence[Event], records: Mapping[str, RecordVersion], number: int) -> tuple[RecordVersion, ...]:
    standing: list[RecordVersion] = []
    for event in events:
        if event.facts.get("instalment") != number:
            continue
        if event.name == "payment.bounced":
            standing = []
        elif event.name == "payment.verified" and event.record in records:
            standing.append(records[event.record])
    return tuple(record for record in standing if "credited" in record.data)


def _bounced(events: Sequence[Event], number: int) -> bool:
    names = [
        event.name
        for event in events
        if event.facts.get("instalment") == number and event.name in {"payment.verified", "payment.bounced"}
    ]
    return names[-1:] == ["payment.bounced"]
