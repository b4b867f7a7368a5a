"""The plan in force of a cycle, and what each instalment has behind it: request, proof, verification."""

from __future__ import annotations

from dataclasses import dataclass

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion
from trato.documents.records import latest
from trato.payments.rules import Instalment, Withholding, covers, gate_covered, money, paid, plan_of
from trato.procedure import Event, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An instalment with its evidence; `expected` is what was asked for, else what the plan says."""

    instalment: Instalment
    request: RecordVersion | None
    proof: RecordVersion | None
    verification: RecordVersion | None

    @property
    def expected(self) -> Money:
        return money(self.request.data["amount"]) if self.request else self.instalment.amount

    @property
    def complete(self) -> bool:
        """Whether what was verified covers what was expected."""
        if self.verification is None or "credited" not in self.verification.data:
            return False
        return covers(self.paid, self.expected)

    @property
    def paid(self) -> Money:
        """Return what was verified, withholdings included."""
        if self.verification is None or "credited" not in self.verification.data:
            return Money(0, self.expected.currency)
        data = self.verification.data
        kept = [Withholding(tax=row["tax"], amount=money(row["amount"])) for row in data.get("withholdings", ())]
        return paid(money(data["credited"]), kept)


def plan(cycle: Cycle) -> list[Instalment]:
    """Return the instalments of the plan in force, or nothing before there is one."""
    record = latest(cycle.stream, "payment-plan")
    return plan_of(record.data) if record else []


def accounts(cycle: Cycle, situation: Situation) -> list[Account]:
    """Return every instalment of the plan with its latest evidence; a bounced verification does not count."""
    events = [event for event in situation.events if event.name.startswith("payment.") and event.record]
    records = {
        record.hash: record for record in RecordVersion.objects.filter(hash__in={event.record for event in events})
    }
    return [
        Account(
            instalment=instalment,
            request=_last(events, records, "payment.requested", instalment.number),
            proof=_last(events, records, "payment.reported", instalment.number),
            verification=_standing(events, records, instalment.number),
        )
        for instalment in plan(cycle)
    ]


def complete_numbers(found: list[Account]) -> list[int]:
    """Return the numbers of the instalments that are complete."""
    return [account.instalment.number for account in found if account.complete]


def start_enabled(cycle: Cycle, found: list[Account]) -> bool:
    """Tell whether what enables the start is paid."""
    return gate_covered(plan(cycle), complete_numbers(found))


def _last(events: list[Event], records: dict[str, RecordVersion], name: str, number: int) -> RecordVersion | None:
    for event in reversed(events):
        if event.name == name and event.facts.get("instalment") == number:
            return records.get(event.record)
    return None


def _standing(events: list[Event], records: dict[str, RecordVersion], number: int) -> RecordVersion | None:
    for event in reversed(events):
        if event.facts.get("instalment") != number:
            continue
        if event.name == "payment.bounced":
            return None
        if event.name == "payment.verified":
            return records.get(event.record)
    return None
