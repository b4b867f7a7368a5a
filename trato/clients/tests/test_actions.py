"""§8.4.1: each datum is written where it belongs, and its record says what it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.cast import Person
from trato.clients.actions import Confirmation, NothingToConfirm, confirm_file
from trato.clients.labels import LABELS, shown
from trato.clients.models import ClientFile
from trato.clients.queries import file_of, main_contact
from trato.cycles.models import Cycle
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.cycles.situation import situation_of
from trato.ledger.entries import stream_entries
from trato.organisations.actions import CannotChangeOrganisation, NewOrganisation, register_organisation, retire_contact
from trato.organisations.models import Organisation
from trato.search.models import Entry

from .conftest import AT

COMPLETE = {"tax_condition": "registered", "billing_mail": "pagos@quebracho.example", "domain": "quebracho.example"}


def confirmations(cycle, values=None, *, pending=()):
    rows = []
    for datum in file_of(cycle, situation_of(cycle, at=AT)):
        value = {**COMPLETE, **(values or {})}.get(datum.key, datum.value)
        rows.append(
            Confirmation(
                key=datum.key,
                label=str(LABELS[datum.key]),
                value=value,
                shown=shown(datum.key, value),
                source=datum.proof or "client",
                confirmed=datum.key not in pending,
            )
        )
    return rows


def test_what_the_signed_contract_proves_comes_confirmed(contracted: Cycle) -> None:
    proven = {
        datum.key: datum.value
        for datum in file_of(contracted, situation_of(contracted, at=AT))
        if datum.proof == "contract"
    }
    assert proven == {
        "legal_name": "Dulces Quebracho Viejo SRL",
        "cuit": "30852177434",
        "address": "Bv. San Juan 450, Córdoba",
        "contact": "Ana Clara Villafañe",
        "mail": "ana@quebracho.example",
    }


def test_a_file_confirmed_whole_is_done_and_says_where_each_datum_comes_from(contracted: Cycle, ec: Person) -> None:
    provided = confirm_file(contracted, data=confirmations(contracted), comment="Por teléfono", by=ec.actor, at=AT)
    rows = {row["datum"]: row for row in provided.record.data["data"]}
    assert rows["CUIT"] == {"datum": "CUIT", "value": "30-85217743-4", "confirmed": True, "source": "contract"}
    assert rows["Condición ante el IVA"]["value"] == "Responsable inscripto"
    assert provided.record.data["comment"] == "Por teléfono"
    entry = stream_entries(contracted.stream)[-1]
    assert (entry.event, entry.role) == ("client-file.confirmed", "EC")
    assert entry.facts == {"confirmed": 9, "pending": 0, "changed": 4}
    assert provided.situation.evaluation.actions["update-information"].status == "done"
    file = ClientFile.objects.get(organisation=contracted.organisation)
    assert (file.tax_condition, file.address, file.confirmed_at) == ("registered", "Bv. San Juan 450, Córdoba", AT)


def test_pending_data_are_saved_and_the_action_stays_open(contracted: Cycle, ec: Person) -> None:
    rows = confirmations(contracted, pending={"phone", "domain"})
    provided = confirm_file(contracted, data=rows, by=ec.actor, at=AT)
    assert provided.recorded.facts["pending"] == 2
    assert provided.situation.evaluation.actions["update-information"].status == "open"
    assert ClientFile.objects.get().billing_mail == "pagos@quebracho.example"
    again = {datum.key: datum.proof for datum in file_of(contracted, situation_of(contracted, at=AT))}
    assert again["tax_condition"] == "client", "what was confirmed comes confirmed the second time"
    assert again["phone"] == ""
    later = AT + timedelta(hours=1)
    done = confirm_file(contracted, data=confirmations(contracted), by=ec.actor, at=later)
    assert done.recorded.facts == {"confirmed": 9, "pending": 0, "changed": 0}
    assert done.situation.evaluation.actions["update-information"].status == "done"


def test_changes_leave_the_earlier_value_in_the_record_and_an_entry_where_they_belong(
    contracted: Cycle, ec: Person
) -> None:
    rows = confirmations(contracted, {"phone": "+5493515550199", "legal_name": "Quebracho Viejo SA"})
    provided = confirm_file(contracted, data=rows, by=ec.actor, at=AT)
    phone = next(row for row in provided.record.data["data"] if row["datum"] == "Teléfono")
    assert (phone["value"], phone["previous"]) == ("+54 9 351 555-0199", "+54 9 351 555-0101")
    organisation = Organisation.objects.get(pk=contracted.organisation_id)
    assert organisation.legal_name == "Quebracho Viejo SA"
    assert main_contact(organisation).phone == "+5493515550199"
    entries = stream_entries(organisation.stream)
    assert {"organisation.amended", "contact.amended"} <= {entry.event for entry in entries}
    assert all("0199" not in str(entry.facts) for entry in entries), "personal data stay out of the ledger"


def test_the_lists_find_the_organisation_by_what_was_confirmed(contracted: Cycle, ec: Person) -> None:
    confirm_file(contracted, data=confirmations(contracted, {"domain": "alfajores.example"}), by=ec.actor, at=AT)
    of_it = Entry.objects.filter(scope="organisation", scope_id=contracted.organisation_id)
    assert of_it.filter(text__contains=" alfajores example ").exists()


def test_nothing_is_confirmed_without_a_value(contracted: Cycle, ec: Person) -> None:
    before = len(stream_entries(contracted.stream))
    with pytest.raises(NothingToConfirm, match="Sitio web"):
        confirm_file(contracted, data=confirmations(contracted, {"domain": ""}), by=ec.actor, at=AT)
    assert len(stream_entries(contracted.stream)) == before
    assert not ClientFile.objects.exists()


def test_a_cuit_of_somebody_else_is_refused_and_nothing_is_written(contracted: Cycle, ec: Person) -> None:
    register_organisation(new=NewOrganisation(name="Otra SA", cuit="30853409169"), by=ec.actor, at=AT)
    with pytest.raises(CannotChangeOrganisation, match="Otra SA"):
        confirm_file(contracted, data=confirmations(contracted, {"cuit": "30853409169"}), by=ec.actor, at=AT)
    assert situation_of(contracted, at=AT).latest("client-file.confirmed") is None


def test_a_person_who_left_is_replaced_by_whoever_is_written(contracted: Cycle, ec: Person) -> None:
    retire_contact(contact=main_contact(contracted.organisation), by=ec.actor, at=AT)
    values = {"contact": "Leo Paz", "mail": "leo@quebracho.example", "phone": "+5493515550177"}
    confirm_file(contracted, data=confirmations(contracted, values), by=ec.actor, at=AT)
    person = main_contact(contracted.organisation)
    assert (person.name, person.mail) == ("Leo Paz", "leo@quebracho.example")


def test_a_mailbox_without_a_name_is_refused(contracted: Cycle, ec: Person) -> None:
    retire_contact(contact=main_contact(contracted.organisation), by=ec.actor, at=AT)
    rows = confirmations(contracted, {"contact": "", "mail": "leo@quebracho.example"}, pending={"contact", "phone"})
    with pytest.raises(NothingToConfirm, match="nombre"):
        confirm_file(contracted, data=rows, by=ec.actor, at=AT)


def test_an_operation_lost_asks_only_how_to_reach_them(lost: Cycle, ec: Person) -> None:
    rows = confirmations(lost)
    assert len(rows) == 3
    provided = confirm_file(lost, data=rows, by=ec.actor, at=AT)
    assert provided.situation.evaluation.actions["update-information"].status == "done"


def test_it_waits_for_the_ending(in_force: None, ec: Person, gc: Person) -> None:
    from tests.support import ladder

    cycle, then = ladder.walked_to_presented(ec=ec, gc=gc, at=AT)
    with pytest.raises(ProcedureViolation):
        confirm_file(cycle, data=[], by=ec.actor, at=then)


def test_project_managers_and_other_executives_do_not_touch_it(
    contracted: Cycle, pm: Person, ec2: Person, auditor: Person
) -> None:
    rows = [replace(row, value="Leo") if row.key == "contact" else row for row in confirmations(contracted)]
    with pytest.raises(ProcedureViolation):
        confirm_file(contracted, data=rows, by=pm.actor, at=AT)
    for person in (ec2, auditor):
        with pytest.raises(NotYours):
            confirm_file(contracted, data=rows, by=person.actor, at=AT)
    assert main_contact(contracted.organisation).name == "Ana Clara Villafañe"
