from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.cast import Person
from trato.organisations.actions import (
    NewContact,
    NewOrganisation,
    amend_organisation,
    register_organisation,
    register_organisations,
    retire_organisations,
)
from trato.organisations.duplicates import MOST_HOLDERS, Traces, likely_duplicates, likely_duplicates_of
from trato.organisations.models import Organisation

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)


@pytest.fixture
def dulces(ec: Person) -> Organisation:
    new = NewOrganisation(
        name="Dulces Quebracho Viejo SRL",
        cuit="30852177434",
        domain="dulces.com.ar",
        contacts=(NewContact(name="Ana", mail="ana@gmail.com", phone="+5491123456789"),),
    )
    register_organisations(
        news=[NewOrganisation(name="Dulces del Valle SA"), NewOrganisation(name="Quebracho Colorado")],
        by=ec.actor,
        at=AT,
    )
    return register_organisation(new=new, by=ec.actor, at=AT)


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"name": "dulces quebracho viejo"}, "name"),
        ({"name": "DULCES QUEBRACHO VIEJO S.R.L."}, "name"),
        ({"name": "Dulses Quebracho Viejo"}, "similar-name"),
        ({"name": "Dulces Kebracho Biejo"}, "similar-name"),
        ({"name": "Dulzes Quebrach Viejo SA"}, "similar-name"),
        ({"name": "Endulzarte", "cuit": "30852177434"}, "cuit"),
        ({"name": "Quebracho Viejo Dulces"}, "similar-name"),
        ({"name": "Otra cosa", "cuit": "30852177434"}, "cuit"),
        ({"name": "Otra cosa", "mail": "ana@gmail.com"}, "mail"),
        ({"name": "Otra cosa", "phone": "+541123456789"}, "phone"),
        ({"name": "Otra cosa", "domain": "dulces.com.ar"}, "domain"),
        ({"name": "Otra cosa", "mail": "ventas@dulces.com.ar"}, "domain"),
    ],
)
def test_who_may_already_be_here_is_found_and_the_reason_is_given(
    dulces: Organisation, known: dict[str, str], why: str
) -> None:
    matches = likely_duplicates(**known)
    assert [(match.organisation, match.why) for match in matches] == [(dulces, (why,))]


def test_a_shared_word_alone_is_no_duplicate(dulces: Organisation) -> None:
    assert likely_duplicates(name="Dulces Artesanales del Sur") == []


def test_the_cuit_weighs_more_than_a_name(dulces: Organisation, ec: Person) -> None:
    twin = register_organisation(new=NewOrganisation(name="Dulces Quebracho Viejo"), by=ec.actor, at=AT)
    matches = likely_duplicates(name="Dulces Quebracho Viejo", cuit="30852177434")
    assert [match.organisation for match in matches] == [dulces, twin]
    assert matches[0].why == ("cuit", "name")


def test_lookups_follow_amendments_and_forget_the_retired(dulces: Organisation, gc: Person) -> None:
    amend_organisation(organisation=dulces, changes={"name": "Alfajores Serranos", "domain": ""}, by=gc.actor, at=AT)
    assert likely_duplicates(name="Dulces Quebracho Viejo") == []
    assert likely_duplicates(name="Alfajores Serranos", but=dulces.pk) == []
    retire_organisations(organisations=[dulces], reason="import-undone", by=gc.actor, at=AT)
    assert likely_duplicates(name="Alfajores Serranos", cuit="30852177434") == []


def test_another_cuit_silences_what_only_looks_alike(dulces: Organisation) -> None:
    assert likely_duplicates(name="Dulses Quebracho Viejo", cuit="30500010912") == []
    assert likely_duplicates(name="Dulces Quebracho Viejo", cuit="30500010912")[0].why == ("name",)


def test_a_legal_name_is_found_too(ec: Person) -> None:
    new = NewOrganisation(name="La Esquina", legal_name="Panificados Ruta Nueve SA")
    esquina = register_organisation(new=new, by=ec.actor, at=AT)
    assert [match.organisation for match in likely_duplicates(name="Panificado Ruta Nueve")] == [esquina]


def test_what_very_many_share_tells_nothing_and_is_left_aside(ec: Person) -> None:
    names = [f"Quiosco Serrano Uno {word}{other}" for word in "abcdefghijkl" for other in "mnopqrstuv"]
    register_organisations(news=[NewOrganisation(name=name) for name in names[: MOST_HOLDERS + 5]], by=ec.actor, at=AT)
    [matches] = likely_duplicates_of([Traces(name="Quiosco Serrano Uno am")])
    assert [match.organisation.name for match in matches if match.why == ("name",)] == ["Quiosco Serrano Uno am"]


def test_a_domain_of_many_is_a_provider_and_tells_nothing(ec: Person) -> None:
    names = ("Lapacho", "Jacarandá", "Ceibo", "Timbó", "Aguaribay", "Algarrobo")
    for few in (names[:5], names[5:]):
        news = [NewOrganisation(name=name, domain="coop.example") for name in few]
        register_organisations(news=news, by=ec.actor, at=AT)
        found = likely_duplicates(name="Otra", domain="coop.example")
        assert len(found) == (5 if few == names[:5] else 0)


def test_two_rows_or_forty_ask_the_same_number_of_queries(dulces: Organisation, django_assert_num_queries: Any) -> None:
    row = Traces(name="Dulces Quebracho Viejo", cuit="30852177434", mail="ana@gmail.com", phone="+5491123456789")
    for rows in (2, 40):
        with django_assert_num_queries(7):
            found = likely_duplicates_of([row] * rows)
        assert all(matches[0].organisation == dulces for matches in found)
