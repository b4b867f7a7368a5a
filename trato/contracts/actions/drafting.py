"""Draft from the model, approve what departs from it, issue. PE-CM-01 §8.2.8."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from trato.contracts.actions.standing import close_links
from trato.contracts.bodies import Terms, body_of, unresolved_in
from trato.contracts.models import Contract
from trato.contracts.powers import powers_sentence
from trato.contracts.queries import (
    accepted_proposal,
    clauses_of,
    contract_row,
    is_current,
    is_frozen,
    model_in_force,
    power_of,
    prepared_contract,
)
from trato.contracts.rules import problems
from trato.contracts.variables import label_of
from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.cycles.situation import Situation, situation_of
from trato.documents.files import use_file
from trato.documents.models import RecordVersion
from trato.ledger.actors import Actor
from trato.ui.values import to_local_date


class CannotDraft(Refusal):
    """The draft lacks something, or somebody already signed the contract it would replace."""


class CannotIssueContract(Refusal):
    """Something keeps the contract from being issued; each sentence says what and who can mend it."""


@transaction.atomic
def prepare_contract(cycle: Cycle, *, terms: Terms, by: Actor, at: datetime) -> Provided:
    """Write the draft: the model in force with the cycle's data, or an uploaded text; RAR as annex I by its hash.

    Variables nobody filled stay in the draft and keep it from being issued. Raises CannotDraft, ProcedureViolation.
    """
    cycle = lock(cycle)
    require(cycle, "draft-contract", by=by, at=at)
    now = situation_of(cycle, at=at)
    _refuse_frozen(now)
    proposal, model = accepted_proposal(now), None if terms.file else model_in_force(at)
    assert proposal is not None  # the procedure asks for the agreement first
    wrong = problems(clauses_of(model), terms.deviations, has_file=terms.file is not None)
    if terms.signatory.organisation_id != cycle.organisation_id or not terms.signatory.is_signatory:
        wrong.append("signatory")
    if wrong:
        raise CannotDraft([_wrong(code) for code in wrong])
    if terms.file:
        use_file(terms.file, stream=cycle.stream, by=by, at=at)
    provided = provide(
        cycle,
        "contract.prepared",
        body=body_of(cycle, now, proposal=proposal, model=model, terms=terms),
        facts={"deviations": len(terms.deviations)},
        attachments=(terms.file,) if terms.file else (),
        by=by,
        at=at,
    )
    assert provided.record is not None
    Contract.objects.create(
        cycle=cycle, model=model, signatory=terms.signatory, draft=provided.record.hash, prepared_at=at
    )
    return provided


@transaction.atomic
def approve_deviations(
    cycle: Cycle, *, grounds: Mapping[str, str] | None = None, comment: str = "", by: Actor, at: datetime
) -> Provided:
    """Approve every departure of the last draft; the Commercial Manager, who did not write it.

    `grounds` says, by clause, why it is accepted.
    """
    cycle = lock(cycle)
    draft = _draft(situation_of(cycle, at=at))
    rows = draft.data.get("deviations", [])
    if not rows:
        raise CannotDraft(_("The draft does not depart from the model: there is nothing to approve."))
    said = grounds or {}
    body: dict[str, Any] = {
        "contract": draft.hash,
        "deviations": [
            {"clause": row["clause"], "becomes": row["becomes"]}
            | ({"grounds": said[row["clause"]]} if said.get(row["clause"]) else {})
            for row in rows
        ],
    }
    if comment:
        body["comment"] = comment
    return provide(cycle, "deviation.approved", body=body, facts={"contract": draft.hash}, by=by, at=at)


@transaction.atomic
def issue_contract(cycle: Cycle, *, by: Actor, at: datetime) -> Provided:
    """Issue the last draft as it stands: nothing left to fill, deviations approved, the signatory's power in force.

    Raises CannotIssueContract, ProcedureViolation.
    """
    cycle = lock(cycle)
    require(cycle, "draft-contract", by=by, at=at)
    now = situation_of(cycle, at=at)
    _refuse_frozen(now)
    draft = _draft(now)
    row = contract_row(draft)
    assert row is not None  # written with the draft
    power = power_of(row.signatory, to_local_date(at))
    left = unresolved_in(draft.data)
    lacks = []
    if not is_current(now, draft):
        lacks.append(_("The proposal or the requirements changed since this draft was made: draft it again."))
    if left:
        lacks.append(_("The draft still has blanks: %(names)s.") % {"names": ", ".join(map(label_of, left))})
    if power is None:
        lacks.append(powers_sentence(row.signatory, to_local_date(at)))
    if lacks:
        raise CannotIssueContract(lacks)
    deviations = len(draft.data.get("deviations", []))
    provided = provide(
        cycle,
        "contract.issued",
        body=draft.data | {"parties": [_with_power(party, power) for party in draft.data["parties"]]},
        facts={
            "rar": str(draft.data["rar"]),
            "proposal": str(draft.data["proposal"]),
            "draft": draft.hash,
            "unresolved": len(left),
            "deviations": deviations,
            "powers_checked": power is not None,
        },
        attachments=tuple(draft.attachments.all()),
        by=by,
        at=at,
    )
    assert provided.record is not None
    close_links(cycle, by=by, at=at)
    row.issued = provided.record.hash
    row.save(update_fields=["issued"])
    return provided


def _draft(now: Situation) -> RecordVersion:
    draft = prepared_contract(now)
    if draft is None:
        raise CannotDraft(_("There is no draft yet."))
    return draft


def _refuse_frozen(now: Situation) -> None:
    if is_frozen(now):
        raise CannotDraft(
            _("Somebody already signed this contract, so its text no longer changes. A later change is an amendment.")
        )


def _with_power(party: dict[str, Any], power: Any) -> dict[str, Any]:
    if party["party"] != "client":
        return party
    with override(settings.LANGUAGE_CODE):
        checked = {"powers": str(power.get_kind_display())}
    return party | checked | ({"powers_until": power.expires_on.isoformat()} if power.expires_on else {})


def _wrong(code: str) -> str:
    return {
        "reason": _("Say why each clause departs from the model."),
        "twice": _("A clause departs from the model only once: join both changes."),
        "nothing": _("A clause that the model does not have needs its text."),
        "title": _("A clause that the model does not have needs its title."),
        "file": _("An uploaded text departs from the model: say where and why in at least one row."),
        "model": _("No model contract is in force. The Commercial Manager publishes one under Documents."),
        "signatory": _("Choose somebody who signs for the client."),
    }[code]
