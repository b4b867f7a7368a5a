from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.cast import Person
from trato.cycles.models import Cycle, Progress
from trato.cycles.refusals import NotYours
from trato.documents.records import latest
from trato.ledger.entries import stream_entries
from trato.organisations.actions import CannotChangeOrganisation, NewContact, NewOrganisation, register_organisation
from trato.organisations.models import Organisation
from trato.prospects.actions import CannotClassify, NewProspect, classify, list_prospect, save_draft
from trato.prospects.models import Prospect
from trato.prospects.rules import Classification, origin_of, place_of
from trato.prospects.tests.lists import AT, COMPLETE
from trato.search.models import Entry

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


def test_classifying_issues_part_a_and_moves_on_to_the_first_contact(listed: Cycle, ec: Person) -> None:
    provided = classify(cycle=listed, classification=COMPLETE, by=ec.actor, at=LATER)
    record = latest(listed.stream, "classification")
    assert record is not None
    assert provided.record == record
    assert record.data["organisation"] == "Dulces Quebracho Viejo SRL"
    assert record.data["cuit"] == "30-85217743-4"
    assert record.data["contacts"] == [{"name": "Ana Gómez", "mail": "ana@dulces.example", "phone": "+5493515550101"}]
    entry = stream_entries(listed.stream)[-1]
    assert (entry.event, entry.action, entry.role, entry.record) == (
        "prospect.classified", "identify", "EC", record.hash,
    )  # fmt: skip
    assert entry.facts == {"groups": 6, "contacts": 1, "priority": "high"}
    progress = Progress.objects.get(cycle=listed)
    assert (progress.next_action, progress.priority) == ("schedule-first-contact", "high")


@pytest.mark.parametrize("group", ["priority", "client_type", "origin", "scale", "sector", "needs"])
def test_every_one_of_the_six_groups_is_asked(listed: Cycle, ec: Person, group: str) -> None:
    incomplete = replace(COMPLETE, **{group: () if group == "needs" else ""})
    with pytest.raises(CannotClassify) as refused:
        classify(cycle=listed, classification=incomplete, by=ec.actor, at=LATER)
    assert len(refused.value.sentences) == 1
    assert len(stream_entries(listed.stream)) == 1


def test_somebody_to_talk_to_is_asked_and_may_be_given_while_classifying(in_force: None, ec: Person) -> None:
    cycle = list_prospect(new=NewProspect(organisation=NewOrganisation(name="Uno")), by=ec.actor, at=AT)
    with pytest.raises(CannotClassify):
        classify(cycle=cycle, classification=COMPLETE, by=ec.actor, at=LATER)
    classify(
        cycle=cycle,
        classification=COMPLETE,
        about={"cuit": "30-85104221-7", "locality": "Villa María"},
        contact=NewContact(name="Ana"),
        by=ec.actor,
        at=LATER,
    )
    organisation = Organisation.objects.get()
    assert (organisation.cuit, organisation.province, organisation.locality) == ("30851042217", "AR-X", "Villa María")
    assert organisation.contacts.get().name == "Ana"
    assert Entry.objects.filter(scope="organisation", scope_id=organisation.pk, text__contains="villa maria").exists()


def test_a_draft_is_kept_incomplete_and_enters_no_history(listed: Cycle, ec: Person) -> None:
    save_draft(cycle=listed, classification=Classification(priority="low"), by=ec.actor, at=LATER)
    assert Prospect.objects.get(cycle=listed).priority == "low"
    assert len(stream_entries(listed.stream)) == 1


def test_another_executive_cannot_classify_it(listed: Cycle, ec2: Person) -> None:
    with pytest.raises(NotYours):
        classify(cycle=listed, classification=COMPLETE, by=ec2.actor, at=LATER)


def test_the_cuit_of_somebody_else_is_refused_and_nothing_is_written(listed: Cycle, ec: Person) -> None:
    register_organisation(new=NewOrganisation(name="Otra", cuit="30-85104221-7"), by=ec.actor, at=AT)
    with pytest.raises(CannotChangeOrganisation):
        classify(cycle=listed, classification=COMPLETE, about={"cuit": "30851042217"}, by=ec.actor, at=LATER)
    assert Prospect.objects.get(cycle=listed).priority == ""


def test_classifying_again_makes_the_next_version_of_part_a(listed: Cycle, ec: Person) -> None:
    classify(cycle=listed, classification=COMPLETE, by=ec.actor, at=LATER)
    again = classify(cycle=listed, classification=replace(COMPLETE, priority="low"), by=ec.actor, at=LATER)
    assert again.record is not None
    assert again.record.version == 2
    assert Progress.objects.get(cycle=listed).priority == "low"


def test_an_origin_is_a_jurisdiction_or_abroad() -> None:
    assert origin_of("AR", "AR-X") == "AR-X"
    assert origin_of("UY", "") == "abroad"
    assert origin_of("AR", "") == ""
    assert place_of("AR-X", "UY") == ("AR", "AR-X")
    assert place_of("abroad", "UY") == ("UY", "")
    assert place_of("abroad", "AR") == ("", "")
