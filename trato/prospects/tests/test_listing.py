import pytest

from tests.support.cast import Person
from trato.cycles.models import Cycle, State
from trato.cycles.refusals import NoProcedureInForce, ProcedureViolation
from trato.documents.records import latest
from trato.ledger.entries import stream_entries
from trato.organisations.actions import CannotChangeOrganisation, NewContact, NewOrganisation, register_organisation
from trato.organisations.models import Contact, Organisation
from trato.prospects.actions import NewProspect, list_prospect
from trato.prospects.models import Prospect
from trato.prospects.tests.lists import AT, COMPLETE, DULCES
from trato.search.models import Entry

pytestmark = pytest.mark.django_db


def test_a_name_and_the_way_they_came_are_enough(in_force: None, ec: Person) -> None:
    cycle = list_prospect(
        new=NewProspect(organisation=NewOrganisation(name="Cervecería Nahuel Pan"), source="referral"),
        by=ec.actor,
        at=AT,
    )
    assert cycle.owner == ec.user
    assert Prospect.objects.get(cycle=cycle).source == "referral"
    [opened] = stream_entries(cycle.stream)
    assert (opened.event, opened.role, opened.facts["source"], opened.facts["clock"]) == (
        "cycle.opened", "EC", "referral", True,
    )  # fmt: skip
    assert cycle.progress.state == State.LISTED
    assert cycle.progress.due_on is not None


def test_the_commercial_manager_lists_for_nobody_or_for_an_executive(in_force: None, gc: Person, ec: Person) -> None:
    nobody = list_prospect(new=NewProspect(organisation=NewOrganisation(name="Uno")), by=gc.actor, at=AT)
    hers = list_prospect(new=NewProspect(organisation=NewOrganisation(name="Dos"), owner=ec.user), by=gc.actor, at=AT)
    assert (nobody.owner, hers.owner) == (None, ec.user)


def test_an_organisation_already_here_gets_another_cycle_and_the_new_person(in_force: None, ec: Person) -> None:
    organisation = register_organisation(new=DULCES, by=ec.actor, at=AT)
    new = NewProspect(organisation=organisation, contacts=(NewContact(name="Luis Paz"),), title="Tienda")
    cycle = list_prospect(new=new, by=ec.actor, at=AT)
    assert cycle.organisation == organisation
    assert sorted(Contact.objects.values_list("name", flat=True)) == ["Ana Gómez", "Luis Paz"]
    assert Organisation.objects.count() == 1
    assert " tienda " in Entry.objects.get(scope="cycle", scope_id=cycle.pk).text


def test_all_six_groups_and_a_person_classify_at_once(in_force: None, ec: Person) -> None:
    cycle = list_prospect(new=NewProspect(organisation=DULCES, known=COMPLETE), by=ec.actor, at=AT)
    assert [entry.event for entry in stream_entries(cycle.stream)] == ["cycle.opened", "prospect.classified"]
    assert latest(cycle.stream, "classification") is not None


def test_without_a_person_the_groups_stay_a_draft(in_force: None, ec: Person) -> None:
    cycle = list_prospect(new=NewProspect(organisation=NewOrganisation(name="Uno"), known=COMPLETE), by=ec.actor, at=AT)
    assert len(stream_entries(cycle.stream)) == 1
    assert Prospect.objects.get(cycle=cycle).needs == ["shop", "site"]


@pytest.mark.parametrize("role", ["auditor", "pm", "admin", "sgc"])
def test_only_commercial_roles_list_prospects(in_force: None, role: str, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(role)
    with pytest.raises((CannotChangeOrganisation, ProcedureViolation)):
        list_prospect(new=NewProspect(organisation=NewOrganisation(name="Uno")), by=person.actor, at=AT)
    assert not Cycle.objects.exists()


def test_nothing_is_listed_before_the_procedure_is_approved(ec: Person) -> None:
    with pytest.raises(NoProcedureInForce):
        list_prospect(new=NewProspect(organisation=NewOrganisation(name="Uno")), by=ec.actor, at=AT)
    assert not Organisation.objects.exists()
