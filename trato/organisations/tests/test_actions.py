from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from tests.support.cast import Person
from trato.documents.files import store_file
from trato.ledger.entries import stream_entries
from trato.organisations.actions import (
    CannotChangeOrganisation,
    NewContact,
    NewOrganisation,
    add_contact,
    amend_contact,
    amend_organisation,
    record_power,
    register_organisation,
    register_organisations,
    retire_contact,
    retire_organisations,
    verify_power,
)
from trato.organisations.models import Contact, Organisation, Power
from trato.organisations.queries import names_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
DULCES = NewOrganisation(
    name="  Dulces   Quebracho Viejo SRL ",
    cuit="30-85217743-4",
    domain="dulces.com.ar",
    province="AR-X",
    locality="Córdoba",
    contacts=(NewContact(name="Ana Gómez", mail="Ana@Dulces.com.ar", phone="+5493515550101", is_whatsapp=True),),
)


def last_of(organisation: Organisation) -> tuple[str, str, dict[str, object]]:
    entry = stream_entries(organisation.stream)[-1]
    return entry.event, entry.role, dict(entry.facts)


def test_registering_keeps_the_organisation_its_person_and_two_entries_without_personal_data(ec: Person) -> None:
    organisation = register_organisation(new=DULCES, by=ec.actor, at=AT)

    person = organisation.contacts.get()
    assert (organisation.name, organisation.cuit, str(organisation.tax_number)) == (
        "Dulces Quebracho Viejo SRL", "30852177434", "30-85217743-4",
    )  # fmt: skip
    assert (person.mail, person.key) == ("ana@dulces.com.ar", f"person/{person.pk}")
    entries = stream_entries(organisation.stream)
    assert [entry.event for entry in entries] == ["organisation.registered", "contact.added"]
    assert entries[0].role == "EC"
    assert entries[0].facts == {"with-cuit": True, "country": "AR", "province": "AR-X"}
    assert entries[1].facts == {"person": person.key}


def test_a_cuit_belongs_to_one_standing_organisation(ec: Person) -> None:
    register_organisation(new=DULCES, by=ec.actor, at=AT)
    with pytest.raises(CannotChangeOrganisation) as refused:
        register_organisation(new=NewOrganisation(name="Otra", cuit="30852177434"), by=ec.actor, at=AT)
    assert "Dulces Quebracho Viejo SRL" in refused.value.sentences[0]
    assert Organisation.objects.count() == 1


def test_a_retired_organisation_frees_its_cuit(gc: Person) -> None:
    first = register_organisation(new=DULCES, by=gc.actor, at=AT)
    assert retire_organisations(organisations=[first], reason="import-undone", by=gc.actor, at=AT) == 1
    again = register_organisation(new=DULCES, by=gc.actor, at=AT)
    assert again.pk != first.pk
    assert last_of(first) == ("organisation.retired", "GC", {"reason": "import-undone"})


def test_a_cuit_twice_in_one_list_registers_nothing(ec: Person) -> None:
    with pytest.raises(CannotChangeOrganisation):
        register_organisations(news=[DULCES, NewOrganisation(name="Otra", cuit=DULCES.cuit)], by=ec.actor, at=AT)
    assert not Organisation.objects.exists()


def test_an_impossible_cuit_is_refused_with_a_sentence(ec: Person) -> None:
    with pytest.raises(CannotChangeOrganisation) as refused:
        register_organisation(new=NewOrganisation(name="Otra", cuit="30-85217743-5"), by=ec.actor, at=AT)
    assert "30-85217743-5" in refused.value.sentences[0]


@pytest.mark.parametrize("role", ["auditor", "admin", "eet"])
def test_only_commercial_roles_change_organisations(role: str, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(role)
    with pytest.raises(CannotChangeOrganisation):
        register_organisation(new=NewOrganisation(name="Otra"), by=person.actor, at=AT)
    assert not Organisation.objects.exists()


def test_amending_records_which_data_changed_and_never_what_they_say(gc: Person) -> None:
    organisation = register_organisation(new=DULCES, by=gc.actor, at=AT)
    changed = amend_organisation(
        organisation=organisation, changes={"name": "Dulces QV", "cuit": "", "locality": "Córdoba"}, by=gc.actor, at=AT
    )
    assert (changed.name, changed.cuit, changed.name_key) == ("Dulces QV", None, "dulces qv")
    assert last_of(organisation) == (
        "organisation.amended", "GC", {"changed.name": True, "changed.cuit": True},
    )  # fmt: skip


def test_amending_without_a_change_leaves_no_entry(gc: Person) -> None:
    organisation = register_organisation(new=DULCES, by=gc.actor, at=AT)
    before = len(stream_entries(organisation.stream))
    amend_organisation(organisation=organisation, changes={"locality": " Córdoba "}, by=gc.actor, at=AT)
    assert len(stream_entries(organisation.stream)) == before


def test_a_country_abroad_takes_the_province_away(gc: Person) -> None:
    organisation = register_organisation(new=DULCES, by=gc.actor, at=AT)
    changed = amend_organisation(organisation=organisation, changes={"country": "UY"}, by=gc.actor, at=AT)
    assert (changed.country, changed.province) == ("UY", "")


def test_people_are_added_amended_and_retired_each_with_its_entry(ec: Person) -> None:
    organisation = register_organisation(new=DULCES, by=ec.actor, at=AT)
    person = add_contact(organisation=organisation, new=NewContact(name="Luis Paz"), by=ec.actor, at=AT)
    assert last_of(organisation) == ("contact.added", "EC", {"person": person.key})

    amend_contact(contact=person, changes={"phone": "11 15 2345-6789", "is_whatsapp": True}, by=ec.actor, at=AT)
    assert Contact.objects.get(pk=person.pk).phone == "+5491123456789"
    assert last_of(organisation)[2] == {"person": person.key, "changed.phone": True, "changed.is_whatsapp": True}

    retire_contact(contact=person, by=ec.actor, at=AT)
    assert list(organisation.contacts.current()) == [organisation.contacts.get(name="Ana Gómez")]
    assert last_of(organisation)[0] == "contact.retired"
    with pytest.raises(CannotChangeOrganisation):
        retire_contact(contact=person, by=ec.actor, at=AT)


def test_an_impossible_mail_or_telephone_is_refused(ec: Person) -> None:
    organisation = register_organisation(new=DULCES, by=ec.actor, at=AT)
    with pytest.raises(CannotChangeOrganisation) as refused:
        add_contact(organisation=organisation, new=NewContact(name="X", mail="no", phone="1"), by=ec.actor, at=AT)
    assert len(refused.value.sentences) == 2


def test_a_power_makes_a_signatory_and_is_verified_only_with_its_document(ec: Person) -> None:
    organisation = register_organisation(new=DULCES, by=ec.actor, at=AT)
    person = organisation.contacts.get()
    bare = record_power(contact=person, kind="general", expires_on=None, document=None, by=ec.actor, at=AT)
    with pytest.raises(CannotChangeOrganisation):
        verify_power(power=bare, by=ec.actor, at=AT)

    file = store_file(ContentFile(b"%PDF-1.7 poder", name="poder.pdf"), by=ec.actor, at=AT)
    until = date(2026, 12, 31)
    power = record_power(contact=person, kind="general", expires_on=until, document=file, by=ec.actor, at=AT)
    entry = stream_entries(organisation.stream)[-1]
    assert (entry.event, entry.attachments) == ("power.recorded", (file.sha256,))
    assert entry.facts["expires-on"] == "2026-12-31"
    assert list(organisation.contacts.signatories()) == [person]

    verified = verify_power(power=power, by=ec.actor, at=AT + timedelta(minutes=1))
    assert verified.verified
    assert Power.objects.get(pk=power.pk).verified_by == ec.actor.key
    assert last_of(organisation)[0] == "power.verified"
    assert power.in_force(until)
    assert not power.in_force(until + timedelta(days=1))


def test_names_of_people_outside_and_of_the_house_come_together_in_two_queries(
    ec: Person, django_assert_num_queries: object
) -> None:
    organisation = register_organisation(new=DULCES, by=ec.actor, at=AT)
    person = organisation.contacts.get()
    with django_assert_num_queries(2):  # type: ignore[operator]
        names = names_of([person.key, ec.actor.key, "person/99999"])
    assert names == {person.key: "Ana Gómez", ec.actor.key: "Martina Sosa", "person/99999": "person/99999"}
