"""The draft comes from the model in force; it is issued with nothing left to fill, approved and empowered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile

from tests.support import ladder
from trato.contracts.actions import (
    CannotDraft,
    CannotIssueContract,
    Deviation,
    Terms,
    approve_deviations,
    issue_contract,
    prepare_contract,
    sign_as_client,
    sign_as_squad,
)
from trato.contracts.models import Contract
from trato.contracts.publishing import publish_seed
from trato.contracts.rules import variables_in
from trato.contracts.tests.conftest import AT
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.cycles.situation import situation_of
from trato.documents.files import store_file
from trato.documents.records import latest
from trato.ledger.entries import entries_of

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle
    from trato.ledger.body import Recorded

DAY = timedelta(days=1)
WARRANTY = Deviation(clause="10", becomes="La garantía dura un año.", reason="Lo pide el cliente.")


def last_entry(cycle: Cycle) -> Recorded:
    return entries_of([cycle.stream])[cycle.stream][-1]


def status(cycle: Cycle) -> str:
    return str(situation_of(cycle, at=AT).evaluation.actions["draft-contract"].status)


def terms(cycle: Cycle, **changed: Any) -> Terms:
    said: dict[str, Any] = {
        "signatory": ladder.signatory(cycle),
        "capacity": "Socia gerente",
        "address": "Bv. San Juan 450, Córdoba",
    }
    return Terms(**(said | changed))


def test_the_draft_fills_the_model_with_what_is_known(planned: Cycle, ec: Person) -> None:
    provided = prepare_contract(planned, terms=terms(planned), by=ec.actor, at=AT)
    draft, rar, proposal = provided.record, latest(planned.stream, "rar"), latest(planned.stream, "proposal")
    assert draft
    assert rar
    assert proposal
    assert (last_entry(planned).event, last_entry(planned).facts["deviations"]) == ("contract.prepared", 0)
    assert (draft.data["model"], draft.data["rar"], draft.data["proposal"]) == (
        "Contrato Modelo v1",
        rar.hash,
        proposal.hash,
    )
    texts = [clause["text"] for clause in draft.data["clauses"]]
    assert variables_in(texts) == []
    assert any("30-85217743-4" in text and "Ana Clara Villafañe" in text for text in texts)
    assert any(rar.hash in text for text in texts)
    assert any("USD 5.082,00" in text and "Anticipo, USD 2.032,80, al firmar" in text for text in texts)
    assert Contract.objects.get(draft=draft.hash).signatory == ladder.signatory(planned)
    assert status(planned) != "done"


def test_issuing_binds_the_draft_the_versions_and_the_power(planned: Cycle, ec: Person) -> None:
    ladder.empowered(planned, by=ec, at=AT, expires_on=(AT + DAY).date())
    draft = prepare_contract(planned, terms=terms(planned), by=ec.actor, at=AT).record
    provided = issue_contract(planned, by=ec.actor, at=AT)
    assert draft
    assert provided.record
    facts = last_entry(planned).facts
    assert (facts["draft"], facts["unresolved"], facts["deviations"], facts["powers_checked"]) == (
        draft.hash,
        0,
        0,
        True,
    )
    client = next(party for party in provided.record.data["parties"] if party["party"] == "client")
    assert client["powers_until"] == (AT + DAY).date().isoformat()
    assert provided.record.data["clauses"] == draft.data["clauses"]
    assert (provided.record.number, provided.record.version) == (draft.number, 2)
    assert status(planned) == "done"


def test_blanks_keep_it_from_being_issued_and_are_named(planned: Cycle, ec: Person) -> None:
    ladder.empowered(planned, by=ec, at=AT)
    prepare_contract(planned, terms=terms(planned, address=""), by=ec.actor, at=AT)
    with pytest.raises(CannotIssueContract, match="Cliente: domicilio"):
        issue_contract(planned, by=ec.actor, at=AT)
    assert last_entry(planned).event == "contract.prepared"


def test_an_expired_power_stops_with_a_clear_sentence(planned: Cycle, ec: Person) -> None:
    ladder.empowered(planned, by=ec, at=AT, expires_on=(AT - DAY).date())
    prepare_contract(planned, terms=terms(planned), by=ec.actor, at=AT)
    with pytest.raises(CannotIssueContract) as refused:
        issue_contract(planned, by=ec.actor, at=AT)
    assert refused.value.sentences == [
        "El poder de Ana Clara Villafañe venció el 09/03/2026. Registrá uno vigente, o elegí a otra persona que firme."
    ]


def test_without_a_power_or_with_one_nobody_read_it_is_not_issued(planned: Cycle, ec: Person) -> None:
    from trato.organisations.actions import record_power

    prepare_contract(planned, terms=terms(planned), by=ec.actor, at=AT)
    with pytest.raises(CannotIssueContract, match="no tiene poder registrado"):
        issue_contract(planned, by=ec.actor, at=AT)
    record_power(contact=ladder.signatory(planned), kind="office", expires_on=None, document=None, by=ec.actor, at=AT)
    with pytest.raises(CannotIssueContract, match="Nadie verificó"):
        issue_contract(planned, by=ec.actor, at=AT)


def test_deviations_wait_for_a_commercial_manager_who_did_not_draft(planned: Cycle, ec: Person, gc: Person) -> None:
    ladder.empowered(planned, by=ec, at=AT)
    draft = prepare_contract(planned, terms=terms(planned, deviations=(WARRANTY,)), by=ec.actor, at=AT).record
    assert draft
    row = draft.data["deviations"][0]
    assert (row["clause"], row["becomes"]) == ("10", "La garantía dura un año.")
    assert "{garantia}" in row["was"]
    with pytest.raises(ProcedureViolation):
        issue_contract(planned, by=ec.actor, at=AT)
    with pytest.raises(ProcedureViolation):
        approve_deviations(planned, by=ec.actor, at=AT)
    approved = approve_deviations(planned, grounds={"10": "Es razonable."}, by=gc.actor, at=AT)
    assert approved.record
    assert approved.record.data["deviations"][0]["grounds"] == "Es razonable."
    assert last_entry(planned).facts["contract"] == draft.hash
    issue_contract(planned, by=ec.actor, at=AT)
    assert status(planned) == "done"


def test_whoever_drafted_does_not_approve_their_own_deviations(planned: Cycle, gc: Person) -> None:
    prepare_contract(planned, terms=terms(planned, deviations=(WARRANTY,)), by=gc.actor, at=AT)
    with pytest.raises(ProcedureViolation):
        approve_deviations(planned, by=gc.actor, at=AT)


def test_an_approval_does_not_outlive_a_rewritten_draft(planned: Cycle, ec: Person, gc: Person) -> None:
    ladder.empowered(planned, by=ec, at=AT)
    prepare_contract(planned, terms=terms(planned, deviations=(WARRANTY,)), by=ec.actor, at=AT)
    approve_deviations(planned, by=gc.actor, at=AT)
    worse = Deviation(clause="12", becomes="Sin interés por mora.", reason="Lo pide el cliente.")
    prepare_contract(planned, terms=terms(planned, deviations=(WARRANTY, worse)), by=ec.actor, at=AT)
    with pytest.raises(ProcedureViolation):
        issue_contract(planned, by=ec.actor, at=AT)


def test_a_text_of_others_is_kept_by_its_hash_and_counts_as_a_deviation(planned: Cycle, ec: Person) -> None:
    file = store_file(ContentFile(b"%PDF-1.7 contrato\n", name="contrato.pdf"), by=ec.actor, at=AT)
    with pytest.raises(CannotDraft, match="se aparta del modelo"):
        prepare_contract(planned, terms=terms(planned, file=file), by=ec.actor, at=AT)
    whole = Deviation(clause="*", becomes="Todo el texto.", reason="Lo exige el organismo.")
    provided = prepare_contract(planned, terms=terms(planned, file=file, deviations=(whole,)), by=ec.actor, at=AT)
    assert provided.record
    assert provided.record.data["file"] == file.sha256
    assert "clauses" not in provided.record.data
    assert last_entry(planned).attachments == (file.sha256,)


def test_a_contract_in_flight_keeps_its_model(planned: Cycle, ec: Person, gc: Person) -> None:
    draft = prepare_contract(planned, terms=terms(planned), by=ec.actor, at=AT).record
    publish_seed(values={"garantia": "diez años"}, by=gc.actor, at=AT)
    assert draft
    stored = latest(planned.stream, "contract")
    assert stored
    assert stored.data["model"] == "Contrato Modelo v1"
    assert all("diez años" not in clause["text"] for clause in stored.data["clauses"])


def test_the_text_does_not_change_after_the_first_signature(issued: Cycle, ec: Person, gc: Person) -> None:
    contract = latest(issued.stream, "contract")
    assert contract
    sign_as_squad(issued, contract_hash=contract.hash, by=gc.actor, at=AT)
    with pytest.raises(CannotDraft, match="no cambia más"):
        prepare_contract(issued, terms=terms(issued), by=ec.actor, at=AT)
    with pytest.raises(CannotDraft, match="no cambia más"):
        issue_contract(issued, by=ec.actor, at=AT)


def test_a_new_proposal_lets_a_signed_contract_be_drafted_again_and_voids_the_signature(
    issued: Cycle, ec: Person
) -> None:
    contract = latest(issued.stream, "contract")
    assert contract
    sign_as_client(
        issued, contract_hash=contract.hash, name="Ana", statement="Leí.", by=ladder.client_of(issued), at=AT
    )
    cycle = ladder.planned(ladder.agreed(ladder.proposed(issued, ec=ec, at=AT, usd=4_000), at=AT), ec=ec, at=AT)
    prepare_contract(cycle, terms=terms(cycle), by=ec.actor, at=AT)
    issue_contract(cycle, by=ec.actor, at=AT)
    assert situation_of(cycle, at=AT).evaluation.actions["sign-contract"].status != "done"


def test_nothing_is_drafted_before_the_plan_nor_by_another(in_force: None, ec: Person, ec2: Person, gc: Person) -> None:
    cycle, then = ladder.walked_to_reviewed(ec=ec, gc=gc, at=AT)
    with pytest.raises(ProcedureViolation):
        prepare_contract(cycle, terms=terms(cycle), by=ec.actor, at=then)
    with pytest.raises(NotYours):
        prepare_contract(cycle, terms=terms(cycle), by=ec2.actor, at=then)
