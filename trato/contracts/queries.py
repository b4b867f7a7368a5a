"""Where a contract stands: what is accepted, drafted, issued and signed, and the powers behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, prefetch_related_objects

from trato.contracts.models import Clause, Contract, ContractModel
from trato.contracts.rules import ClauseText, frozen
from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion
from trato.links.models import Link
from trato.organisations.models import Contact, Power


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A change after the agreement; `state`: proposed, approved, accepted."""

    record: RecordVersion
    proposed_at: datetime
    state: str
    accepted_by: str


def model_in_force(at: datetime) -> ContractModel | None:
    """Return the version of the model contract drafts are made from, or None before the first is published."""
    return ContractModel.objects.in_force(at).prefetch_related("clauses").first()


def clauses_of(model: ContractModel | None) -> list[ClauseText]:
    """Return the clauses of a version in order."""
    rows: list[Clause] = list(model.clauses.all()) if model else []
    return [ClauseText(number=str(row.number), title=row.title, text=row.text) for row in rows]


def accepted_proposal(situation: Situation) -> RecordVersion | None:
    """Return the proposal the client accepted, or None."""
    given = situation.latest("conformity.given")
    return situation.records.get(str(given.facts["proposal"])) if given else None


def prepared_contract(situation: Situation) -> RecordVersion | None:
    """Return the last draft, or None."""
    return situation.record_of(situation.latest("contract.prepared"))


def issued_contract(situation: Situation) -> RecordVersion | None:
    """Return the contract issued last, or None; whether it still holds is told by `is_current`."""
    return situation.record_of(situation.latest("contract.issued"))


def contract_row(record: RecordVersion) -> Contract | None:
    """Return what a draft or an issued contract was made from."""
    rows = Contract.objects.select_related("signatory", "signatory__organisation", "model")
    return rows.filter(Q(draft=record.hash) | Q(issued=record.hash)).first()


def model_for(situation: Situation) -> ContractModel | None:
    """Return the version of the model in force at the situation's instant, with its clauses; read once for it."""
    return situation.once(_model)


def issued_row(situation: Situation) -> Contract | None:
    """Return what the contract issued last was made from, or None; read once for the situation."""
    return situation.once(_issued_row)


def is_current(situation: Situation, contract: RecordVersion) -> bool:
    """Tell whether a contract is over the proposal and the RAR in force."""
    sent, rar = situation.latest("proposal.sent"), situation.latest("rar.issued")
    data = contract.data
    return bool(sent and rar) and (data.get("proposal"), data.get("rar")) == (sent and sent.record, rar and rar.record)


def signatures_of(situation: Situation, contract: RecordVersion) -> dict[str, RecordVersion]:
    """Return the signatures of exactly this version by party; a countersigned file stands for both."""
    events = [
        event
        for name in ("contract.signed", "contract.countersigned")
        for event in situation.every(name)
        if event.facts.get("contract") == contract.hash
    ]
    found: dict[str, RecordVersion] = {}
    for event in events:
        for party in [str(event.facts["party"])] if "party" in event.facts else ["client", "squad"]:
            found[party] = situation.records[event.record]
    return found


def declined(situation: Situation, contract: RecordVersion) -> RecordVersion | None:
    """Return why the client declined exactly this version, or None."""
    for event in reversed(situation.every("contract.declined")):
        if event.facts.get("contract") == contract.hash:
            return situation.record_of(event)
    return None


def is_frozen(situation: Situation) -> bool:
    """Tell whether somebody signed the contract issued, so that no other may be drafted in its place."""
    contract = issued_contract(situation)
    if contract is None:
        return False
    return frozen(
        signed=bool(signatures_of(situation, contract)),
        declined=declined(situation, contract) is not None,
        current=is_current(situation, contract),
    )


def power_of(contact: Contact, on: date) -> Power | None:
    """Return a power of the signatory that somebody verified and is in force on that day, the longest one."""
    powers = [power for power in contact.powers.all() if power.verified and power.in_force(on)]
    return max(powers, key=lambda power: (power.expires_on is None, power.expires_on or date.min), default=None)


def people_for(cycle: Cycle) -> list[Contact]:
    """Return the people who may sign for the client, with their powers."""
    people = [person for person in cycle.organisation.current_people if person.is_signatory]
    prefetch_related_objects(people, "powers")  # the second time it finds them there
    return people


def amendments(situation: Situation) -> list[Amendment]:
    """Return the changes after the agreement, oldest first."""
    approved = {event.facts.get("amendment") for event in situation.every("amendment.approved")}
    accepted = {event.facts.get("amendment"): event.record for event in situation.every("amendment.accepted")}
    events = situation.every("amendment.proposed")
    records = situation.records
    found = []
    for event in events:
        agreed = records.get(accepted.get(event.record, ""))
        state = "accepted" if agreed else "approved" if event.record in approved else "proposed"
        found.append(
            Amendment(
                record=records[event.record],
                proposed_at=event.recorded_at,
                state=state,
                accepted_by=str(agreed.data.get("accepted_by", "")) if agreed else "",
            )
        )
    return found


def deviations_approved(situation: Situation, draft: RecordVersion) -> bool:
    """Tell whether the Commercial Manager approved the deviations of exactly this draft."""
    return any(event.facts.get("contract") == draft.hash for event in situation.every("deviation.approved"))


def sent_link(cycle: Cycle) -> Link | None:
    """Return the last link made for the client to sign, or None."""
    return Link.objects.of_cycle(cycle.stream).filter(purpose="contract").first()


def _model(situation: Situation) -> ContractModel | None:
    return model_in_force(situation.at)


def _issued_row(situation: Situation) -> Contract | None:
    contract = issued_contract(situation)
    row = contract_row(contract) if contract else None
    if row:
        prefetch_related_objects([row.signatory], "powers")
    return row
