from typing import Any

import pytest
from django.test import Client

from tests.support.cast import Person, signed_in
from trato.cycles.assigning import assign
from trato.cycles.models import Cycle
from trato.organisations.actions import NewOrganisation, write_note
from trato.organisations.models import Merge, Organisation, Pair
from trato.organisations.pairs import pair_up
from trato.prospects.actions import NewProspect, list_prospect, list_prospects
from trato.prospects.duplicates import SIZE
from trato.prospects.imports.undoing import start_undo
from trato.prospects.tests.lists import AT, imported, run_until_idle

pytestmark = pytest.mark.django_db
LIST = "/prospectos/duplicados/"


@pytest.fixture
def twins(listed: Cycle, ec: Person) -> tuple[Organisation, Organisation]:
    new = NewOrganisation(name="Dulses Quebracho Viejo")
    twin = list_prospect(new=NewProspect(organisation=new), by=ec.actor, at=AT)
    return listed.organisation, twin.organisation


def merge_address(one: Organisation, other: Organisation) -> str:
    return f"/prospectos/{one.pk}/union/{other.pk}/"


def seen_on(client: Client, address: str) -> str:
    return str(client.get(address).context["seen"])


def test_the_suspected_are_listed_and_dismissed_and_suspected_again(
    twins: tuple[Organisation, Organisation], ec: Person, client: Client
) -> None:
    signed_in(client, ec)
    page = client.get(LIST).content.decode()
    assert "Dulses Quebracho Viejo" in page
    assert "Nombre muy parecido" in page or "nombre muy parecido" in page
    pair = Pair.objects.get()
    client.post(f"{LIST}{pair.pk}/descarte/")
    assert "Dulses Quebracho Viejo" not in client.get(LIST, follow=True).content.decode().partition("<ul class")[2]
    assert "Dulses Quebracho Viejo" in client.get(f"{LIST}?vista=descartados").content.decode()
    client.post(f"{LIST}{pair.pk}/restitucion/")
    assert "Comparar y unir" in client.get(LIST).content.decode()


def test_a_pair_is_shown_only_to_who_may_see_both(
    twins: tuple[Organisation, Organisation], gc: Person, eet: Person, client: Client
) -> None:
    cycles = {cycle.organisation_id: cycle for cycle in Cycle.objects.all()}
    signed_in(client, eet)
    assert "Quebracho" not in client.get(LIST).content.decode()
    assign(cycles[twins[0].pk], user=eet.user, role="EET", by=gc.actor, at=AT)
    assert "Quebracho" not in client.get(LIST).content.decode()
    assert "Dulses" not in client.get(f"/prospectos/{twins[0].pk}/").content.decode()
    assign(cycles[twins[1].pk], user=eet.user, role="EET", by=gc.actor, at=AT)
    page = client.get(LIST).content.decode()
    assert "Dulses Quebracho Viejo" in page
    assert "Comparar y unir" not in page
    assert client.get(merge_address(*twins)).status_code == 403
    assert client.post(f"{LIST}{Pair.objects.get().pk}/descarte/").status_code == 403


def test_the_list_is_turned_page_by_page_with_the_same_queries(
    in_force: None, gc: Person, client: Client, django_assert_max_num_queries: Any
) -> None:
    words = ("Lapacho", "Jacaranda", "Ceibo", "Timbo", "Aguaribay", "Algarrobo")
    names = [f"{word} {other}{tail}" for word in words for other in words if word != other for tail in ("", "s")]
    news = [NewProspect(organisation=NewOrganisation(name=name)) for name in names]
    cycles = list_prospects(news=news, by=gc.actor, at=AT)
    signed_in(client, gc)
    with django_assert_max_num_queries(15):
        client.get(LIST)
    pair_up([cycle.organisation_id for cycle in cycles])
    assert Pair.objects.count() > SIZE
    with django_assert_max_num_queries(15):
        first = client.get(LIST)
    second = client.get(LIST + first.context["older"])
    back = client.get(LIST + second.context["newer"])
    shown = [[row.pair.pk for row in page.context["rows"]] for page in (first, second, back)]
    assert len(shown[0]) == SIZE
    assert not set(shown[0]) & set(shown[1])
    assert shown[2] == shown[0]


def test_two_are_compared_merged_and_made_two_again(
    twins: tuple[Organisation, Organisation], ec: Person, client: Client
) -> None:
    one, other = twins
    signed_in(client, ec)
    address = merge_address(one, other)
    page = client.get(address).content.decode()
    assert "Dulses Quebracho Viejo" in page
    assert 'name="name"' in page
    assert 'name="cuit"' not in page, "only one has it: nothing to choose"
    done = client.post(address, {"seen": seen_on(client, address), "name": "absorbed"}, follow=True)
    assert done.redirect_chain == [(f"/prospectos/{one.pk}/", 302)]
    one.refresh_from_db()
    assert (one.name, one.cuit) == ("Dulses Quebracho Viejo", "30852177434")
    text = done.content.decode()
    assert "Le unió otra organización" in text
    assert "Pasó a ser parte de otra" not in text, "told once"
    assert text.count("Registró la organización") == 2, "the history of both is here"
    merge = Merge.objects.get()
    undo = f"/prospectos/uniones/{merge.pk}/deshacer/"
    assert "Deshacer la unión" in client.get(undo).content.decode()
    assert client.post(undo).headers["Location"] == f"/prospectos/{other.pk}/"
    one.refresh_from_db()
    assert one.name == "Dulces Quebracho Viejo SRL"
    again = client.post(undo)
    assert again.status_code == 409
    assert "Martina Sosa ya deshizo esta unión" in again.content.decode()


def test_the_old_address_leads_to_the_one_that_stays(
    twins: tuple[Organisation, Organisation], gc: Person, eet: Person, client: Client
) -> None:
    one, other = twins
    assign(Cycle.objects.get(organisation=other), user=eet.user, role="EET", by=gc.actor, at=AT)
    signed_in(client, gc)
    address = merge_address(one, other)
    client.post(address, {"seen": seen_on(client, address)})
    for old in ("", "datos/"):
        answer = client.get(f"/prospectos/{other.pk}/{old}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/prospectos/{one.pk}/")
    assert client.get(address).headers["Location"] == f"/prospectos/{one.pk}/"
    assert client.get(f"/prospectos/{other.pk}/personas/nueva/").headers["Location"] == f"/prospectos/{one.pk}/"
    assert signed_in(client, eet).get(f"/prospectos/{other.pk}/").headers["Location"] == f"/prospectos/{one.pk}/"


def test_the_second_to_merge_sees_who_was_first_and_changes_nothing(
    twins: tuple[Organisation, Organisation], gc: Person, ec: Person, client: Client
) -> None:
    address = merge_address(*twins)
    signed_in(client, gc)
    seen = seen_on(client, address)
    other_client = signed_in(Client(), ec)
    other_client.post(address, {"seen": seen})
    answer = client.post(address, {"seen": seen})
    assert answer.status_code == 409
    assert "Martina Sosa se adelantó" in answer.content.decode()
    assert Merge.objects.count() == 1


def test_the_page_of_an_organisation_keeps_within_its_queries(
    twins: tuple[Organisation, Organisation], gc: Person, client: Client, django_assert_max_num_queries: Any
) -> None:
    address = merge_address(*twins)
    signed_in(client, gc)
    write_note(organisation=twins[0], text="Llamar después de las 17", by=gc.actor, at=AT)
    client.get(LIST)  # the first page of a session writes that it was seen
    with django_assert_max_num_queries(15):
        client.get(f"/prospectos/{twins[0].pk}/")
    with django_assert_max_num_queries(15):
        seen = seen_on(client, address)
    client.post(address, {"seen": seen}, follow=True)
    with django_assert_max_num_queries(15):
        client.get(f"/prospectos/{twins[0].pk}/")


def test_somebody_elses_are_not_merged(twins: tuple[Organisation, Organisation], ec2: Person, client: Client) -> None:
    address = merge_address(*twins)
    signed_in(client, ec2)
    page = client.get(address)
    assert "Unir las dos" not in page.content.decode()
    assert client.post(address, {"seen": page.context["seen"]}).status_code == 403
    assert not Merge.objects.exists()


def test_one_that_is_not_suspected_is_found_by_name_to_merge(listed: Cycle, ec: Person, client: Client) -> None:
    new = NewOrganisation(name="Golosinas Marisol")
    other = list_prospect(new=NewProspect(organisation=new), by=ec.actor, at=AT).organisation
    page = signed_in(client, ec).get(f"/prospectos/{listed.organisation_id}/union/?q=golosina").content.decode()
    assert merge_address(listed.organisation, other) in page
    assert "Nadie se llama así" in client.get(f"/prospectos/{other.pk}/union/?q=zzzz").content.decode()


def test_undoing_an_import_leaves_alone_what_was_merged(in_force: None, gc: Person, client: Client) -> None:
    batch = imported("Organización;CUIT\nMolino Azul;30-85217743-4\n", by=gc.actor)
    brought = Organisation.objects.get()
    second = NewProspect(organisation=NewOrganisation(name="Molino Azul Sur"))
    other = list_prospect(new=second, by=gc.actor, at=AT).organisation
    signed_in(client, gc)
    address = merge_address(brought, other)
    client.post(address, {"seen": seen_on(client, address)})
    start_undo(batch=batch, by=gc.actor, at=AT)
    run_until_idle(at=AT)
    brought.refresh_from_db()
    assert brought.retired_at is None
