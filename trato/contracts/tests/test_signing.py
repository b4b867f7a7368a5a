"""Both sign the same hash, each for itself; a signature is never asked on another text, nor erased."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile

from tests.support import ladder
from trato.contracts.actions import (
    CannotDraft,
    CannotSign,
    Terms,
    decline_contract,
    issue_contract,
    prepare_contract,
    record_countersigned,
    send_contract,
    sign_as_client,
    sign_as_squad,
)
from trato.contracts.queries import declined, signatures_of
from trato.contracts.tests.conftest import AT
from trato.cycles.models import Cycle, State
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.cycles.situation import situation_of
from trato.documents.files import store_file
from trato.documents.records import latest
from trato.ledger.entries import entries_of
from trato.links.models import Link
from trato.mail.models import Outbox

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.ledger.body import Recorded


def last_entry(cycle: Cycle) -> Recorded:
    return entries_of([cycle.stream])[cycle.stream][-1]


def hash_of(cycle: Cycle) -> str:
    contract = latest(cycle.stream, "contract")
    assert contract
    return contract.hash


def sign(cycle: Cycle, **changed: Any) -> Any:
    said: dict[str, Any] = {
        "contract_hash": hash_of(cycle),
        "name": "Ana Clara Villafañe",
        "capacity": "Socia gerente",
        "statement": "Leí el contrato y lo acepto.",
        "by": ladder.client_of(cycle),
        "at": AT,
    }
    return sign_as_client(cycle, **(said | changed))


def status(cycle: Cycle) -> str:
    return str(situation_of(cycle, at=AT).evaluation.actions["sign-contract"].status)


def redrafted(cycle: Cycle, ec: Person) -> None:
    terms = Terms(signatory=ladder.signatory(cycle), capacity="Socia gerente", address="Otra 123, Córdoba")
    prepare_contract(cycle, terms=terms, by=ec.actor, at=AT)
    issue_contract(cycle, by=ec.actor, at=AT)


def test_it_is_sent_to_the_signatory_by_a_link_bound_to_its_hash(issued: Cycle, ec: Person) -> None:
    invitation = send_contract(issued, by=ec.actor, at=AT)
    assert invitation.link.subject["contract"] == hash_of(issued)
    assert invitation.link.person_key == ladder.signatory(issued).key
    assert (last_entry(issued).event, last_entry(issued).record) == ("contract.sent", hash_of(issued))
    assert situation_of(issued, at=AT).evaluation.waiting_for_client


def test_sending_it_again_closes_the_earlier_link(issued: Cycle, ec: Person) -> None:
    first = send_contract(issued, by=ec.actor, at=AT).link
    send_contract(issued, by=ec.actor, at=AT)
    first.refresh_from_db()
    assert (first.state(AT), first.revoked_why) == ("revoked", "superseded")


def test_the_client_then_squad_sign_and_the_cycle_is_contracted(issued: Cycle, ec: Person, gc: Person) -> None:
    link = send_contract(issued, by=ec.actor, at=AT).link
    provided = sign(issued, link=link)
    entry = last_entry(issued)
    assert (entry.event, entry.role, entry.facts["party"], entry.facts["means"]) == (
        "contract.signed",
        "FC",
        "client",
        "link",
    )
    assert provided.record.data["statement"] == "Leí el contrato y lo acepto."
    link.refresh_from_db()
    assert link.state(AT) == "done"
    assert Cycle.objects.get(pk=issued.pk).progress.state == State.SIGNED_BY_CLIENT
    ours = sign_as_squad(issued, contract_hash=hash_of(issued), by=gc.actor, at=AT)
    assert ours.record
    assert (ours.record.data["name"], ours.record.data["means"]) == ("Diego Altamirano", "session")
    assert status(issued) == "done"
    assert ours.situation.evaluation.outcome == "contracted"
    told = {address for mail in Outbox.objects.filter(subject__startswith="Firmado") for address in mail.to}
    assert told == {"ana@quebracho.example", ec.user.email}


def test_squad_may_sign_first(issued: Cycle, gc: Person) -> None:
    sign_as_squad(issued, contract_hash=hash_of(issued), by=gc.actor, at=AT)
    sign(issued)
    assert status(issued) == "done"


def test_nobody_signs_twice(issued: Cycle) -> None:
    sign(issued)
    with pytest.raises(CannotSign, match="ya firmó"):
        sign(issued)


def test_an_ec_does_not_sign_for_squad_nor_the_house_for_the_client(issued: Cycle, ec: Person, gc: Person) -> None:
    with pytest.raises(ProcedureViolation):
        sign_as_squad(issued, contract_hash=hash_of(issued), by=ec.actor, at=AT)
    with pytest.raises(CannotSign, match="Ana Clara Villafañe"):
        sign(issued, by=gc.actor)


def test_another_person_of_the_client_does_not_sign(issued: Cycle, ec: Person) -> None:
    from trato.ledger.actors import Actor
    from trato.organisations.actions import NewContact, add_contact

    other = add_contact(organisation=issued.organisation, new=NewContact(name="Pedro Luna"), by=ec.actor, at=AT)
    with pytest.raises(CannotSign, match="Ana Clara Villafañe"):
        sign(issued, by=Actor("person", other.key, "FC", ("FC",)))


def test_a_person_of_another_client_does_not_sign(issued: Cycle, ec: Person) -> None:
    other = ladder.opened(ec=ec, at=AT, name="Otra SA", cuit="30853409169")
    with pytest.raises((CannotSign, NotYours)):
        sign(issued, by=ladder.client_of(other))
    assert latest(issued.stream, "signature") is None


def test_a_superseded_text_is_not_signed(issued: Cycle, ec: Person) -> None:
    first, link = hash_of(issued), send_contract(issued, by=ec.actor, at=AT).link
    redrafted(issued, ec)
    link.refresh_from_db()
    assert link.state(AT) == "revoked"
    with pytest.raises(CannotSign, match="más nueva"):
        sign(issued, contract_hash=first)
    assert latest(issued.stream, "signature") is None


def test_a_power_that_expired_meanwhile_stops_the_signature(planned: Cycle, ec: Person) -> None:
    ladder.empowered(planned, by=ec, at=AT, expires_on=(AT + timedelta(days=2)).date())
    terms = Terms(signatory=ladder.signatory(planned), capacity="Apoderada", address="Bv. San Juan 450")
    prepare_contract(planned, terms=terms, by=ec.actor, at=AT)
    issue_contract(planned, by=ec.actor, at=AT)
    with pytest.raises(CannotSign, match="venció el 12/03/2026"):
        sign(planned, at=AT + timedelta(days=3))
    with pytest.raises(CannotSign, match="venció el 12/03/2026"):
        send_contract(planned, by=ec.actor, at=AT + timedelta(days=3))


def test_declining_says_why_tells_the_owner_and_asks_for_another_text(issued: Cycle, ec: Person) -> None:
    link = send_contract(issued, by=ec.actor, at=AT).link
    provided = decline_contract(
        issued,
        contract_hash=hash_of(issued),
        name="Ana Clara Villafañe",
        reason="La mora es muy alta.",
        link=link,
        by=ladder.client_of(issued),
        at=AT,
    )
    assert provided.record
    assert provided.record.data["text"] == "La mora es muy alta."
    assert (last_entry(issued).event, last_entry(issued).facts["contract"]) == ("contract.declined", hash_of(issued))
    mail = Outbox.objects.latest("id")
    assert (mail.to, "La mora es muy alta." in mail.text) == ([ec.user.email], True)
    assert not situation_of(issued, at=AT).evaluation.waiting_for_client
    with pytest.raises(CannotSign, match="rechazó"):
        sign(issued)
    redrafted(issued, ec)
    sign(issued)


def test_declining_never_erases_a_signature(issued: Cycle, gc: Person) -> None:
    sign(issued)
    with pytest.raises(CannotSign):
        decline_contract(
            issued, contract_hash=hash_of(issued), name="Ana", reason="No", by=ladder.client_of(issued), at=AT
        )
    contract = latest(issued.stream, "contract")
    assert contract
    now = situation_of(issued, at=AT)
    assert "client" in signatures_of(now, contract)
    assert declined(now, contract) is None


def test_a_file_signed_by_both_is_verified_by_the_commercial_manager(issued: Cycle, ec: Person, gc: Person) -> None:
    file = store_file(ContentFile(b"%PDF-1.7 firmado\n", name="firmado.pdf"), by=gc.actor, at=AT)
    said: dict[str, Any] = {"contract_hash": hash_of(issued), "file": file, "name": "Ana Clara Villafañe", "at": AT}
    with pytest.raises(ProcedureViolation):
        record_countersigned(issued, by=ec.actor, **said)
    provided = record_countersigned(issued, by=gc.actor, **said)
    assert provided.record
    assert (provided.record.data["means"], provided.record.data["file"]) == ("paper", file.sha256)
    assert last_entry(issued).attachments == (file.sha256,)
    assert status(issued) == "done"
    with pytest.raises(CannotSign, match="ya firmaron"):
        record_countersigned(issued, by=gc.actor, **said)
    with pytest.raises(CannotDraft):
        redrafted(issued, ec)
    assert Link.objects.filter(purpose="contract").count() == 0
